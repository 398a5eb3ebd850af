"""Numbers that nobody holds: found in the blocks, and claimed."""

from dataclasses import dataclass

from numberbank.domain.e164 import E164, e164_from_int, e164_to_int
from numberbank.domain.number_blocks import MAX_FREE_DIGITS, AvailableNumber, Capability, NumberType
from numberbank.domain.patterns import NumberPattern, SearchPattern, placements
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
    placement (see domain.patterns) are counted off in steps that are prime to ten, so that they look scattered.
    """
    places = placements(search.pattern)
    if not places:
        return []
    rows = await connection.fetch(
        _search_sql(search.pattern),
        search.region,
        search.type,
        search.capabilities,
        search.start,
        search.size,
        [place.free_digits for place in places],
        [place.prefix_like for place in places],
        [place.fixed for place in places],
        [place.fixed_width for place in places],
        [place.shift for place in places],
        [place.offset for place in places],
        search.pattern.text if search.pattern else "",
        _common_head(search.pattern),
    )
    return [AvailableNumber(e164_from_int(row["e164"]), block_terms(row)) for row in rows]


def _common_head(pattern: NumberPattern | None) -> str:
    """What every prefix that can match starts with; a prefix may be shorter than the pattern by its free digits."""
    if pattern is None or pattern.search is not SearchPattern.START:
        return "+"
    return pattern.text[: max(1, len(pattern.text) - MAX_FREE_DIGITS)]


def _search_sql(pattern: NumberPattern | None) -> str:
    """Each half walks blocks lazily: the limit stops it as soon as enough numbers are found."""
    narrow = "$13::text is not null"
    if pattern is not None:
        narrow = "b.prefix like any ($7::text[]) and b.prefix >= $13 and b.prefix < $13 || ':'"
    half = f"""
        (select c.e164, {TERMS}
        from (
            select * from number_block b
            where b.region = $1 and b.type = $2 and not b.hidden and b.capabilities @> $3::text[] and {narrow}
            and b.shuffle {{side}} $4
            order by b.shuffle
        ) b
        cross join lateral (
            select n.e164
            from unnest($6::int[], $7::text[], $8::bigint[], $9::int[], $10::int[], $11::int[])
                as p (free_digits, prefix_like, fixed, fixed_width, shift, at)
            cross join lateral (select (10 ^ (p.free_digits - p.fixed_width))::bigint as count,
                                       (10 ^ p.shift)::bigint as tail) w
            cross join lateral generate_series(0, w.count - 1) as step
            cross join lateral (select ((floor($4 * w.count)::bigint + step * 6173) % w.count) as i) pick
            cross join lateral (
                select b.first + pick.i / w.tail * w.tail * (10 ^ p.fixed_width)::bigint
                       + p.fixed * w.tail + pick.i % w.tail as e164
            ) n
            where p.free_digits = b.free_digits and b.prefix like p.prefix_like
            and (p.at is null or strpos('+' || n.e164, $12) = length(b.prefix) + p.at + 1)
            and (select h.e164 from number h where h.e164 = n.e164) is null
            limit $5
        ) c
        limit $5)
    """
    return f"{half.format(side='>=')} union all {half.format(side='<')} limit $5"


async def find_available(connection: Connection, number: E164) -> AvailableNumber | None:
    row = await connection.fetchrow(
        f"""
        select {TERMS} from number_block b
        where int8range(b.first, b.last, '[]') @> $1::bigint
        and not exists (select from number where e164 = $1)
        """,
        e164_to_int(number),
    )
    return AvailableNumber(number, block_terms(row)) if row else None
