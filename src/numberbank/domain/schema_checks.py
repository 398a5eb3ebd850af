"""JSON Schema at work: for requests and the contract, and for registrations and the requirements of a country."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from jsonschema_rs import Draft202012Validator

from numberbank.domain.errors import Violation
from numberbank.domain.schema_wording import MAX_VIOLATIONS, most_telling, scan, violation_of


class Checker:
    """A schema, compiled."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self._schema = schema
        self._validator = Draft202012Validator(schema)

    def violations(self, value: object) -> list[Violation]:
        """All rules that `value` breaks, each once; alone what makes it unreadable, if anything does."""
        found = scan(value)
        if not found.readable:
            return distinct(found.violations)[:MAX_VIOLATIONS]
        if not found.violations and self._validator.is_valid(value):
            return []
        errors = list(islice(self._validator.iter_errors(value), MAX_VIOLATIONS))
        broken = (violation_of(error, self._schema, value) for error in most_telling(errors))
        return distinct([*found.violations, *broken])[:MAX_VIOLATIONS]


def distinct(violations: Iterable[Violation]) -> list[Violation]:
    """Each once, in their order."""
    return list(dict.fromkeys(violations))
