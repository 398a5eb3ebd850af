"""Emergency addresses, what an operator's system is to be told of them, and the streets that are known."""

from alembic import op

revision = "0004"
down_revision = "0003"

STATEMENTS = (
    """
    create table emergency_address (
        e164 bigint primary key,
        project_id text not null,
        display_name text not null,
        street_number text not null,
        street_info text not null,
        location text not null,
        city text not null,
        state text not null,
        postal_code text not null,
        postal_code_plus_four text not null,
        provisioned_at timestamptz not null,
        -- Under this id the operator's system will be told that the address is gone.
        removal_id text not null
    )
    """,
    # At most one row per number: what counts is the address that it has now, or that it has none.
    """
    create table emergency_update (
        e164 bigint primary key,
        id text not null,
        project_id text not null,
        attempts integer not null default 0,
        due_at timestamptz not null,
        -- The id that is being told now, perhaps an older one: the next call waits for the end of that.
        calling_id text,
        last_status integer,
        last_problem text not null default ''
    )
    """,
    "create index emergency_update_due on emergency_update (due_at)",
    """
    create table street (
        region text not null,
        postal_code text not null,
        name text not null,
        primary key (region, postal_code, name)
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("drop table street, emergency_update, emergency_address")
