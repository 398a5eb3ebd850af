"""All active numbers of a project, in a file.

What is promised: a number that the project had all the time is in the file exactly once, as it was when its page was
read. One that was rented or released meanwhile may be in it or not. The order is that of the lists asked for (regions,
then types, each sorted), and in each of them that of the numbers.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import msgspec
from msgspec import structs

from numberbank.client import AsyncNumbers, InvalidRequest
from numberbank.client.pages import Page
from numberbank.files.formats import Format, format_of
from numberbank.files.lists import number_pages
from numberbank.files.part import Part, Position

OnProgress = Callable[[int, int], None]
"""gets the numbers that are in the file by now, and how many the lists that were begun have"""


@dataclass(frozen=True, slots=True)
class Exported:
    """`resumed_at` numbers were there already. `expected` is what the server said it had; it differs from `count` when
    numbers came or went meanwhile."""

    count: int
    expected: int
    size: int
    sha256: str
    resumed_at: int


async def export(
    client: AsyncNumbers, target: Path, on_progress: OnProgress, regions: Sequence[str] = (), types: Sequence[str] = ()
) -> Exported:
    """Writes `target`, or leaves it as it was: then what has come so far is kept, and gone on with the next time.

    Raises FileProblem, NumbersError and OSError.
    """
    target = target.resolve()  # noqa: ASYNC240 - nothing else is under way yet
    form = format_of(target)
    lists: list[tuple[str | None, str | None]] = list(product(_sorted(regions), _sorted(types)))
    wanted = json.dumps([client.address, lists, target.suffix.lower()])
    with Part(target, wanted) as part:
        resumed_at = part.position.count
        try:
            await _download(client, part, form, lists, on_progress)
        except InvalidRequest:
            # Of a page token that the server has forgotten; whatever else it is comes again.
            if not part.resumed or part.position.count != resumed_at:
                raise
            part.begin_anew()
            resumed_at = 0
            await _download(client, part, form, lists, on_progress)
        size, sha256 = _put_in_place(part, form, target)
    return Exported(part.position.count, part.position.expected, size, sha256, resumed_at)


def _sorted(names: Sequence[str]) -> Sequence[str | None]:
    """Each once; None is for all together."""
    return sorted(set(names)) or [None]


async def _download(
    client: AsyncNumbers,
    part: Part,
    form: Format,
    lists: Sequence[tuple[str | None, str | None]],
    on_progress: OnProgress,
) -> None:
    if part.size == 0:
        part.append(form.head, Position())
    for index in range(part.position.list_index, len(lists)):
        region, type_ = lists[index]
        async with aclosing(number_pages(client, part.position.token, region, type_)) as pages:
            async for page in pages:
                # In a thread, so that the next page is on its way meanwhile.
                expected = part.position.expected + page.total_size
                await asyncio.to_thread(_write, part, form, page)
                on_progress(part.position.count, expected)
    if not part.position.whole:
        part.append(form.tail, structs.replace(part.position, whole=True))


def _write(part: Part, form: Format, page: Page[msgspec.Raw]) -> None:
    data = form.encode(page.items, part.position.count == 0) if page.items else b""
    part.append(data, _after(part.position, page))


def _after(position: Position, page: Page[msgspec.Raw]) -> Position:
    count, token = position.count + len(page.items), page.next_page_token
    if token:
        return structs.replace(position, token=token, count=count)
    return Position(position.list_index + 1, "", count, position.expected + page.total_size)


def _put_in_place(part: Part, form: Format, target: Path) -> tuple[int, str]:
    """The size of the file and its checksum."""
    if form.convert is None:
        part.put_in_place(part.path)
        return part.size, part.sha256
    whole = target.with_name(f"{target.name}.part-whole")
    form.convert(part.path, whole)
    with whole.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    size = whole.stat().st_size
    part.put_in_place(whole)
    return size, sha256
