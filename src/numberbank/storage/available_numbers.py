"""Numbers that nobody holds: found in the blocks, and claimed."""

from dataclasses import dataclass
from functools import lru_cache

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

    Blocks are walked from `start` on, and round again. In a block the numbers of a placement (see domain.patterns) are
    counted off in steps that are prime to ten, so that they look scattered. What is left of a crowded block is listed
    (see storage.crowding), and found there by an index.

    Where about every block has numbers that match, a short walk finds enough. Else an index finds the blocks.
    """
    places = placements(search.pattern)
    if not places:
        return []
    found: list[AvailableNumber] = []
    for blocks in _walks(search.pattern):
        found = await _fetch(connection, search, places, blocks)
        if len(found) == search.size:
            break
    return found


async def _fetch(
    connection: Connection, search: NumberSearch, places: list[Placement], blocks: str
) -> list[AvailableNumber]:
    kind = search.pattern.search if search.pattern else SearchPattern.END
    text = search.pattern.text if search.pattern else ""
    key = text[::-1] if kind is SearchPattern.END else text
    rows = await connection.fetch(
        _statement(blocks, kind, len(text), search.size),
        search.region,
        search.type,
        search.capabilities,
        search.start,
        key,
        f"{search.start:.9f}"[2:],
        [place.free_digits for place in places],
        [place.prefix_like for place in places],
        [place.fixed for place in places],
        [10**place.fixed_width for place in places],
        [10**place.shift for place in places],
        [10 ** (place.free_digits - place.fixed_width) for place in places],
        [place.offset for place in places],
    )
    return [
        AvailableNumber(e164_from_int(digits), terms)
        for row, terms in ((row, block_terms(row)) for row in rows)
        for digits in row["numbers"]
    ]


def _walks(pattern: NumberPattern | None) -> list[str]:
    """The blocks to look at, as SQL; the next ones where those before did not have enough."""
    if pattern is None:
        return [_BY_ENDING]
    match pattern.search:
        case SearchPattern.START:
            return [_BY_PREFIX]
        case SearchPattern.END:
            return [_BY_ENDING]
        case SearchPattern.CONTAINS if len(pattern.text) <= MAX_FREE_DIGITS:
            return [_ALL.format(limit=f"limit {_SHORT_WALK}"), _ALL.format(limit="")]
        case SearchPattern.CONTAINS if len(pattern.text) == MAX_FREE_DIGITS + 1:
            return [_ALL.format(limit=f"limit {_SHORT_WALK}"), _CONTAINING]
        case SearchPattern.CONTAINS:
            return [_CONTAINING]


_SHORT_WALK = 512
"""blocks"""


# Parameters of a search: $1 region, $2 type, $3 capabilities, $4 start, $5 the pattern (reversed where it is an END),
# $6 digits to begin a walk at, and of each placement $7 free digits, $8 prefix, $9 fixed digits, $10 their span, $11
# that of the digits behind, $12 how many numbers it leaves open, $13 offset.
# `:` follows `9` in the alphabet, so that `>= key and < key || ':'` are the texts that start with the key.

_OFFERED = """select b.id, b.prefix, b.free_digits, b.first, b.shuffle from number_block b
    where b.region = $1 and b.type = $2 and not b.hidden and not b.crowded and b.capabilities @> $3::text[]"""


def _from_the_middle(column: str, key: str, also: str = "true") -> str:
    """Blocks whose column starts with the key, in its order from a random place on, and round again."""
    return f"""
        ({_OFFERED} and {also} and {column} >= {key} || $6 and {column} < {key} || ':' order by {column})
        union all
        ({_OFFERED} and {also} and {column} >= {key} and {column} < {key} || $6 order by {column})
    """


# Those that begin with the pattern, and the few whose prefix is only a part of it.
_BY_PREFIX = f"""
    {_from_the_middle("b.prefix", "$5")}
    union all
    ({_OFFERED} and b.prefix in ({", ".join(f"left($5, -{n})" for n in range(1, MAX_FREE_DIGITS + 1))}))
