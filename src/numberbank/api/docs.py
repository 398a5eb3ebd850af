"""The contract for people (`/docs`) and for programs (`/openapi.json`).

The page is plain HTML made here, without scripts and without anything from elsewhere, so it works offline and
under a strict Content-Security-Policy. The viewers on PyPI that are kept up to date are parts of another web
framework and would bring that along; those that stand alone are years old, or forks of one person, and large.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from numberbank.api.contract import Contract, Operation, load_contract

Schema = dict[str, Any]

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: #2a6fdb; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 small { font-size: 1rem; opacity: .7; }
h2 { border-bottom: 2px solid var(--line); margin-top: 3rem; }
h3 { margin: 2.5rem 0 .25rem; }
h4 { margin: 1.25rem 0 .25rem; }
p { margin: .25rem 0 .75rem; }
a { color: var(--accent); }
code, pre { font: .875em/1.45 ui-monospace, monospace; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 4px; }
pre { padding: .75rem; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; border: 1px solid var(--line); padding: .3rem .6rem; }
th { background: var(--soft); }
td:first-child { white-space: nowrap; }
summary { cursor: pointer; }
.method { color: var(--accent); }
.path { overflow-wrap: anywhere; }
"""

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-"
        + base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
        + "'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

_LIMITS = {
    "minLength": "length from {}",
    "maxLength": "length up to {}",
    "minimum": "from {}",
    "maximum": "up to {}",
    "pattern": "matches {}",
    "default": "default {}",
}


async def docs_page(_: Request) -> Response:
    return HTMLResponse(_page("numbers"), headers=_HEADERS)


async def openapi_json(_: Request) -> Response:
    return Response(_json("numbers"), media_type="application/json")


async def imported_docs_page(_: Request) -> Response:
    return HTMLResponse(_page("imported-numbers"), headers=_HEADERS)


async def imported_openapi_json(_: Request) -> Response:
    return Response(_json("imported-numbers"), media_type="application/json")


@cache
def _page(name: str) -> str:
    return render_page(load_contract(name))


@cache
def _json(name: str) -> bytes:
    return json.dumps(load_contract(name).document, ensure_ascii=False, separators=(",", ":")).encode()


def render_page(contract: Contract) -> str:
    """The whole page: an index, the operations by tag, then every schema."""
    info = contract.document["info"]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(info['title'])}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(info['title'])} <small>{escape(info['version'])}</small></h1>"
        f"{_prose(info['description'])}"
        '<p>For programs: <a href="openapi.json">openapi.json</a></p>'
        f"{_index(contract)}{_authentication(contract)}{''.join(_sections(contract))}{_schemas(contract)}"
        "</body></html>\n"
    )


def _index(contract: Contract) -> str:
    items = (
        f'<li><a href="#{operation.id}">{escape(operation.spec["summary"])}</a> '
        f"<code>{operation.method} {escape(operation.path)}</code></li>"
        for operation in contract.operations.values()
    )
    return f"<nav><ul>{''.join(items)}</ul></nav>"


def _authentication(contract: Contract) -> str:
    schemes = contract.document["components"]["securitySchemes"]
    rows = ([_code(name), _prose(scheme["description"])] for name, scheme in schemes.items())
    return f"<h2>Authentication</h2>{_table(['Scheme', 'Use'], rows)}"


def _sections(contract: Contract) -> Iterator[str]:
    for tag in contract.document["tags"]:
        operations = [each for each in contract.operations.values() if tag["name"] in each.spec["tags"]]
        yield f"<section><h2>{escape(tag['name'])}</h2>{_prose(tag['description'])}"
        yield from (_operation(contract, operation) for operation in operations)
        yield "</section>"


def _operation(contract: Contract, operation: Operation) -> str:
    spec = operation.spec
    return (
        f'<article id="{operation.id}"><h3>{escape(spec["summary"])}</h3>'
        f'<p class="path"><code><b class="method">{operation.method}</b> {escape(operation.path)}</code></p>'
        f"{_prose(spec.get('description', ''))}{_access(contract, spec)}"
        f"{_parameters(contract, operation.parameters)}{_request(contract, spec)}{_responses(contract, spec)}"
        "</article>"
    )


def _access(contract: Contract, spec: Schema) -> str:
    options = (spec if "security" in spec else contract.document)["security"]
    schemes = [" and ".join(map(_code, option)) or "none" for option in options]
    return f"<p>Credentials: {' or '.join(schemes) or 'none'}</p>"


