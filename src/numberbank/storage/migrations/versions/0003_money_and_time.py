"""The ledger, prepaid balances, renewal, aging and history, and a clock for each sandbox project."""

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = (
    # A charge exists once for each number, kind and period, however often what causes it repeats. The project is part
    # of the key for the sandbox, where projects have clocks of their own: two may hold a number one after the other
    # and at the same time.
    """
    create table charge (
        e164 bigint not null,
        kind text not null check (kind in ('SETUP', 'MONTHLY')),
        period_start timestamptz not null,
        period_end timestamptz not null,
        project_id text not null,
        amount numeric(12, 4) not null,
        currency text not null,
        primary key (e164, kind, period_start, project_id)
    )
    """,
    "create index charge_of_project on charge (project_id, period_start)",
    # Null: the project is billed afterwards and may spend what it likes.
    "alter table project add balance numeric(16, 4)",
    "alter table project add balance_currency text not null default 'USD'",
    "alter table project add grace_days integer not null default 7",
    # The project's clock runs clock_offset ahead of real time, or stands at clock_frozen_at.
    "alter table project add clock_offset interval not null default '0'",
    "alter table project add clock_frozen_at timestamptz",
    # When the next charge is tried: the charge date, or later when that failed. Null once the number was released.
    "alter table number add charge_due_at timestamptz",
    "update number set charge_due_at = next_charge_at where state = 'ACTIVE' and expire_at is null",
    "alter table number add suspended_at timestamptz",
    "alter table number add protected boolean not null default false",
    # When a number that ages is free again.
    "alter table number add free_at timestamptz",
    "create index number_charge on number (charge_due_at) where charge_due_at is not null",
    "create index number_aging on number (free_at) where state = 'AGING'",
    """
    create table number_history (
        e164 bigint not null,
        project_id text not null,
        rented_at timestamptz not null,
        ended_at timestamptz not null,
        primary key (e164, rented_at, project_id)
    )
    """,
    "create index number_history_of_project on number_history (project_id, ended_at)",
    # Blocks that are rented by exact number only and that no search offers.
    "alter table number_block add hidden boolean not null default false",
    "drop index number_block_walk",
    "create index number_block_walk on number_block (region, type, shuffle) where not hidden",
    """
    create table sandbox_snapshot (
        project_id text not null,
        name text not null,
        taken_at timestamptz not null,
        state jsonb not null,
        primary key (project_id, name)
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for statement in (
        "drop table sandbox_snapshot",
        "drop index number_block_walk",
        "alter table number_block drop hidden",
        "create index number_block_walk on number_block (region, type, shuffle)",
        "drop table number_history",
        "alter table number drop free_at, drop protected, drop suspended_at, drop charge_due_at",
        "alter table project drop clock_frozen_at, drop clock_offset, drop grace_days, drop balance_currency,"
        " drop balance",
        "drop table charge",
    ):
        op.execute(statement)