"""
# Those whose prefix ends with what of the pattern does not lie on the free digits.
_BY_ENDING = "union all".join(
    _from_the_middle("b.reversed", f"substr($5, {n + 1})", f"b.free_digits = {n}")
    for n in range(MAX_FREE_DIGITS, -1, -1)
)
_ALL = f"""
    ({_OFFERED} and b.shuffle >= $4 order by b.shuffle {{limit}})
    union all
    ({_OFFERED} and b.shuffle < $4 order by b.shuffle {{limit}})
"""
_FITS = " or ".join(
    [
        "b.grams @> text_grams($5)",
        *(
            f"b.free_digits between {n} and {MAX_FREE_DIGITS} and b.reversed >= reverse(left($5, -{n})) "
            f"and b.reversed < reverse(left($5, -{n})) || ':'"
            for n in range(1, MAX_FREE_DIGITS + 1)
        ),
    ]
)
_CONTAINING = f"{_OFFERED} and ({_FITS}) order by b.shuffle < $4, b.shuffle"

# Numbers of crowded blocks, in the order of an index from a random place on. Some may have been taken since.
_LISTED = """select r.block_id, r.e164 from remaining_number r
        where r.region = $1 and r.type = $2
        and (select b.capabilities from number_block b where b.id = r.block_id) @> $3::text[]
        and (select h.e164 from number h where h.e164 = r.e164) is null"""
_LISTED_IN_ORDER = f"""
    ({_LISTED} {{also}} and {{column}} >= {{key}} || $6 and {{column}} < {{key}} || ':'
    order by {{column}} limit {{size}})
    union all
    ({_LISTED} {{also}} and {{column}} >= {{key}} and {{column}} < {{key}} || $6
    order by {{column}} limit {{size}})
"""
_LISTED_WITH_GRAMS = f"""
    ({_LISTED} and text_grams(r.digits) @> text_grams($5) and strpos(r.digits, $5) > 0
    order by reverse(r.digits) < $6, r.e164 limit {{size}})
"""
_SHORTEST_IN_GRAMS = 4
"""characters; of fewer there are so many that some are soon met"""


def _listed(kind: SearchPattern, length: int, size: int) -> str:
    match kind:
        case SearchPattern.START:
            return _LISTED_IN_ORDER.format(column="r.digits", key="$5", also="", size=size)
        case SearchPattern.END:
            return _LISTED_IN_ORDER.format(column="reverse(r.digits)", key="$5", also="", size=size)
        case SearchPattern.CONTAINS if length < _SHORTEST_IN_GRAMS:
            containing = "and strpos(r.digits, $5) > 0"
            return _LISTED_IN_ORDER.format(column="reverse(r.digits)", key="''", also=containing, size=size)
        case SearchPattern.CONTAINS:
            return _LISTED_WITH_GRAMS.format(size=size)


@lru_cache(maxsize=1024)
def _statement(blocks: str, kind: SearchPattern, length: int, size: int) -> str:
    """Of each block at most as many candidates as are wanted in all: the blocks behind it are looked at only if those
    do not suffice."""
    first_place = "and (p.at is null or strpos('+' || n.e164, $5) = length(b.prefix) + p.at + 1)"
    return f"""
        with found as (
            select b.id, c.e164 from ({blocks}) b
            cross join lateral (
                select n.e164
                from unnest(
                    $7::int[], $8::text[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::int[]
                ) as p (free_digits, prefix_like, fixed, span, tail, open, at)
                cross join lateral (select generate_series(0, p.open - 1) as step) s
                cross join lateral (select (floor($4::float8 * p.open)::bigint + s.step * 37) % p.open as i) scattered
                cross join lateral (
                    select b.first + i / p.tail * p.tail * p.span + p.fixed * p.tail + i % p.tail as e164
                ) n
                where p.free_digits = b.free_digits and b.prefix like p.prefix_like
                {first_place if kind is SearchPattern.CONTAINS else ""}
                and (select h.e164 from number h where h.e164 = n.e164) is null
                limit {size}
            ) c
            union all
            select * from ({_listed(kind, length, size)}) r
            limit {size}
        )
        select f.numbers, {TERMS} from (select id, array_agg(e164) as numbers from found group by id) f
        join number_block b using (id)
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
