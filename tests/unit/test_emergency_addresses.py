"""How addresses for emergency calls come out of their checks."""

import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.addresses import ATLANTA, BOISE, MONTREAL, TORONTO, Case, exact, near, no_match, validated

from numberbank.domain.emergency_addresses import EmergencyAddress, MatchResult, check_service
from numberbank.domain.errors import InvalidRequest
from numberbank.domain.number_blocks import NumberType
from numberbank.domain.street_words import SUFFIXES

SHORT = "Corrected address abbreviations"
CHANGED = "Changed address component"

US_STREETS_THAT_ARE_RIGHT = [
    "Maple Ave",
    "MAPLE AVE",
    "maple ave",
    "  Maple   Ave ",
    "N Main St",
    "Main St N",
    "NW 23rd Ave",
    "W North Ave",
    "North Ave",
    "South St",
    "East St",
    "1st Ave N",
    "42nd St",
    "Broadway",
    "Boulevard",
    "The Strand",
    "Avenue of the Americas",
    "Avenue C",
    "W Avenue J",
    "El Camino Real",
    "Camino Real",
    "Calle Sol",
    "Calle 5",
    "Via del Sol",
    "St Johns Ave",
    "Martin Luther King Jr Blvd SE",
    "Peachtree Center Ave NE",
    "O'Farrell St",
    "Mill Creek Rd",
    "Lake Shore Dr",
    "Space Center Blvd",
    "Key West Rd",
    "Pier 39",
    "Suite Ave",
    "Lower Sacramento Rd",
    "State Highway 21",
    "US Highway 20",
    "Highway 61",
    "County Road 5",
    "FM 1960",
    "FM 1960 Rd W",
    "Interstate 35",
    "Loop 410",
    "Route 66",
    "US Route 1",
    "RR 620 S",
    "SR 520",
    "CR 12",
    "Cañon Dr",
    "Peña Blvd",
    "Kalaniana\u02bbole Hwy",
    "Nāwiliwili Rd",
]

US_STREETS_IN_SHORT = {
    # suffixes
    "Maple Avenue": "Maple Ave",
    "Maple Av": "Maple Ave",
    "Maple Ave.": "Maple Ave",
    "MAPLE AVENUE": "Maple Ave",
    "maple avenue": "Maple Ave",
    "Main Street": "Main St",
    "Main Str": "Main St",
    "Sunset Boulevard": "Sunset Blvd",
    "Sunset Boul": "Sunset Blvd",
    "Park Place": "Park Pl",
    "Court Street": "Court St",
    "Wall Street Court": "Wall Street Ct",
    "Circle Drive": "Circle Dr",
    "Briar Circle": "Briar Cir",
    "Cedar Lane": "Cedar Ln",
    "Ocean Parkway": "Ocean Pkwy",
    "Hilltop Terrace": "Hilltop Ter",
    "Deer Trail": "Deer Trl",
    "Fox Hollow": "Fox Holw",
    "Harbor Point": "Harbor Pt",
    "Eagle Ridge": "Eagle Rdg",
    "Sawmill Crossing": "Sawmill Xing",
    "Elk Mountain": "Elk Mtn",
    "Union Square": "Union Sq",
    "Market Plaza": "Market Plz",
    "Southwest Freeway": "Southwest Fwy",
    "Jersey Turnpike": "Jersey Tpke",
    "Rainbow Heights": "Rainbow Hts",
    "Stone Bridge": "Stone Brg",
    "Ridge Rd Extension": "Ridge Rd Ext",
    "O’Farrell Street": "O'Farrell St",  # noqa: RUF001 as phones type it
    "Cañon Drive": "Cañon Dr",
    # directions
    "North Main Street": "N Main St",
    "N. Main St.": "N Main St",
    "Northwest 23rd Avenue": "NW 23rd Ave",
    "10th Street Northwest": "10th St NW",
    "Park Avenue South": "Park Ave S",
    "Peachtree Street Northeast": "Peachtree St NE",
    "West North Avenue": "W North Ave",
    "E. 42nd St.": "E 42nd St",
    "South Street": "South St",
    "North Avenue": "North Ave",
    "Pennsylvania Avenue N.W.": "Pennsylvania Ave NW",
    # types before the name
    "Ave C": "Avenue C",
    # highways
    "State Hwy 21": "State Highway 21",
    "State Hwy 21 North": "State Highway 21 N",
    "U.S. Highway 20": "US Highway 20",
    "US Hwy 20": "US Highway 20",
    "US 20": "US Highway 20",
    "US-20": "US Highway 20",
    "Hwy 61": "Highway 61",
    "HWY A1A": "Highway A1A",
    "I-35": "Interstate 35",
    "Interstate Hwy 35": "Interstate 35",
    "County Rd 5": "County Road 5",
    "Farm to Market Road 1960": "FM 1960",
    "Ranch Rd 620": "Ranch Road 620",
    "Rte 66": "Route 66",
    "Interstate 35 Frontage Road": "Interstate 35 Frontage Rd",
}

