"""Sets of requirements: the shipped ones, their schemas, and what they say of data."""

from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema_rs import Draft202012Validator
from support.orders import AU_DATA

from numberbank.domain.number_blocks import NumberType
from numberbank.domain.requirements import (
    AttachmentRequirement,
    RequirementSet,
    decode_requirements,
    document_violations,
    encode_requirements,
    missing_parts,
    parse_requirements,
    registration_violations,
    section_schema,
)
from numberbank.services.requirements import shipped_requirements

SHIPPED = shipped_requirements()
AU = SHIPPED["AU", NumberType.MOBILE]


def test_there_is_a_set_for_each_region_and_type_that_is_promised_and_none_for_us_and_ca() -> None:
    regions = ("AU", "BR", "DE", "FR", "GB", "SE", "SG", "ZA")

    assert set(SHIPPED) == {(region, number_type) for region in regions for number_type in NumberType}


def test_each_file_is_named_after_its_set() -> None:
    folder = Path(str(files("numberbank.data"))) / "requirements"

    names = {file.stem for file in folder.glob("*.json")}

    assert names == {f"{region}_{number_type}" for region, number_type in SHIPPED}


@pytest.mark.parametrize("requirements", SHIPPED.values(), ids=lambda each: f"{each.region_code} {each.number_type}")
def test_a_shipped_set_makes_valid_schemas_and_says_what_a_pattern_wants(requirements: RequirementSet) -> None:
    for section in requirements.sections:
        Draft202012Validator(section_schema(section))
        assert all(field.hint for field in section.fields if field.pattern)
        assert all(field.max_length for field in section.fields if field.type == "string")
    assert decode_requirements(encode_requirements(requirements)) == requirements


def test_data_that_is_complete_passes_in_both_spellings() -> None:
    assert registration_violations(AU, {"requestDetails": {"data": AU_DATA, "more": 1}}) == []
    assert registration_violations(AU, {"data": AU_DATA}) == []


@pytest.mark.parametrize(
    ("data", "field", "said"),
    [
        (None, "requestDetails.data", "null is not valid here; give an array"),
        ([], "requestDetails.data", "needs 3 entries, one for each section: Use of each sender, End business, Contact"),
        ([AU_DATA[0], *AU_DATA], "requestDetails.data", "needs 3 entries, one for each section"),
        ([[], *AU_DATA[1:]], "requestDetails.data.0", "has too few items; give 1 or more"),
        ([AU_DATA[0] * 101, *AU_DATA[1:]], "requestDetails.data.0", "has too many items; give 100 or fewer"),
    ],
)
def test_data_of_another_shape(data: object, field: str, said: str) -> None:
    found = registration_violations(AU, {"requestDetails": {"data": data}})

    assert any(each.field == field and each.description.startswith(said) for each in found), found


def test_fields_of_every_kind() -> None:
    fields = [
        {"name": "way", "label": "Way", "allowed": ["IN", "OUT"], "required": True},
        {"name": "calls", "label": "Calls", "type": "integer"},
        {"name": "code", "label": "Code", "pattern": "^[0-9]{4}$", "minLength": 4},
    ]
    sections = [{"title": "Use", "fields": fields}]
    own = parse_requirements({"regionCode": "NO", "numberType": "LOCAL", "sections": sections})

    assert registration_violations(own, {"data": [{"way": "IN", "calls": 5, "code": "0150", "else": None}]}) == []
    found = registration_violations(own, {"data": [{"way": "UP", "calls": "5", "code": "015"}]})
    assert {(each.field, each.description) for each in found} == {
        ("data.0.way", '"UP" is not a valid value; use one of IN, OUT'),
        ("data.0.calls", '"5" is not valid here; give a whole number'),
        ("data.0.code", "is too short; use 4 characters or more"),
        ("data.0.code", "does not have the right form; see its pattern in the schema"),
    }


def test_a_set_without_sections_takes_any_data() -> None:
    own = parse_requirements({"regionCode": "NO", "numberType": "LOCAL"})

    assert registration_violations(own, {"requestDetails": {"whatever": [1]}}) == []
    assert missing_parts(own, registered=False, uploaded=set()) == []


def test_what_is_mandatory_must_be_there() -> None:
    missing = missing_parts(AU, registered=True, uploaded=frozenset())

    assert [each.field for each in missing] == ["attachments.letter-of-authority"]
    assert missing_parts(AU, registered=True, uploaded={"letter-of-authority"}) == []


def test_documents_of_any_kind_pass_where_none_is_named() -> None:
    assert document_violations(AttachmentRequirement("a", "A"), "image/png", "Whatever") == []
