"""What lets a search go straight to the blocks and numbers it wants, however many there are and however full.

Each number counts in a cell: the hundred numbers that share all digits but two, or its block where that is smaller.
Cells count what is held, and blocks count their full cells; triggers on `number` keep both in the transaction of the
change. A block's row is touched by one rent in a hundred only, so that rents from one block do not wait for each other.
"""

from alembic import op

revision = "0008"
down_revision = "0007"

STATEMENTS = (
    "create table number_fill (cell bigint primary key, held smallint not null) with (fillfactor = 70)",
    # The runs of three characters in a prefix; an index on them finds any longer run.
    """
    create function prefix_grams(prefix text) returns text[] immutable parallel safe strict language sql as
    $$ select array(select distinct substr(prefix, i, 3) from generate_series(1, length(prefix) - 2) as i) $$
    """,
    """
    alter table number_block
        add cells integer not null generated always as (greatest(1, (10 ^ (free_digits - 2))::integer)) stored,
        add cell_size integer not null generated always as (least(100, (10 ^ free_digits)::integer)) stored,
        add full_cells integer not null default 0,
        add reversed text collate "C" not null generated always as (reverse(prefix)) stored,
        add grams text[] not null generated always as (prefix_grams(prefix)) stored
    """,
    "create unique index number_block_first on number_block (first)",
    "create index number_block_reversed on number_block (region, type, reversed) where not hidden",
    "create index number_block_grams on number_block using gin (grams) where not hidden",
    "drop index number_block_walk",
    """
    create index number_block_walk on number_block (region, type, shuffle)
    where not hidden and full_cells < cells
    """,
    # For numbers, their cells with how many of them there are in each, and the cell's block.
    """
    create function number_cells(numbers bigint[])
    returns table (cell bigint, numbers bigint, block_id bigint, cell_size integer) stable language sql as $$
        select b.first + (n - b.first) / b.cell_size * b.cell_size as cell, count(*), b.id, b.cell_size
        from unnest($1) as n
        cross join lateral (select * from number_block where first <= n order by first desc limit 1) b
        where n <= b.last group by 1, b.id, b.cell_size order by 1
    $$
    """,
    """
    create function count_held() returns trigger language plpgsql as $$
    begin
        with cells as materialized (
            select * from number_cells((select array_agg(e164) from changed))
        ), counted as (
            insert into number_fill as f (cell, held) select cell, numbers from cells order by cell
            on conflict (cell) do update set held = f.held + excluded.held
            returning f.cell, f.held
        ), filled as (
            select block_id, count(*) as cells from counted join cells using (cell)
            where counted.held = cells.cell_size group by block_id
        )
        update number_block b set full_cells = b.full_cells + filled.cells from filled where b.id = filled.block_id;
        return null;
    end $$
    """,
    """
    create function count_freed() returns trigger language plpgsql as $$
    begin
        with cells as materialized (
            select * from number_cells((select array_agg(e164) from changed))
        ), locked as materialized (
            select f.cell, f.held from number_fill f join cells using (cell) order by f.cell for update of f
        ), counted as (
            update number_fill f set held = f.held - cells.numbers
            from locked join cells using (cell) where f.cell = locked.cell
            returning f.cell, f.held + cells.numbers as before
        ), opened as (
            select block_id, count(*) as cells from counted join cells using (cell)
            where counted.before = cells.cell_size group by block_id
        )
        update number_block b set full_cells = b.full_cells - opened.cells from opened where b.id = opened.block_id;
        return null;
    end $$
    """,
    """
    create trigger number_held after insert on number referencing new table as changed
    for each statement execute function count_held()
    """,
    """
    create trigger number_freed after delete on number referencing old table as changed
    for each statement execute function count_freed()
    """,
    # Numbers that are held already, as if they were rented now.
    """
    with cells as (select * from number_cells((select array_agg(e164) from number))),
    counted as (insert into number_fill (cell, held) select cell, numbers from cells)
    update number_block b set full_cells = f.cells
    from (select block_id, count(*) as cells from cells where numbers = cell_size group by block_id) f
    where b.id = f.block_id
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for statement in (
        "drop trigger number_freed on number",
        "drop trigger number_held on number",
        "drop function count_freed, count_held, number_cells",
        "drop index number_block_walk, number_block_grams, number_block_reversed, number_block_first",
        "alter table number_block drop grams, drop reversed, drop full_cells, drop cell_size, drop cells",
        "create index number_block_walk on number_block (region, type, shuffle) where not hidden",
        "drop function prefix_grams",
        "drop table number_fill",
    ):
        op.execute(statement)