US_UNITS_BEHIND_THE_STREET = {
    "Maple Ave Apt 4B": "Apt 4B",
    "Maple Ave, Apt 4B": "Apt 4B",
    "Maple Ave # 4": "# 4",
    "Maple Ave Ste 300": "Ste 300",
    "Maple Ave Fl 2": "Fl 2",
    "Maple Ave Bldg 3 Apt 4": "Bldg 3 Apt 4",
    "Maple Ave Unit A": "Unit A",
    "Maple Ave Lot 12": "Lot 12",
    "Maple Ave Rear": "Rear",
}

US_UNITS_IN_SHORT = {
    "Apartment 4B": "Apt 4B",
    "apt. 4b": "Apt 4B",
    "Apt #4": "Apt 4",
    "Suite 300": "Ste 300",
    "2nd Floor": "Fl 2",
    "Floor 2": "Fl 2",
    "Building C": "Bldg C",
    "Building C, Suite 12": "Bldg C Ste 12",
    "Room 1408": "Rm 1408",
    "Basement": "Bsmt",
    "Penthouse": "Ph",
    "Trailer 9": "Trlr 9",
    "#12": "# 12",
}

US_LOCATIONS_THAT_ARE_RIGHT = [
    "Apt 4B",
    "APT 4B",
    "Ste 300",
    "# 12",
    "Fl 2",
    "Behind the green gate",
    "Porch, 2nd door",
]

NUMBERS_THAT_ARE_RIGHT = [
    "1",
    "12",
    "12345",
    "12A",
    "12a",
    "123 1/2",
    "123-45",
    "12-B",
    "N6W23001",
    "W204",
    "39.2",
    "1/2",
]

NUMBERS_IN_SHORT = {
    "123-1/2": "123 1/2",
    "12 A": "12A",
    "#12": "12",
    "No. 12": "12",
    "One": "1",
    "ten": "10",
}

NOT_NUMBERS = ["0", "twelve and a half", "N/A", "-", "12/", "A", "12345678901", "None"]

FOR_MAIL = [
    "PO Box 45",
    "P.O. Box 45",
    "P O Box 45",
    "po box 45",
    "Post Office Box 45",
    "RR 2 Box 45",
    "Rural Route 2 Box 45",
    "HC 1 Box 27",
    "General Delivery",
    "PO Drawer 12",
]


def boise(**parts: str) -> Case:
    return exact("US", BOISE, **parts)


