"""Numbers that nobody holds: found in the blocks, and claimed."""

from dataclasses import dataclass

from numberbank.domain.e164 import E164, e164_from_int, e164_to_int
from numberbank.domain.number_blocks import MAX_FREE_DIGITS, AvailableNumber, Capability, NumberType
from numberbank.domain.patterns import NumberPattern, Placement, SearchPattern, placements
from numberbank.storage.number_blocks import TERMS, block_terms
from numberbank.storage.pool import Connection


@dataclass(frozen=True, slots=True)
class NumberSearch:
    """What a caller looks for. `start` in [0, 1) says where the walk through blocks and numbers begins."""

    region: str
    type: NumberType
    capabilities: tuple[Capability, ...]
    pattern: NumberPattern | None
    size: int
    start: float


async def search_numbers(connection: Connection, search: NumberSearch) -> list[AvailableNumber]:
    """Numbers that match and that nobody holds: as many as there are, up to `size`; none twice.

    Blocks are walked in the order of their `shuffle` from `start` on, and round again. In a block the numbers of a
    placement (see domain.patterns) are counted off in steps that are prime to ten, so that they look scattered. Where
    matches are dense, a short walk finds enough; else an index finds what matches.
    """
    places = placements(search.pattern)
    if not places:
        return []
    found: list[AvailableNumber] = []
    if _is_dense(search.pattern):
        found = await _candidates(connection, search, places, _WALK)
    if len(found) < search.size:
        found = await _candidates(connection, search, places, _all_blocks(search.pattern))
    return found


async def _candidates(
    connection: Connection, search: NumberSearch, places: list[Placement], blocks: str
) -> list[AvailableNumber]:
    text = search.pattern.text if search.pattern else ""
    rows = await connection.fetch(
        _CANDIDATES.format(blocks=blocks, size=search.size),
        search.region,
        search.type,
        search.capabilities,
        search.start,
        text,
        [place.free_digits for place in places],
        [place.prefix_like for place in places],
        [place.fixed for place in places],
        [place.fixed_width for place in places],
        [place.shift for place in places],
        [place.offset for place in places],
    )
    return [AvailableNumber(e164_from_int(row["e164"]), block_terms(row)) for row in rows]


def _is_dense(pattern: NumberPattern | None) -> bool:
    """Whether some numbers of about every block match, or of every tenth or so."""
    if pattern is None:
        return True
    longest = _DENSE_START if pattern.search is SearchPattern.START else MAX_FREE_DIGITS
    return len(pattern.text) <= longest


_DENSE_START = 4
"""characters, the plus sign among them"""

# The next 64 blocks from the start of the walk, and the first ones of all behind them.
_OFFERED = """b.region = $1 and b.type = $2 and b.capabilities @> $3::text[]
        and not b.hidden"""
_WALK = f"""
    (select * from number_block b where {_OFFERED} and b.shuffle >= $4 order by b.shuffle limit 64)
    union all
    (select * from number_block b where {_OFFERED} and b.shuffle < $4 order by b.shuffle limit 64)
"""


def _all_blocks(pattern: NumberPattern | None) -> str:
    """Every block that a placement may fit, in the order of the walk; the indexes find them."""
    fits = "true"
    if pattern is not None and pattern.search is SearchPattern.START:
        fits = f"({_PREFIX_STARTS} or {_PREFIX_IS_SHORTER})"
    elif pattern is not None and len(pattern.text) >= _MIN_INDEXED:
        fits = f"({_PREFIX_CONTAINS})" if pattern.search is SearchPattern.CONTAINS else f"({_PREFIX_ENDS})"
    return f"select * from number_block b where {_OFFERED} and {fits} order by b.shuffle < $4, b.shuffle"


_MIN_INDEXED = MAX_FREE_DIGITS + 3
"""characters of a pattern from which on enough of it must lie on the prefix for the indexes to find it"""

# `:` follows `9` in the alphabet, so that these are ranges of texts that start alike.
_PREFIX_STARTS = "b.prefix >= $5 and b.prefix < $5 || ':'"
_PREFIX_IS_SHORTER = f"b.prefix in ({', '.join(f'left($5, -{n})' for n in range(1, MAX_FREE_DIGITS + 1))})"
_REVERSED_STARTS = "b.reversed >= reverse({text}) and b.reversed < reverse({text}) || ':'"
_PREFIX_CONTAINS = " or ".join(
    [
        "b.grams @> prefix_grams($5)",
        *(_REVERSED_STARTS.format(text=f"left($5, -{n})") for n in range(1, MAX_FREE_DIGITS + 1)),
    ]
)
_PREFIX_ENDS = " or ".join(
    f"b.free_digits = {n} and {_REVERSED_STARTS.format(text=f'left($5, {-n})' if n else '$5')}"
    for n in range(MAX_FREE_DIGITS + 1)
)

# Of each block, at most as many candidates as are wanted in all: the blocks behind it are looked at only if those do
# not suffice. Where a placement leaves many numbers open, they are looked at in hundreds.
_CANDIDATES = f"""
    select c.e164, {TERMS}
    from ({{blocks}}) b
    cross join lateral (
        select few.e164
        from unnest($6::int[], $7::text[], $8::bigint[], $9::int[], $10::int[], $11::int[])
            as p (free_digits, prefix_like, fixed, fixed_width, shift, at)
        cross join lateral (
            select (10 ^ (p.free_digits - p.fixed_width))::bigint as open, (10 ^ p.fixed_width)::bigint as width,
                (10 ^ p.shift)::bigint as tail
        ) w
        cross join lateral (
            select b.first + i / w.tail * w.tail * w.width + p.fixed * w.tail + i % w.tail as e164
            from generate_series(0, w.open - 1) as step
            cross join lateral (select (floor($4 * w.open)::bigint + step * 37) % w.open as i) scattered
            where w.open <= 100
            union all
            select n.e164
            from (select (10 ^ (b.free_digits - 2))::bigint as count) hundreds
            cross join generate_series(0, hundreds.count - 1) as cell_step
            cross join lateral (
                select b.first + (floor($4 * hundreds.count)::bigint + cell_step * 37) % hundreds.count * 100 as start
            ) cell
            cross join generate_series(0, 99) as step
            cross join lateral (select cell.start + (floor($4 * 100)::bigint + step * 37) % 100 as e164) n
            where w.open > 100
            and (p.shift < 2 or (cell.start - b.first) / w.tail % w.width = p.fixed)
            and (n.e164 - b.first) / w.tail % w.width = p.fixed
        ) few
        where p.free_digits = b.free_digits and b.prefix like p.prefix_like
        and (p.at is null or strpos('+' || few.e164, $5) = length(b.prefix) + p.at + 1)
        and (select h.e164 from number h where h.e164 = few.e164) is null
        limit {{size}}
    ) c
    limit {{size}}
"""


async def find_available(connection: Connection, number: E164) -> AvailableNumber | None:
    row = await connection.fetchrow(
        f"""
        select {TERMS} from (select * from number_block where first <= $1 order by first desc limit 1) b
        where b.last >= $1 and not exists (select from number where e164 = $1)
        """,
        e164_to_int(number),
    )
    return AvailableNumber(number, block_terms(row)) if row else None
