"""Numbers that nobody holds, found in the blocks."""

from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from numberbank.domain.e164 import E164, e164_from_int, e164_to_int
from numberbank.domain.number_blocks import MAX_FREE_DIGITS, AvailableNumber, Capability, NumberType
from numberbank.domain.patterns import NumberPattern, Placement, SearchPattern, placements
from numberbank.storage.number_blocks import TERMS, block_terms
from numberbank.storage.pool import Connection


class NumberSearch(Struct, frozen=True):
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
    pattern = search.pattern or _ANY
    found: list[AvailableNumber] = []
    for statement in _statements(pattern.search, len(pattern.text), pattern.text.startswith("+"), search.size):
        rows = await connection.fetch(
            statement,
            search.region,
            search.type,
            search.capabilities,
            search.start,
            pattern.text[::-1] if pattern.search is SearchPattern.END else pattern.text,
        )
        found = [
            AvailableNumber(e164_from_int(digits), terms)
            for row in rows
            for terms in (block_terms(row),)
            for digits in row["numbers"]
        ]
        if len(found) == search.size:
            break
    return found


_ANY = NumberPattern("", SearchPattern.END)


@lru_cache(maxsize=1024)
def _statements(kind: SearchPattern, length: int, plus: bool, size: int) -> list[str]:
    """What finds `size` numbers for a pattern of a kind and length; the next ones where those before find fewer.

    There are none for patterns that no number can have.
    """
    digits = "1" * length
    places = placements(NumberPattern(f"+{digits[1:]}" if plus else digits, kind))
    if not places:
        return []
    *first, last = _walks(kind, length)
    candidates = _candidates(kind, length, places, size)
    return [
        *(_SEARCH.format(found=candidates.format(blocks=blocks), size=size) for blocks in first),
        _SEARCH.format(
            found=f"{candidates.format(blocks=last)} union all select * from ({_listed(kind, length, size)}) r",
            size=size,
        ),
    ]


def _walks(kind: SearchPattern, length: int) -> list[str]:
    """The blocks to look at, as SQL; the next ones where those before did not have enough."""
    match kind:
        case SearchPattern.START:
            return [_BY_PREFIX]
        case SearchPattern.END:
            return [_SHORT_WALK, _BY_ENDING] if length <= MAX_FREE_DIGITS else [_BY_ENDING]
        case SearchPattern.CONTAINS if length <= MAX_FREE_DIGITS:
            return [_SHORT_WALK, _LONG_WALK]
        case SearchPattern.CONTAINS:
            return [_SHORT_WALK, _CONTAINING] if length == MAX_FREE_DIGITS + 1 else [_CONTAINING]


# Parameters of a search: $1 region, $2 type, $3 capabilities, $4 start, $5 the pattern (reversed where it is an END).
_START = "$4::float8"
_START_DIGITS = f"lpad(floor({_START} * 1000000000)::bigint::text, 9, '0')"

# `:` follows `9` in the alphabet, so that `>= key and < key || ':'` are the texts that start with the key.

# The planner takes `@>` for rare, and would sort all blocks rather than walk an index; of `coalesce` it takes half.
_OFFERED = """select b.id, b.prefix, b.free_digits, b.first, b.shuffle from number_block b
    where b.region = $1 and b.type = $2 and not b.hidden and not b.crowded
    and coalesce(b.capabilities @> $3::text[], false)"""


def _from_the_middle(column: str, key: str, also: str = "true") -> str:
    """Blocks whose column starts with the key, in its order from a random place on, and round again."""
    return f"""
        ({_OFFERED} and {also} and {column} >= {key} || {_START_DIGITS} and {column} < {key} || ':' order by {column})
        union all
        ({_OFFERED} and {also} and {column} >= {key} and {column} < {key} || {_START_DIGITS} order by {column})
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
_LONG_WALK = f"""
    ({_OFFERED} and b.shuffle >= {_START} order by b.shuffle)
    union all
    ({_OFFERED} and b.shuffle < {_START} order by b.shuffle)
"""
_SHORT_WALK = f"""
    ({_OFFERED} and b.shuffle >= {_START} order by b.shuffle limit 512)
    union all
    ({_OFFERED} and b.shuffle < {_START} order by b.shuffle limit 512)
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
_CONTAINING = f"{_OFFERED} and ({_FITS}) order by b.shuffle < {_START}, b.shuffle"

# Numbers of crowded blocks, in the order of an index from a random place on. Some may have been taken since.
_LISTED = """select r.block_id, r.e164 from remaining_number r
        where r.region = $1 and r.type = $2
        and (select b.capabilities from number_block b where b.id = r.block_id) @> $3::text[]
        and (select h.e164 from number h where h.e164 = r.e164) is null"""
_LISTED_IN_ORDER = f"""
    ({_LISTED} {{also}} and {{column}} >= {{key}} || {_START_DIGITS} and {{column}} < {{key}} || ':'
    order by {{column}} limit {{size}})
    union all
    ({_LISTED} {{also}} and {{column}} >= {{key}} and {{column}} < {{key}} || {_START_DIGITS}
    order by {{column}} limit {{size}})
"""
_LISTED_WITH_GRAMS = f"""
    ({_LISTED} and text_grams(r.digits) @> text_grams($5) and strpos(r.digits, $5) > 0
    order by reverse(r.digits) < {_START_DIGITS}, r.e164 limit {{size}})
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


def _candidates(kind: SearchPattern, length: int, places: Sequence[Placement], size: int) -> str:
    """Of each block at most as many as are wanted in all: the blocks behind it are looked at only if those do not
    suffice. Of a placement, what depends on the digits of the pattern is worked out from them here."""
    text = "reverse($5)" if kind is SearchPattern.END else "$5"
    before = "" if kind is SearchPattern.START else "%"
    rows = ", ".join(
        f"({place.free_digits}, '{before}' || left({text}, {length - place.fixed_width})"
        f" || '{'%' if place.fixed_width == 0 and kind is not SearchPattern.END else ''}',"
        f" {f'right({text}, {place.fixed_width})::bigint' if place.fixed_width else '0'}, {10**place.fixed_width},"
        f" {10**place.shift}, {10 ** (place.free_digits - place.fixed_width)},"
        f" {'null::int' if place.offset is None else place.offset})"
        for place in places
    )
    occurs_first = "and (p.at is null or strpos('+' || n.e164, $5) = length(b.prefix) + p.at + 1)"
    return f"""
        select b.id, c.e164 from ({{blocks}}) b
        cross join lateral (
            select n.e164
            from (values {rows}) as p (free_digits, prefix_like, fixed, span, tail, open, at)
            cross join lateral (select generate_series(0::bigint, p.open - 1) as step) s
            cross join lateral (select (floor({_START} * p.open)::bigint + s.step * 37) % p.open as i) scattered
            cross join lateral (
                select b.first + i / p.tail * p.tail * p.span + p.fixed * p.tail + i % p.tail as e164
            ) n
            where p.free_digits = b.free_digits and b.prefix like p.prefix_like
            {occurs_first if kind is SearchPattern.CONTAINS else ""}
            and (select h.e164 from number h where h.e164 = n.e164) is null
            limit {size}
        ) c
    """


# Numbers of one block come with its terms once, which costs less than once for each. The limit keeps the blocks from
# being joined in any other way than one by one.
_SEARCH = f"""
    with found as ({{found}} limit {{size}})
    select f.numbers, {TERMS} from (select id, array_agg(e164) as numbers from found group by id) f
    cross join lateral (select * from number_block where id = f.id limit 1) b
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