CASES: list[Case] = [
    *(boise(street_info=street) for street in US_STREETS_THAT_ARE_RIGHT),
    *(
        near("US", BOISE, {"street_info": long}, {"street_info": short}, SHORT)
        for long, short in US_STREETS_IN_SHORT.items()
    ),
    *(
        near("US", BOISE, {"street_info": street}, {"street_info": "Maple Ave", "location": unit}, CHANGED)
        for street, unit in US_UNITS_BEHIND_THE_STREET.items()
    ),
    *(near("US", BOISE, {"location": long}, {"location": short}, SHORT) for long, short in US_UNITS_IN_SHORT.items()),
    *(boise(location=location) for location in US_LOCATIONS_THAT_ARE_RIGHT),
    *(boise(street_number=number) for number in NUMBERS_THAT_ARE_RIGHT),
    *(
        near("US", BOISE, {"street_number": long}, {"street_number": short}, SHORT)
        for long, short in NUMBERS_IN_SHORT.items()
    ),
    *(no_match("US", BOISE, {"street_number": number}, "streetNumber") for number in NOT_NUMBERS),
    *(no_match("US", BOISE, {"street_info": street}, "streetInfo") for street in FOR_MAIL),
    no_match("US", BOISE, {"street_info": "..."}, "streetInfo"),
    near("US", BOISE, {"street_info": "12 Maple Ave"}, {"street_info": "Maple Ave"}, CHANGED),
    near(
        "US",
        BOISE,
        {"street_info": "Maple Avenue Apartment 3"},
        {"street_info": "Maple Ave", "location": "Apt 3"},
        CHANGED,
        SHORT,
    ),
    # cities
    exact("US", ATLANTA),
    exact("US", ATLANTA, city="ATLANTA", state="ga"),
    exact("US", ATLANTA, city="Brookhaven"),
    near("US", ATLANTA, {"city": "Atlnta"}, {"city": "Atlanta"}, CHANGED),
    near("US", ATLANTA, {"city": "Altanta"}, {"city": "Atlanta"}, CHANGED),
    near("US", ATLANTA, {"city": "Atl"}, {"city": "Atlanta"}, CHANGED),
    near("US", BOISE, {"city": "Boisie"}, {"city": "Boise"}, CHANGED),
    near("US", BOISE, {"city": "St. Louis", "state": "MO", "postal_code": "63101"}, {"city": "Saint Louis"}, SHORT),
    exact("US", BOISE, city="Saint Louis", state="MO", postal_code="63101"),
    exact("US", BOISE, city="San Juan", state="PR", postal_code="00901"),
    no_match("US", ATLANTA, {"city": "Decatur"}, "city"),
    no_match("US", ATLANTA, {"city": "Savannah"}, "city"),
    no_match("US", BOISE, {"city": "Springfield"}, "city"),
    # states
    near("US", ATLANTA, {"state": "Georgia"}, {"state": "GA"}, SHORT),
    near("US", ATLANTA, {"state": "G.A."}, {"state": "GA"}, SHORT),
    near("US", ATLANTA, {"state": "AL"}, {"state": "GA"}, CHANGED),
    near("US", ATLANTA, {"state": "Georgya"}, {"state": "GA"}, CHANGED),
    no_match("US", BOISE, {"city": "Kansas City", "state": "KS", "postal_code": "64101"}, "state"),
    no_match("US", BOISE, {"city": "Portland", "state": "ME", "postal_code": "97201"}, "state"),
    # ZIP codes
    exact("US", ATLANTA, postal_code_plus_four="1234"),
    near(
        "US", ATLANTA, {"postal_code": "30326-1234"}, {"postal_code": "30326", "postal_code_plus_four": "1234"}, CHANGED
    ),
    near(
        "US", ATLANTA, {"postal_code": "303261234"}, {"postal_code": "30326", "postal_code_plus_four": "1234"}, CHANGED
    ),
    near("US", BOISE, {"city": "Boston", "state": "MA", "postal_code": "2134"}, {"postal_code": "02134"}, CHANGED),
    near("US", BOISE, {"city": "Turin", "state": "GA", "postal_code": "99999"}, {"postal_code": "30289"}, CHANGED),
    no_match("US", ATLANTA, {"postal_code": "83702"}, "state"),
    no_match("US", ATLANTA, {"postal_code": "31401"}, "city"),
    no_match("US", ATLANTA, {"postal_code": "99999"}, "postalCode"),
    no_match("US", ATLANTA, {"postal_code": "3032"}, "postalCode"),
    no_match("US", ATLANTA, {"postal_code": "ABCDE"}, "postalCode"),
    no_match("US", ATLANTA, {"postal_code": "M5H 2N2"}, "postalCode"),
    no_match("US", ATLANTA, {"postal_code_plus_four": "12"}, "postalCode"),
    no_match("US", BOISE, {"city": "APO", "state": "AE", "postal_code": "09012"}, "postalCode"),
    no_match("US", TORONTO, {}, "postalCode", "state"),
    no_match(
        "US",
        BOISE,
        {"street_number": "x", "street_info": "PO Box 1", "state": "ZZ", "postal_code": "1"},
        *("streetNumber", "streetInfo", "postalCode", "state"),
    ),
    # Canada, in English
    exact("CA", TORONTO),
    exact("CA", TORONTO, postal_code="m5h2n2"),
    exact("CA", TORONTO, postal_code="M5H-2N2"),
    exact("CA", TORONTO, street_info="Bay St"),
    exact("CA", TORONTO, street_info="West Georgia St"),
    exact("CA", TORONTO, street_info="Avenue Rd"),
    exact("CA", TORONTO, location="Suite 1200"),
    exact("CA", TORONTO, street_number="10-123"),
    near("CA", TORONTO, {"street_info": "Queen Street West"}, {"street_info": "Queen St W"}, SHORT),
    near("CA", TORONTO, {"street_info": "QUEEN STREET W"}, {"street_info": "Queen St W"}, SHORT),
    near("CA", TORONTO, {"street_info": "Avenue Road"}, {"street_info": "Avenue Rd"}, SHORT),
    near("CA", TORONTO, {"street_info": "Spadina Crescent"}, {"street_info": "Spadina Cres"}, SHORT),
    near("CA", TORONTO, {"street_info": "Lakeshore Parkway"}, {"street_info": "Lakeshore Pky"}, SHORT),
    near("CA", TORONTO, {"street_info": "Maple Court"}, {"street_info": "Maple Crt"}, SHORT),
    near("CA", TORONTO, {"street_info": "Highway 7 East"}, {"street_info": "Hwy 7 E"}, SHORT),
    near("CA", TORONTO, {"location": "Ste 1200"}, {"location": "Suite 1200"}, SHORT),
    near(
        "CA", TORONTO, {"street_info": "Queen St W Apt 4"}, {"street_info": "Queen St W", "location": "Apt 4"}, CHANGED
    ),
    near("CA", TORONTO, {"state": "Ontario"}, {"state": "ON"}, SHORT),
    near("CA", TORONTO, {"state": "Ontaro"}, {"state": "ON"}, CHANGED),
    no_match("CA", TORONTO, {"state": "AB"}, "postalCode"),
    no_match("CA", TORONTO, {"state": "Georgia"}, "state"),
    no_match("CA", TORONTO, {"postal_code": "D5H 2N2"}, "postalCode"),
    no_match("CA", TORONTO, {"postal_code": "M5H 2O2"}, "postalCode"),
    no_match("CA", TORONTO, {"postal_code": "M5H 2N"}, "postalCode"),
    no_match("CA", TORONTO, {"postal_code": "30326"}, "postalCode"),
    no_match("CA", TORONTO, {"postal_code": "V6B 1A1"}, "postalCode"),
    no_match("CA", TORONTO, {"postal_code_plus_four": "1234"}, "postalCodePlusFour"),
    no_match("CA", TORONTO, {"street_info": "PO Box 12 Stn A"}, "streetInfo"),
    no_match("CA", TORONTO, {"street_info": "RR 3"}, "streetInfo"),
    exact("CA", TORONTO, city="Iqaluit", state="NU", postal_code="X0A 0H0"),
    exact("CA", TORONTO, city="Yellowknife", state="NT", postal_code="X1A 1A1"),
    no_match("CA", TORONTO, {"state": "NT", "postal_code": "X0A 0H0"}, "postalCode"),
    exact("CA", TORONTO, city="Gatineau", state="QC", postal_code="K1A 0A1"),
    exact("CA", TORONTO, city="St. John's", state="NL", postal_code="A1C 5H1"),
    near(
        "CA",
        TORONTO,
        {"city": "Victoria", "state": "Colombie-Britannique", "postal_code": "V8W 1A1"},
        {"state": "BC"},
        SHORT,
    ),
    # Canada, in French
    exact("CA", MONTREAL),
    exact("CA", MONTREAL, street_info="rue Sherbrooke O"),
    exact("CA", MONTREAL, street_info="Place Ville Marie"),
    exact("CA", MONTREAL, street_info="Montée Gagnon"),
    exact("CA", MONTREAL, street_info="Rang Saint-Édouard"),
    exact("CA", MONTREAL, location="Bureau 300"),
    near("CA", MONTREAL, {"street_info": "rue Sherbrooke Ouest"}, {"street_info": "Rue Sherbrooke O"}, SHORT),
    near(
        "CA", MONTREAL, {"street_info": "boulevard René-Lévesque Est"}, {"street_info": "Boul René-Lévesque E"}, SHORT
    ),
    near("CA", MONTREAL, {"street_info": "Boul. René-Lévesque E."}, {"street_info": "Boul René-Lévesque E"}, SHORT),
    near("CA", MONTREAL, {"street_info": "avenue du Mont-Royal Est"}, {"street_info": "Av du Mont-Royal E"}, SHORT),
    near("CA", MONTREAL, {"street_info": "Chemin Sainte-Foy"}, {"street_info": "Ch Sainte-Foy"}, SHORT),
    near("CA", MONTREAL, {"street_info": "3e Avenue"}, {"street_info": "3e Av"}, SHORT),
    near("CA", MONTREAL, {"street_info": "route 138"}, {"street_info": "Rte 138"}, SHORT),
    near("CA", MONTREAL, {"street_info": "impasse des Érables"}, {"street_info": "Imp des Érables"}, SHORT),
    near(
        "CA", MONTREAL, {"street_info": "RUE SAINTE-CATHERINE OUEST"}, {"street_info": "Rue Sainte-Catherine O"}, SHORT
    ),
    near("CA", MONTREAL, {"location": "appartement 4"}, {"location": "App 4"}, SHORT),
    near("CA", MONTREAL, {"state": "Québec"}, {"state": "QC"}, SHORT),
    near("CA", MONTREAL, {"state": "PQ"}, {"state": "QC"}, SHORT),
    no_match("CA", MONTREAL, {"street_info": "C.P. 45"}, "streetInfo"),
    no_match("CA", MONTREAL, {"street_info": "Case postale 45"}, "streetInfo"),
    no_match("CA", MONTREAL, {"street_info": "Poste restante"}, "streetInfo"),
    no_match("CA", MONTREAL, {"state": "ON"}, "postalCode"),
]


