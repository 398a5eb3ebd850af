"""What is left of crowded blocks, so that a search does not walk through what is held."""

from alembic import op

revision = "0010"
down_revision = "0009"

STATEMENTS = (
    "alter function prefix_grams rename to text_grams",
    "alter table number_block add crowded boolean not null default false",
    "drop index number_block_walk, number_block_prefix, number_block_reversed, number_block_grams",
    "create index number_block_walk on number_block (region, type, crowded, shuffle) where not hidden",
    "create index number_block_prefix on number_block (region, type, prefix) where not hidden and not crowded",
    """
    create index number_block_reversed on number_block (region, type, free_digits, reversed)
        where not hidden and not crowded
    """,
    "create index number_block_grams on number_block using gin (grams) where not hidden and not crowded",
    # Every available number of a crowded block is here; one that is here may have been taken since.
    """
    create table remaining_number (
        e164 bigint primary key,
        block_id bigint not null,
        region text not null,
        type text not null,
        digits text collate "C" not null generated always as ('+' || e164::text) stored
    )
    """,
    "create index remaining_number_block on remaining_number (block_id)",
    "create index remaining_number_digits on remaining_number (region, type, digits)",
    "create index remaining_number_reversed on remaining_number (region, type, reverse(digits))",
    "create index remaining_number_grams on remaining_number using gin (text_grams(digits))",
    # Blocks to be counted: one row for every number taken. Lost in a crash, which only makes searches slower.
    "create unlogged table block_to_count (block_id bigint not null)",
    "insert into block_to_count select b.id from number_block b "
    "where not hidden and exists (select from number n where n.e164 between b.first and b.last)",
    # Whoever frees numbers of a crowded block lists them. The lock on the block lets it wait for a count under way,
    # which has not seen them free, and keeps a count from beginning that would not see it either.
    """
    create function list_freed_numbers() returns trigger language plpgsql as $$
    begin
        with freed as (
            select g.e164, b.* from gone g cross join lateral (
                select id, last, region, type, crowded from number_block
                where first <= g.e164 order by first desc limit 1 for share
            ) b where b.last >= g.e164 and b.crowded
        ), counted as (
            insert into block_to_count select distinct id from freed
        )
        insert into remaining_number (e164, block_id, region, type) select e164, id, region, type from freed
        on conflict do nothing;
        return null;
    end $$
    """,
    """
    create trigger list_freed_numbers after delete on number referencing old table as gone
        for each statement execute function list_freed_numbers()
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for statement in (
        "drop trigger list_freed_numbers on number",
        "drop function list_freed_numbers",
        "drop table remaining_number, block_to_count",
        "alter table number_block drop crowded",  # and with it the indexes that mention it
        "alter function text_grams rename to prefix_grams",
        "create index number_block_walk on number_block (region, type, shuffle) where not hidden",
        "create index number_block_prefix on number_block (region, type, prefix)",
        "create index number_block_reversed on number_block (region, type, reversed) where not hidden",
        "create index number_block_grams on number_block using gin (grams) where not hidden",
    ):
        op.execute(statement)