def _parameters(contract: Contract, parameters: list[Schema]) -> str:
    rows = (
        [
            f"{_code(each['name'])}{_required(each.get('required', False))}",
            each["in"],
            _type(contract, each["schema"]),
            _prose(each.get("description", "")) + _example_value(each),
        ]
        for each in parameters
    )
    table = _table(["Name", "In", "Type", "Meaning"], rows)
    return f"<h4>Parameters</h4>{table}" if parameters else ""


def _request(contract: Contract, spec: Schema) -> str:
    body = spec.get("requestBody")
    if not body:
        return ""
    content = "".join(
        f"<p>{_code(media_type)}: {_type(contract, media['schema'])}</p>{_fields(contract, media['schema'])}"
        f"{_example(media)}"
        for media_type, media in body["content"].items()
    )
    return f"<h4>Body{_required(body.get('required', False))}</h4>{_prose(body.get('description', ''))}{content}"


def _responses(contract: Contract, spec: Schema) -> str:
    rows = []
    for status, given in spec["responses"].items():
        response = contract.resolve(given)
        media: Schema | None = next(iter(response.get("content", {}).values()), None)
        headers = "".join(
            f"<p>Header {_code(name)}: {_inline(contract.resolve(header)['description'])}</p>"
            for name, header in response.get("headers", {}).items()
        )
        body = f"{_type(contract, media['schema'])}{_example(media)}" if media else ""
        rows.append([_code(status), f"{_prose(response['description'])}{headers}{body}"])
    return f"<h4>Answers</h4>{_table(['Status', 'What it means'], rows)}"


def _schemas(contract: Contract) -> str:
    entries = (
        f'<article id="schema-{escape(name)}"><h3>{escape(name)}</h3>{_prose(schema.get("description", ""))}'
        f"{_fields(contract, schema) or '<p>' + _shape(contract, schema) + '</p>'}</article>"
        for name, schema in contract.document["components"]["schemas"].items()
    )
    return f"<h2>Schemas</h2>{''.join(entries)}"


def _fields(contract: Contract, schema: Schema) -> str:
    """The members of an object as a table; nothing for other schemas."""
    rows = [
        [
            f"{_code(name)}{_required(required)}",
            _type(contract, member),
            _prose(contract.resolve(member).get("description", "")),
        ]
        for name, member, required in _members(contract, schema)
    ]
    return _table(["Member", "Type", "Meaning"], rows) if rows else ""


def _members(contract: Contract, schema: Schema, prefix: str = "") -> Iterator[tuple[str, Schema, bool]]:
    """Dotted name, schema and whether it must be there; goes into nested objects without a name of their own."""
    plain = contract.resolve(schema)
    for part in plain.get("allOf", []):
        yield from _members(contract, part, prefix)
    for name, member in plain.get("properties", {}).items():
        yield prefix + name, member, name in plain.get("required", [])
        if "$ref" not in member:
            yield from _members(contract, member, f"{prefix}{name}.")


def _type(contract: Contract, schema: Schema) -> str:
    """A link for a schema with a name, the shape for another."""
    if "$ref" not in schema:
        return _shape(contract, schema)
    name = escape(schema["$ref"].rpartition("/")[2])
    extras = _limits({"default": schema["default"]}) if "default" in schema else ""
    return f'<a href="#schema-{name}">{name}</a>{extras}'


def _shape(contract: Contract, schema: Schema) -> str:
    types = schema.get("type", "any")
    text = " or ".join([types] if isinstance(types, str) else types)
    if "items" in schema:
        text += f" of {_type(contract, schema['items'])}"
    if "enum" in schema:
        text += ": " + ", ".join(map(_code, schema["enum"]))
    return text + _limits(schema)


def _limits(schema: Schema) -> str:
    texts = (words.format(_code(schema[keyword])) for keyword, words in _LIMITS.items() if keyword in schema)
    return "".join(f", {text}" for text in texts)


def _required(required: bool) -> str:
    return " <small>required</small>" if required else ""


def _example_value(parameter: Schema) -> str:
    if "example" not in parameter:
        return ""
    value = parameter["example"]
    return f"<p>Example: {_code(','.join(value) if isinstance(value, list) else value)}</p>"


def _example(media: Schema) -> str:
    text = escape(json.dumps(media["example"], indent=2, ensure_ascii=False))
    return f"<details><summary>Example</summary><pre>{text}</pre></details>"


def _table(heads: list[str], rows: Iterable[list[str]]) -> str:
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _prose(text: str) -> str:
    """Paragraphs, with code in backticks."""
    return "".join(f"<p>{_inline(paragraph)}</p>" for paragraph in text.strip().split("\n\n") if paragraph)


def _inline(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _code(value: object) -> str:
    return f"<code>{escape(str(value))}</code>"