def test_there_are_enough_cases_for_the_table_to_mean_something() -> None:
    assert len({str(case) + case.region for case in CASES}) >= 250


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_address_comes_out_as_expected(case: Case) -> None:
    validation = validated(case.region, case.given)

    assert validation.result is case.result, validation
    assert {problem.field for problem in validation.problems} == set(case.fields)
    if case.expected is None:
        assert validation.normal is None
        assert validation.reasons[0] == "Invalid address - no correction found"
        assert validation.reasons[-1] == "Address is Invalid"
    else:
        assert validation.normal is not None
        assert [part.casefold() for part in _comparable(validation.normal)] == [
            part.casefold() for part in _comparable(case.expected)
        ]
        assert validation.reasons == case.reasons


def _comparable(address: EmergencyAddress) -> tuple[str, ...]:
    code = address.postal_code.replace(" ", "").replace("-", "")
    return tuple(" ".join(part.split()) for part in replace(address, postal_code=code).parts)


@pytest.mark.parametrize(
    ("region", "given_parts", "normal"),
    [
        ("US", replace(BOISE, street_info="MAPLE AVENUE", city="BOISE", state="id"), BOISE),
        ("US", replace(BOISE, street_number="123½"), replace(BOISE, street_number="123 1/2")),
        ("US", replace(BOISE, street_info="NW 23RD AVE"), replace(BOISE, street_info="NW 23rd Ave")),
        (
            "US",
            replace(BOISE, street_info="AVENUE OF THE AMERICAS"),
            replace(BOISE, street_info="Avenue of the Americas"),
        ),
        ("US", replace(BOISE, street_info="JFK Blvd"), replace(BOISE, street_info="JFK Blvd")),
        ("CA", replace(TORONTO, street_info="queen st w", postal_code="m5h2n2", state="on"), TORONTO),
    ],
)
def test_capitals_and_spaces_are_put_right_without_a_word(
    region: str, given_parts: EmergencyAddress, normal: EmergencyAddress
) -> None:
    assert validated(region, given_parts).normal == normal


