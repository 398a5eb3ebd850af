"""What lets a search go straight to the blocks it wants, however many there are."""

from alembic import op

revision = "0008"
down_revision = "0007"

STATEMENTS = (
    # The runs of three characters in a prefix; an index on them finds any longer run.
    """
    create function prefix_grams(prefix text) returns text[] immutable parallel safe strict language sql as
    $$ select array(select distinct substr(prefix, i, 3) from generate_series(1, length(prefix) - 2) as i) $$
    """,
    """
    alter table number_block
        add reversed text collate "C" not null generated always as (reverse(prefix)) stored,
        add grams text[] not null generated always as (prefix_grams(prefix)) stored
    """,
    "create unique index number_block_first on number_block (first)",
    "create index number_block_reversed on number_block (region, type, reversed) where not hidden",
    "create index number_block_grams on number_block using gin (grams) where not hidden",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for statement in (
        "drop index number_block_grams, number_block_reversed, number_block_first",
        "alter table number_block drop grams, drop reversed",
        "drop function prefix_grams",
    ):
        op.execute(statement)
