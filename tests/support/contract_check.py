"""Holds what the server answers to its contract, whatever a test asks it for."""

import re
from functools import cache

import httpx2

from numberbank.api.contract import Contract, Operation, load_contract


async def check_imported_answer(response: httpx2.Response) -> None:
    """For answers of the imported numbers' API; a hook of a client."""
    path = response.request.url.path
    if not path.startswith("/imported/v1/"):
        return
    await response.aread()
    contract = load_contract("imported-numbers")
    operation = _operation(response.request.method, path.removeprefix("/imported"))
    assert operation is not None, f"{response.request.method} {path} is not in the contract"
    given = operation.spec["responses"].get(str(response.status_code))
    assert given is not None, f"{operation.id} does not declare {response.status_code}"
    (media,) = contract.resolve(given)["content"].values()
    assert contract.checker(media["schema"]).violations(response.json()) == [], response.text


def _operation(method: str, path: str) -> Operation | None:
    contract = load_contract("imported-numbers")
    return next(
        (
            each
            for each in contract.operations.values()
            if each.method == method and _pattern(each.path).fullmatch(path)
        ),
        None,
    )


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Of a path, in which a parameter has neither slash nor colon."""
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/:]+", re.escape(template)))


def operations_of(contract: Contract, prefix: str = "") -> set[tuple[str, str]]:
    return {(each.method, prefix + each.path) for each in contract.operations.values()}
