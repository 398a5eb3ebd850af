"""The normal form of a Canadian street, in English or French (facts of Canada Post's addressing guidelines).

An English type follows the name, a French one comes before it, and a direction comes last in both: `100 Queen St W`,
`1155 Rue Sherbrooke O`. A direction before the name is left alone: it may be part of it, as in `North York Rd`.
"""

import re

from numberbank.domain.address_text import capitalised, without_dots
from numberbank.domain.street_words import read_table

_ENGLISH = read_table(
    """
Abbey: abbey
Acres: acres
Ave: avenue av
Bay: bay
Blvd: boulevard
Bypass: bypass by-pass
Cir: circle
Circt: circuit
Close: close
Common: common
Conc: concession
Cove: cove
Cres: crescent
Crnrs: corners
Cross: crossing
Crt: court ct
Ctr: centre center
Divers: diversion
Dr: drive
Espl: esplanade
Estate: estates
Expy: expressway
Exten: extension
Fwy: freeway
Gate: gate
Gdns: gardens
Green: green
Grnds: grounds
Grove: grove
Harbr: harbour harbor
Hghlds: highlands
Hts: heights
Hwy: highway
Landng: landing
Lane: lane ln
Line: line
Link: link
Lkout: lookout
Lmts: limits
Manor: manor
Mews: mews
Mtn: mountain
Orch: orchard
Parade: parade
Path: path
Pk: park
Pky: parkway pkwy
Pl: place
Plat: plateau
Plaza: plaza plz
Pt: point
Ptway: pathway
Pvt: private
Rd: road
Rg: range
Rise: rise
Row: row
Run: run
Sq: square
St: street
Subdiv: subdivision
Terr: terrace ter
Thick: thicket
Tline: townline
Trail: trail trl
Trnabt: turnabout
View: view
Villge: village
Walk: walk
Way: way
Wood: wood
Wynd: wynd
"""
)
_FRENCH = read_table(
    """
Allée: allée allee
Aut: autoroute
Av: avenue ave
Boul: boulevard blvd
Car: carré carre
Carref: carrefour
Cercle: cercle
Ch: chemin
Côte: côte cote
Cour: cour
Crois: croissant
Éch: échangeur echangeur
Île: île ile
Imp: impasse
Montée: montée montee
Parc: parc
Pass: passage
Place: place
Prom: promenade
Quai: quai
Rang: rang
Rdpt: rond-point
Rle: ruelle
Rte: route
Rue: rue
Sent: sentier
Sq: square
Tsse: terrasse
Voie: voie
"""
)
_DIRECTIONS = read_table(
    """
N: north nord
S: south sud
E: east est
W: west
O: ouest
NE: northeast north-east nord-est
NW: northwest north-west
NO: nord-ouest
SE: southeast south-east sud-est
SW: southwest south-west
SO: sud-ouest
"""
)
_FRENCH_ORDINAL = re.compile(r"[0-9]+(re|er|e|ère|ème|ième)", re.IGNORECASE)
_NUMBERED = {"highway": "Hwy", "hwy": "Hwy", "route": "Rte", "rte": "Rte", "autoroute": "Aut", "aut": "Aut"}
_NO_STREET = re.compile(
    r"(p\s?o|post office)\s?(box|bx)\b|\b(case postale|c\s?p)\s[0-9]|\bgeneral delivery\b|\bposte restante\b"
    r"|^(rr|rural route|r r)\s?#?\s?[0-9]+\b|\bbox\s#?\s?[0-9]+$|^(stn|station|succ|succursale)\s",
    re.IGNORECASE,
)
STREET_ENDS = set(_ENGLISH) | set(_DIRECTIONS)


def is_post_box(text: str) -> bool:
    """Whether it is a place for mail alone, in English or French."""
    return _NO_STREET.search(without_dots(text)) is not None


def normal_ca_street(text: str) -> str:
    """`rue Sherbrooke Ouest` as `Rue Sherbrooke O`; the unit was taken off before."""
    words = capitalised(without_dots(text.replace(",", " ")).split())
    tail: list[str] = []
    if len(words) > 2 and (direction := _DIRECTIONS.get(words[-1].casefold())):
        words, tail = words[:-1], [direction]
    return " ".join([*_typed(words), *tail])


def _typed(words: list[str]) -> list[str]:
    if len(words) < 2:
        return words
    first, last = words[0].casefold(), words[-1].casefold()
    if first in _NUMBERED and words[1][0].isdigit():
        return [_NUMBERED[first], *(word.upper() for word in words[1:])]
    if _FRENCH_ORDINAL.fullmatch(first) and last in _FRENCH and last not in {"sq"}:
        return [first, *words[1:-1], _FRENCH[last]]
    if last in _ENGLISH and first != "rue":
        return [*words[:-1], _ENGLISH[last]]
    if first in _FRENCH:
        return [_FRENCH[first], *words[1:]]
    return words