# Streets that are known

LENOX = ("Kingsboro Rd NE", "Lenox Rd NE", "Peachtree Rd NE")


def test_the_first_published_case() -> None:
    validation = validated("US", replace(ATLANTA, street_info="Lenox Road NE"), LENOX)

    assert validation.result is MatchResult.NEAR_MATCH
    assert validation.message == "Corrected to valid address|Corrected address abbreviations"
    assert validation.normal == ATLANTA


def test_the_second_published_case() -> None:
    validation = validated("US", replace(ATLANTA, street_info="Lenox Road"), LENOX)

    assert validation.result is MatchResult.NO_MATCH
    assert validation.message == (
        "Invalid address - no correction found|Changed address component|Corrected address abbreviations"
        "|Address is Invalid"
    )
    assert validation.candidates == (ATLANTA,)
    assert validation.problems[0].description == "is not a street of 30326: did you mean Lenox Rd NE?"


@pytest.mark.parametrize(
    ("street", "candidates"),
    [
        ("Lenox Rd", ["Lenox Rd NE"]),
        ("Lenox Rd SW", ["Lenox Rd NE"]),
        ("Lenox Ave", ["Lenox Rd NE"]),
        ("Lennox Road NE", ["Lenox Rd NE"]),
        ("Peechtree Rd NE", ["Peachtree Rd NE"]),
        ("Maple Ave", []),
    ],
)
def test_a_street_that_is_not_known_where_streets_are(street: str, candidates: list[str]) -> None:
    validation = validated("US", replace(ATLANTA, street_info=street), LENOX)

    assert validation.result is MatchResult.NO_MATCH
    assert [candidate.street_info for candidate in validation.candidates] == candidates


