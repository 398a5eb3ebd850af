"""What a country asks of whoever orders a number there, as data: one set for each region and number type.

A set has sections of fields, which the customer fills in (reference 11.4: one entry of `data` for each section, a
repeatable one being an array), and attachments, which he uploads. The lookup shows them as JSON Schema (11.1).
"""

from functools import lru_cache
from typing import Any, Literal

import msgspec

from numberbank.domain.errors import InvalidRequest, Violation
from numberbank.domain.number_blocks import NumberType
from numberbank.domain.schema_checks import Checker

SCHEMA_PATH = "/schema/policySchema-v1.json"
"""where the reference's example says that the form of `fields` is described"""
MAX_ENTRIES = 100
"""of a repeatable section"""


class _Definition(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True, omit_defaults=True):
    """Base of the parts of a set; a misspelt member is an error, since it would silently ask for less."""


class Field(_Definition, frozen=True):
    """One fact. Lengths are in characters; `pattern` is a regular expression that `hint` puts into words."""

    name: str
    label: str
    type: Literal["string", "boolean", "integer"] = "string"
    required: bool = False
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    hint: str = ""
    allowed: tuple[str, ...] = ()
    must_be_true: bool = False
    """for a confirmation, which is worth something only when it is given"""


class Section(_Definition, frozen=True):
    title: str
    fields: tuple[Field, ...]
    repeatable: bool = False


class Template(_Definition, frozen=True):
    """A form to fill in: its text, which this server hands out, or the URL of another one that does."""

    name: str
    text: str = ""
    url: str = ""


class AttachmentRequirement(_Definition, frozen=True):
    """A document to upload. No allowed types of file or document mean that any will do."""

    id: str
    title: str
    description: str = ""
    mandatory: bool = False
    template: tuple[Template, ...] = ()
    allowed_mime_types: tuple[str, ...] = ()
    allowed_document_types: tuple[str, ...] = ()


class RequirementSet(_Definition, frozen=True):
    region_code: str
    number_type: NumberType
    sections: tuple[Section, ...] = ()
    attachments: tuple[AttachmentRequirement, ...] = ()

    def attachment(self, attachment_id: str) -> AttachmentRequirement | None:
        return next((each for each in self.attachments if each.id == attachment_id), None)


def parse_requirements(definition: object, field: str = "body") -> RequirementSet:
    """A set from its decoded JSON; raises InvalidRequest, with paths below `field`, for one that cannot be used."""
    try:
        requirements = msgspec.convert(definition, RequirementSet)
    except msgspec.ValidationError as error:
        problem, _, path = str(error).partition(" - at `$")
        raise InvalidRequest.of(f"{field}{path.rstrip('`')}", problem) from None
    violations = [Violation(f"{field}.{path}", problem) for path, problem in _problems(requirements)]
    if violations:
        raise InvalidRequest(violations)
    return requirements


def encode_requirements(requirements: RequirementSet) -> str:
    return msgspec.json.encode(requirements).decode()


@lru_cache(maxsize=256)
def decode_requirements(text: str) -> RequirementSet:
    """The reverse of `encode_requirements`; an order keeps the set that it was made with as such a text."""
    return msgspec.json.decode(text, type=RequirementSet)


def section_schema(section: Section) -> dict[str, Any]:
    """The JSON Schema of a section's entry in `data`. Members that it does not name are let through and kept."""
    schema: dict[str, Any] = {
        "type": "object",
        "title": section.title,
        "required": [field.name for field in section.fields if field.required],
        "properties": {field.name: _field_schema(field) for field in section.fields},
    }
    if not section.repeatable:
        return schema
    return {"type": "array", "title": section.title, "minItems": 1, "maxItems": MAX_ENTRIES, "items": schema}


