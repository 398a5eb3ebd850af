"""Names and codes of states and provinces, and what a Canadian postal code says of its province."""

import re

from numberbank.domain.address_text import plain
from numberbank.domain.street_words import read_table

_STATES = """
AL: alabama | AK: alaska | AZ: arizona | AR: arkansas | CA: california | CO: colorado | CT: connecticut
DE: delaware | DC: district of columbia | FL: florida | GA: georgia | HI: hawaii | ID: idaho | IL: illinois
IN: indiana | IA: iowa | KS: kansas | KY: kentucky | LA: louisiana | ME: maine | MD: maryland | MA: massachusetts
MI: michigan | MN: minnesota | MS: mississippi | MO: missouri | MT: montana | NE: nebraska | NV: nevada
NH: new hampshire | NJ: new jersey | NM: new mexico | NY: new york | NC: north carolina | ND: north dakota
OH: ohio | OK: oklahoma | OR: oregon | PA: pennsylvania | RI: rhode island | SC: south carolina | SD: south dakota
TN: tennessee | TX: texas | UT: utah | VT: vermont | VA: virginia | WA: washington | WV: west virginia
WI: wisconsin | WY: wyoming | PR: puerto rico | GU: guam | VI: virgin islands | AS: american samoa
MP: northern mariana islands | AA: armed forces americas | AE: armed forces europe | AP: armed forces pacific
FM: micronesia | MH: marshall islands | PW: palau
"""
_PROVINCES = """
AB: alberta
BC: british columbia, colombie britannique
MB: manitoba
NB: new brunswick, nouveau brunswick
NL: newfoundland and labrador, newfoundland, terre neuve et labrador, nf
NS: nova scotia, nouvelle ecosse
NT: northwest territories, territoires du nord ouest
NU: nunavut
ON: ontario, ont
PE: prince edward island, ile du prince edouard, pei
QC: quebec, que, pq
SK: saskatchewan, sask
YT: yukon, yk
"""
STATES = read_table(_STATES.replace("|", "\n"), "\n")
PROVINCES = read_table(_PROVINCES, ",")

_OF_FIRST_LETTER = {
    "A": ("NL",), "B": ("NS",), "C": ("PE",), "E": ("NB",), "G": ("QC",), "H": ("QC",), "J": ("QC",),
    "K": ("ON",), "L": ("ON",), "M": ("ON",), "N": ("ON",), "P": ("ON",), "R": ("MB",), "S": ("SK",),
    "T": ("AB",), "V": ("BC",), "X": ("NT", "NU"), "Y": ("YT",),
}  # fmt: skip
_POSTAL_CODE = re.compile(r"[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z][0-9][ABCEGHJ-NPRSTV-Z][0-9]")


def state_code(text: str) -> str | None:
    """`Georgia` as `GA`; None for no state."""
    return STATES.get(plain(text)) or STATES.get(plain(text).replace(" ", ""))


def province_code(text: str) -> str | None:
    """`Québec` as `QC`; None for no province."""
    return PROVINCES.get(plain(text)) or PROVINCES.get(plain(text).replace(" ", ""))


def normal_ca_postal_code(text: str) -> str | None:
    """`m5h2n2` as `M5H 2N2`; None when it is none."""
    code = re.sub(r"[\s-]", "", text).upper()
    return f"{code[:3]} {code[3:]}" if _POSTAL_CODE.fullmatch(code) else None


def provinces_of(postal_code: str) -> tuple[str, ...]:
    """Where the postal code may be. Government offices in Gatineau, Quebec, have Ottawa's codes that begin with K1A."""
    if postal_code.startswith("K1A"):
        return ("ON", "QC")
    if postal_code[:3] in ("X0A", "X0B", "X0C"):
        return ("NU",)
    if postal_code[:3] in ("X0E", "X0G", "X1A"):
        return ("NT",)
    return _OF_FIRST_LETTER[postal_code[0]]