def test_where_no_street_is_known_none_is_wrong() -> None:
    assert validated("US", replace(ATLANTA, street_info="Lenox Road")).result is MatchResult.NEAR_MATCH
    assert validated("US", replace(ATLANTA, street_info="Nowhere Rd")).result is MatchResult.EXACT_MATCH


def test_accents_are_put_right_by_the_streets_that_are_known() -> None:
    validation = validated("CA", replace(MONTREAL, street_info="Boul Rene-Levesque E"), ("Boul René-Lévesque E",))

    assert validation.result is MatchResult.NEAR_MATCH
    assert validation.reasons[1:] == (SHORT,)
    assert validation.normal == replace(MONTREAL, street_info="Boul René-Lévesque E")


# Places that could be meant


@pytest.mark.parametrize(
    ("region", "address", "places"),
    [
        ("US", replace(ATLANTA, city="Decatur"), [("Atlanta", "GA", "30326")]),
        ("US", replace(ATLANTA, postal_code="83702"), [("Boise", "ID", "83702")]),
        ("US", replace(ATLANTA, city="Turin"), [("Atlanta", "GA", "30326"), ("Turin", "GA", "30289")]),
        ("US", replace(BOISE, city="Kansas City", state="KS", postal_code="64101"), [("Kansas City", "MO", "64101")]),
        ("CA", replace(TORONTO, state="AB"), [("Toronto", "ON", "M5H 2N2")]),
        ("CA", replace(TORONTO, postal_code="X1B 1A1"), [("Toronto", "NT", "X1B 1A1"), ("Toronto", "NU", "X1B 1A1")]),
        ("US", replace(ATLANTA, street_number="x", city="Decatur"), []),
    ],
)
def test_what_could_be_meant_is_offered(
    region: str, address: EmergencyAddress, places: list[tuple[str, str, str]]
) -> None:
    validation = validated(region, address)

    assert validation.result is MatchResult.NO_MATCH
    assert [(found.city, found.state, found.postal_code) for found in validation.candidates] == places