def registration_violations(requirements: RequirementSet, body: dict[str, Any]) -> list[Violation]:
    """What is wrong with a registration in either spelling: `{"requestDetails": {"data": …}}` or `{"data": …}`."""
    return _checker(requirements, wrapped="requestDetails" in body).violations(body)


def missing_parts(
    requirements: RequirementSet, *, registered: bool, uploaded: frozenset[str] | set[str]
) -> list[Violation]:
    """What keeps an order from being submitted."""
    missing = []
    if requirements.sections and not registered:
        missing.append(Violation("requestDetails", "is required; PUT the registration first"))
    missing += [
        Violation(f"attachments.{each.id}", f"{each.title} is mandatory; upload it first")
        for each in requirements.attachments
        if each.mandatory and each.id not in uploaded
    ]
    return missing


def document_violations(
    requirement: AttachmentRequirement, mime_type: str, document_type: str | None
) -> list[Violation]:
    """What is wrong with a document whose content is of `mime_type`."""
    violations = []
    mime_types, document_types = requirement.allowed_mime_types, requirement.allowed_document_types
    if mime_types and mime_type not in mime_types:
        violations.append(Violation("file", f"its content is {mime_type}; use one of {', '.join(mime_types)}"))
    if document_types and document_type is not None and document_type not in document_types:
        violations.append(Violation("documentType", f"is not a valid value; use one of {', '.join(document_types)}"))
    return violations


@lru_cache(maxsize=256)
def _checker(requirements: RequirementSet, *, wrapped: bool) -> Checker:
    count = len(requirements.sections)
    titles = ", ".join(section.title for section in requirements.sections)
    remedy = f"needs {count} entries, one for each section: {titles}"
    details: dict[str, Any] = {"type": "object"}
    if count:
        details |= {
            "required": ["data"],
            "properties": {
                "data": {
                    "type": "array",
                    "prefixItems": [section_schema(section) for section in requirements.sections],
                    "minItems": count,
                    "maxItems": count,
                    "x-remedy": {"minItems": remedy, "maxItems": remedy},
                }
            },
        }
    if not wrapped:
        return Checker(details)
    return Checker({"type": "object", "properties": {"requestDetails": details}})


def _field_schema(field: Field) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": field.type, "title": field.label}
    least = field.min_length if field.min_length is not None else 1 if field.required else None
    if field.must_be_true:
        schema |= {"const": True, "x-remedy": {"const": f"must be true: {field.label}"}}
    if field.type == "string":
        bounds = {"minLength": least, "maxLength": field.max_length, "pattern": field.pattern}
        schema |= {keyword: bound for keyword, bound in bounds.items() if bound is not None}
    if field.allowed:
        schema["enum"] = list(field.allowed)
    if field.pattern and field.hint:
        schema["x-remedy"] = {"pattern": field.hint}
    return schema


def _problems(requirements: RequirementSet) -> list[tuple[str, str]]:
    """What the types of a definition do not say."""
    problems = []
    if not (len(requirements.region_code) == 2 and requirements.region_code.isascii()):
        problems.append(("regionCode", "must be two capital letters, such as AU"))
    if len({each.id for each in requirements.attachments}) < len(requirements.attachments):
        problems.append(("attachments", "two attachments have the same id"))
    for index, each in enumerate(requirements.attachments):
        if not each.id or not set(each.id) <= _ID_CHARACTERS:
            problems.append((f"attachments.{index}.id", "use lower-case letters, digits and hyphens: it is in a path"))
        if any(not template.name or "/" in template.name for template in each.template):
            problems.append((f"attachments.{index}.template", "a template needs a name without a slash"))
    for index, section in enumerate(requirements.sections):
        if len({field.name for field in section.fields}) < len(section.fields):
            problems.append((f"sections.{index}.fields", "two fields have the same name"))
        try:
            Checker(section_schema(section))
        except ValueError as error:
            problems.append((f"sections.{index}", f"makes no valid schema: {str(error).splitlines()[0][:200]}"))
    return problems


_ID_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
