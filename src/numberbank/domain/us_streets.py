"""The normal form of an American street: that of the Postal Service's Publication 28, in capitals and small letters.

usaddress says which words are the name and which a direction or a type before it, as in `North Ave` and `N Main St`;
the tables of `street_words` say how these are written.
"""

import re
from threading import Lock

from numberbank.domain.address_text import capitalised, without_dots
from numberbank.domain.street_words import DIRECTIONS, HIGHWAYS, PRE_TYPES, SUFFIXES

_ONE_AT_A_TIME = Lock()
"""usaddress has one tagger, which keeps the words that it is at"""
STREET_ENDS = set(SUFFIXES) | set(DIRECTIONS)
_NO_STREET = re.compile(
    r"(p\s?o|post office)\s?(box|bx|drawer)\b|\bcaller box\b|\bgeneral delivery\b"
    r"|^(rr|r r|rfd)\s?#?\s?[0-9]{1,2}\b|^(rural route|hc|hcr|highway contract( route)?|star route)\s?#?\s?[0-9]+\b"
    r"|\bbox\s#?\s?[0-9]+$",
    re.IGNORECASE,
)
"""no rural route has three digits: RR 620 is a Ranch Road in Texas"""
_ROUTE = re.compile(
    r"(?P<kind>[a-z]+(?: [a-z]+)*?)(?: |-)?(?P<number>[0-9]+[a-z]?|(?<= )[a-z][0-9]+[a-z]?)", re.IGNORECASE
)
_JOINED = {("N", "E"): "NE", ("N", "W"): "NW", ("S", "E"): "SE", ("S", "W"): "SW"}


def is_post_box(text: str) -> bool:
    """Whether it is a place for mail alone: a box, a rural route or general delivery."""
    return _NO_STREET.search(without_dots(text)) is not None


def normal_us_street(text: str) -> str:
    """`Lenox Road Northeast` as `Lenox Rd NE`; the unit was taken off before."""
    words = capitalised(without_dots(text.replace(",", " ")).split())
    return _highway(words) or " ".join(_street(words)) if words else ""


def _highway(words: list[str]) -> str:
    """`U.S. Hwy 1 North` as `US Highway 1 N`; empty for a street without a route number."""
    tail: list[str] = []
    if len(words) > 1 and (direction := DIRECTIONS.get(words[-1].casefold())):
        words, tail = words[:-1], [direction]
    route = _ROUTE.fullmatch(" ".join(words))
    kind = HIGHWAYS.get(route["kind"].casefold()) if route else None
    return " ".join([kind, route["number"].upper(), *tail]) if route and kind else ""


def _street(words: list[str]) -> list[str]:
    labels = _labels(words)
    before, core, after = _split_directions(words, labels)
    return [*before, *_core(core), *after]


def _split_directions(words: list[str], labels: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Directions before, the words between, directions after; a street of directions alone is a name."""
    start, end = 0, len(words)
    while start < end and labels[start] == "StreetNamePreDirectional" and words[start].casefold() in DIRECTIONS:
        start += 1
    while end > start and labels[end - 1] == "StreetNamePostDirectional" and words[end - 1].casefold() in DIRECTIONS:
        end -= 1
    if start == end:
        return [], words, []
    return _directions(words[:start]), words[start:end], _directions(words[end:])


def _directions(words: list[str]) -> list[str]:
    short = [DIRECTIONS[word.casefold()] for word in words]
    return [_JOINED[short[0], short[1]]] if len(short) == 2 and (short[0], short[1]) in _JOINED else short


def _core(words: list[str]) -> list[str]:
    """Of two suffixes the last is shortened; a type before the name is written in full."""
    last = words[-1].casefold()
    if len(words) > 1 and words[0].casefold() in PRE_TYPES and last not in SUFFIXES and len(words[-1]) == 1:
        return [PRE_TYPES[words[0].casefold()], words[-1].upper()]
    if len(words) > 1 and last in SUFFIXES:
        return [*words[:-1], SUFFIXES[last]]
    return words


def _labels(words: list[str]) -> list[str]:
    """usaddress's label of each word. It needs a number before the street, always the same one here."""
    import usaddress  # costs start-up time, and only these calls need it

    with _ONE_AT_A_TIME:
        labelled = usaddress.parse(" ".join(["100", *words]))[1:]
    return [label for _, label in labelled] if len(labelled) == len(words) else ["StreetName"] * len(words)
