"""The part of an address within its building: `Apt 4B` (Publication 28, appendix C2; Canada Post's guidelines)."""

import re

from numberbank.domain.address_text import tidy, without_dots
from numberbank.domain.street_words import read_table

_US = read_table(
    """
Apt: apartment apmt
Bldg: building bldng
Dept: department
Fl: floor flr
Hngr: hangar hanger
Key: key
Lot: lot
Ofc: office
Ph: penthouse
Pier: pier
Rm: room
Slip: slip
Spc: space
Ste: suite
Stop: stop
Trlr: trailer
Unit: unit
#: no number
"""
)
_CA = read_table(
    """
Apt: apartment
App: appartement
Bureau: bureau
Étage: étage etage
Fl: floor flr
Bldg: building
Lot: lot
Ph: penthouse
Porte: porte
Rm: room
Suite: suite ste
Unit: unit
Unité: unité unite
Trlr: trailer
#: no number
"""
)
_ALONE = read_table(
    """
Bsmt: basement
Frnt: front
Lbby: lobby
Lowr: lower
Ofc: office
Ph: penthouse
Rear: rear
Side: side
Uppr: upper
"""
)
"""what needs no number"""
_SURE = {"Apt", "App", "Bldg", "Bureau", "Dept", "Fl", "Ofc", "Ph", "Rm", "Ste", "Suite", "Unit", "Unité", "#"}
"""words that begin a unit wherever they are; the others also begin names of streets: Key West, Pier Ave"""
_IDENTIFIER = re.compile(
    r"[0-9]+[A-Z]{0,2}|[A-Z]{1,2}|[A-Z]{1,2}-?[0-9]+|[0-9]+-[0-9A-Z]+|[A-Z][0-9]+[A-Z]", re.IGNORECASE
)
_ORDINAL = re.compile(r"([0-9]+)(?:st|nd|rd|th)", re.IGNORECASE)


def normal_unit(text: str, region: str) -> str:
    """Designators in their short forms, when that is all there is; any other text just tidied."""
    pairs = _pairs(_words(text), region)
    return " ".join(pairs) if pairs else tidy(text)


def split_unit(street: str, region: str, ends: set[str]) -> tuple[str, str]:
    """A street and the unit that was written behind it, empty if none; `ends` are the words that end a street."""
    words = _words(street)
    for start in range(1, len(words)):
        pairs = _pairs(words[start:], region)
        sure = len(pairs) > 1 and pairs[0] in _SURE
        if pairs and (sure or words[start - 1].casefold() in ends):
            return " ".join(words[:start]), " ".join(pairs)
    return " ".join(words), ""


def _words(text: str) -> list[str]:
    return re.sub(r"#", " # ", without_dots(text.replace(",", " "))).split()


def _pairs(words: list[str], region: str) -> list[str]:
    """`["floor", "2", "rear"]` as `["Fl", "2", "Rear"]`; empty when a word fits nowhere."""
    table = _CA if region == "CA" else _US
    found: list[str] = []
    position = 0
    while position < len(words):
        word, following = words[position], words[position + 1 : position + 2]
        designator = table.get(word.casefold())
        if designator == "#" and following == ["#"]:
            position += 1
        elif designator and following and _IDENTIFIER.fullmatch(following[0]):
            # The Postal Service writes the sign only where it does not know the word: Apt # 4 is Apt 4.
            found += [designator, following[0].upper()]
            position += 2
        elif designator and designator != "#" and following == ["#"]:
            words = [*words[: position + 1], *words[position + 2 :]]
        elif following and (floor := _ORDINAL.fullmatch(word)) and table.get(following[0].casefold()) == "Fl":
            found += ["Fl", floor[1]]
            position += 2
        elif word.casefold() in _ALONE:
            found.append(_ALONE[word.casefold()])
            position += 1
        else:
            return []
    return found
