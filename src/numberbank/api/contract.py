"""The contract (`openapi/*.yaml`) at work: it reads query strings and checks bodies, so it cannot go stale.

    search = load_contract().operation("searchAvailableNumbers")
    query = search.parse_query(request.query_params.multi_items())

Validators are compiled on first use and then kept.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from numberbank.domain.errors import InvalidRequest, Violation
from numberbank.domain.schema_checks import Checker, distinct

_METHODS = {"get", "put", "post", "delete", "patch"}
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_MAX_INTEGER_TEXT = 18
"""Longer digit strings are cut to this: far beyond every limit either way, and cheap to read."""

Schema = dict[str, Any]


class Contract:
    """One OpenAPI document."""

    def __init__(self, document: Schema) -> None:
        self.document = document
        self.operations: dict[str, Operation] = {
            spec["operationId"]: Operation(self, method, path, spec, item.get("parameters", []))
            for path, item in document["paths"].items()
            for method, spec in item.items()
            if method in _METHODS
        }

    def operation(self, operation_id: str) -> "Operation":
        """An unknown id is a bug in the caller, hence KeyError."""
        return self.operations[operation_id]

    def checker(self, schema: Schema) -> "Checker":
        """A compiled validator of `schema`, which may refer to the components of this document."""
        return Checker({**schema, "components": {"schemas": self.document["components"]["schemas"]}})

    def resolve(self, node: Schema) -> Schema:
        """`node` with its `$ref` (if any) followed; members beside the `$ref` win."""
        while "$ref" in node:
            target: Schema = self.document
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
        return node


class Operation:
    """One method on one path."""

    def __init__(self, contract: Contract, method: str, path: str, spec: Schema, shared: list[Schema]) -> None:
        self.id: str = spec["operationId"]
        self.method = method.upper()
        self.path = path
        self.spec = spec
        self._contract = contract
        self._shared = shared

    @property
    def body_required(self) -> bool:
        """Whether a request without a body is refused; callers decide what an absent body means otherwise."""
        return bool(self.spec.get("requestBody", {}).get("required", False))

    @cached_property
    def parameters(self) -> list[Schema]:
        """All parameters, those of the path first; references are followed, except those of the schemas."""
        return [self._contract.resolve(each) for each in [*self._shared, *self.spec.get("parameters", [])]]

    @cached_property
    def query_parameters(self) -> list[Schema]:
        """The query parameters, references of their schemas followed too."""
        return [
            {**parameter, "schema": self._contract.resolve(parameter["schema"])}
            for parameter in self.parameters
            if parameter["in"] == "query"
        ]

    def parse_query(self, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
        """The decoded query string as typed values under the parameters' main names, defaults filled in.

        Arrays may be repeated, comma-joined or both; values under a second spelling join those of the main one;
        a parameter that is absent and has no default is not in the result. Raises `InvalidRequest`.
        """
        values = self._read_query(pairs)
        if values or not self._query_may_be_empty:
            _refuse(self.query_violations(values))
        return {**self._defaults, **self._with_main_names(values)}

    def query_violations(self, values: dict[str, Any]) -> list[Violation]:
        """`values` go by the caller's names. An array counts as one field, since a query has no indexes."""
        found = self._query_checker.violations(values)
        if not found:
            return []
        arrays = {each.name for each in self._query if each.is_array}
        return distinct(Violation(_without_index(each.field, arrays), each.description) for each in found)

    def check_body(self, body: object) -> None:
        """Raises `InvalidRequest` if the decoded `body` breaks the contract; where none is described, any will do."""
        _refuse(self.body_violations(body))

    def body_violations(self, body: object) -> list[Violation]:
        return self._body_checker.violations(body) if self._body_checker else []

    @cached_property
    def _body_checker(self) -> Checker | None:
        content = self.spec.get("requestBody", {}).get("content", {})
        for media_type in content.values():
            return self._contract.checker(media_type["schema"])
        return None

    @cached_property
    def _query_checker(self) -> Checker:
        parameters = self.query_parameters
        return self._contract.checker(
            {
                "type": "object",
                "properties": {each["name"]: each["schema"] for each in parameters},
                "required": [each["name"] for each in parameters if each.get("required")],
            }
        )

    @cached_property
    def _query_may_be_empty(self) -> bool:
        return not self.query_violations({})

    @cached_property
    def _query(self) -> list["_QueryParameter"]:
        return [_QueryParameter.of(each) for each in self.query_parameters]

    @cached_property
    def _defaults(self) -> dict[str, Any]:
        return {
            each["name"]: each["schema"]["default"] for each in self.query_parameters if "default" in each["schema"]
        }

    def _read_query(self, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
        given: dict[str, list[str]] = {}
        for name, text in pairs:
            given.setdefault(name, []).append(text)
        repeated: list[Violation] = []
        values: dict[str, Any] = {}
        for parameter in self._query:
            texts = parameter.usable(given[parameter.name]) if parameter.name in given else None
            if texts:
                values[parameter.name] = parameter.value(texts)
                if len(texts) > 1 and not parameter.is_array:
                    repeated.append(Violation(parameter.name, f"is given {len(texts)} times; give it once"))
        if repeated:
            raise InvalidRequest([*repeated, *self.query_violations(values)])
        return values

    def _with_main_names(self, values: dict[str, Any]) -> dict[str, Any]:
        for parameter in self._query:
            if parameter.alias_of and parameter.name in values:
                values[parameter.alias_of] = [*values.get(parameter.alias_of, []), *values.pop(parameter.name)]
        return values


@dataclass(frozen=True, slots=True)
class _QueryParameter:
    """How to read one."""

    name: str
    is_array: bool
    is_integer: bool
    empty_is_absent: bool
    leading_space_is_plus: bool
    """which a form decoder took for a space"""
    alias_of: str

    @classmethod
    def of(cls, parameter: Schema) -> "_QueryParameter":
        return cls(
            name=parameter["name"],
            is_array=parameter["schema"].get("type") == "array",
            is_integer=parameter["schema"].get("type") == "integer",
            empty_is_absent=parameter.get("allowEmptyValue", False),
            leading_space_is_plus=parameter.get("x-leading-space-is-plus", False),
            alias_of=parameter.get("x-alias-of", ""),
        )

    def usable(self, texts: list[str]) -> list[str]:
        """Without what counts as absent."""
        if self.empty_is_absent:
            texts = [text for text in texts if text]
        if self.leading_space_is_plus:
            texts = [f"+{text[1:]}" if text.startswith(" ") else text for text in texts]
        return texts

    def value(self, texts: list[str]) -> str | int | list[str]:
        """An integer where the schema wants one and the text is one; otherwise text, for the validator to judge."""
        if self.is_array:
            return [item for text in texts for item in text.split(",")]
        if self.is_integer and _INTEGER.fullmatch(texts[0]):
            return int(texts[0][:_MAX_INTEGER_TEXT])
        return texts[0]


def _without_index(field: str, arrays: set[str]) -> str:
    name, _, index = field.rpartition(".")
    return name if index.isdigit() and name in arrays else field


def _refuse(violations: list[Violation]) -> None:
    if violations:
        raise InvalidRequest(violations)


@cache
def load_contract(name: str = "numbers") -> Contract:
    """The contract `openapi/<name>.yaml`, read once per process."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return Contract(yaml.load(_file(name).read_bytes(), loader))


def _file(name: str) -> Path:
    """In an installed package the contracts lie within it, in a checkout at the root of the repository."""
    here = Path(__file__).resolve()
    found = next(_candidates(here, name), None)
    if found is None:
        raise FileNotFoundError(f"openapi/{name}.yaml is neither in the package nor in the checkout")
    return found


def _candidates(here: Path, name: str) -> Iterator[Path]:
    for root in (here.parents[1], here.parents[3]):
        path = root / "openapi" / f"{name}.yaml"
        if path.is_file():
            yield path