def test_without_a_candidate_the_message_says_what_is_wrong() -> None:
    message = validated("US", replace(BOISE, street_info="PO Box 12")).message

    assert message == (
        "Invalid address - no correction found"
        "|streetInfo is a place for mail: give the street where help is to be sent|Address is Invalid"
    )


# Numbers with and without the service


@pytest.mark.parametrize("region", ["US", "CA"])
def test_local_numbers_of_north_america_have_the_service(region: str) -> None:
    check_service(region, NumberType.LOCAL)


@pytest.mark.parametrize(
    ("region", "type_"), [("US", NumberType.TOLL_FREE), ("CA", NumberType.MOBILE), ("SE", NumberType.LOCAL)]
)
def test_other_numbers_are_told_why_not(region: str, type_: NumberType) -> None:
    with pytest.raises(InvalidRequest) as refused:
        check_service(region, type_)

    (violation,) = refused.value.violations
    assert violation.field == "phoneNumber"
    assert f"no emergency service for {region} {type_} numbers" in violation.description


# Any address

WORDS = st.sampled_from(
    [
        *sorted(SUFFIXES),
        *("North", "S", "northeast", "NW", "Ouest", "Nord-Est", "rue", "Boul.", "Av", "Chemin", "Place", "3e", "1re"),
        *("Apt", "Suite", "Unit", "Floor", "Rear", "#", "#4", "4", "4B", "2nd", "Bldg", "App", "Bureau", "Lot", "Key"),
        *("Main", "Lenox", "O'Farrell", "St.", "U.S.", "Hwy", "US-1", "21", "A1A", "I-35", "FM", "12", "½", "Cañon"),
        *("the", "of", "de", "la", "Saint-Édouard", ",", ".", "-", "'", "PO", "Box", "100", "MAIN", "main", "x"),
    ]
)
TEXT = st.lists(WORDS, min_size=1, max_size=6).map(" ".join) | st.text(max_size=30)
NUMBERS = st.sampled_from(["12", "100", "123½", "12 A", "#7", "One", "N6W23001", "123-45", "4", "21"]) | st.text(
    max_size=8
)
PLACES = st.sampled_from(
    [
        ("US", "Atlnta", "Georgia", "30326-1234", ""),
        ("US", "St. Louis", "mo", "63101", "1234"),
        ("US", "Boston", "MA", "2134", ""),
        ("US", "boise", "Idaho", "83702", ""),
        ("CA", "Toronto", "Ontario", "m5h2n2", ""),
        ("CA", "Montréal", "PQ", "H3A-2N3", ""),
    ]
) | st.tuples(st.sampled_from(["US", "CA"]), TEXT, TEXT, TEXT, TEXT)


@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(number=NUMBERS, street=TEXT, location=TEXT | st.just(""), place=PLACES)
def test_a_corrected_address_is_exact(
    number: str, street: str, location: str, place: tuple[str, str, str, str, str]
) -> None:
    region, city, state, postal_code, plus_four = place
    address = EmergencyAddress(number, street, location, city, state, postal_code, plus_four)

    validation = validated(region, address)

    if validation.normal is not None:
        assert len(validation.reasons) > (validation.result is MatchResult.NEAR_MATCH), "a correction without a reason"
        again = validated(region, validation.normal)
        assert again.result is MatchResult.EXACT_MATCH
        assert again.normal == validation.normal
    else:
        assert validation.problems


def test_an_address_does_not_show_itself_in_a_log() -> None:
    assert repr(ATLANTA) == "EmergencyAddress(...)"


def test_tables_are_read_at_the_first_check_only() -> None:
    """Starting cost: the server and the commands import these modules."""
    program = (
        "import sys, numberbank.api.app, numberbank.services.streets, numberbank.cli.commands.streets\n"
        "assert not {'zipcodes', 'usaddress', 'pycrfsuite'} & sys.modules.keys()\n"
    )

    subprocess.run([sys.executable, "-c", program], check=True)
