"""Callback endpoints with their attempts, the registry of link targets, and connectors that answer later."""

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    # Where an event goes, as scheme, host and port: those that share it share its fate.
    "alter table event add endpoint text not null default ''",
    "alter table event alter endpoint drop default",
    "drop index event_due",
    "create index event_due on event (endpoint, due_at) where due_at is not null",
    "create index event_first_due on event (due_at) where due_at is not null",
    """
    create table callback_attempt (
        event_id text not null references event (id) on delete cascade,
        attempt integer not null,
        started_at timestamptz not null,
        milliseconds integer not null,
        -- The receiver's status, or null with the problem that kept it from answering.
        status integer,
        problem text not null default '',
        primary key (event_id, attempt)
    )
    """,
    # Whether links must be registered, or any id is taken for good.
    "alter table project add strict_links boolean not null default false",
    """
    create table link_target (
        project_id text not null references project (id),
        kind text not null
            check (kind in ('SERVICE_PLAN', 'CAMPAIGN', 'VOICE_APP', 'TRUNK', 'FAX_SERVICE')),
        id text not null,
        state text not null default 'ACTIVE',
        number_limit integer,
        mock boolean not null default false,
        toll_free_allowed boolean not null default false,
        primary key (project_id, kind, id)
    )
    """,
    # The connector has taken the job on and will report its end by itself.
    "alter table provisioning_job add accepted boolean not null default false",
    # The registry has let the job through, and its number counts against a campaign's limit.
    "alter table provisioning_job add admitted boolean not null default false",
    "create index provisioning_job_by_id on provisioning_job (job_id)",
    "create index number_of_campaign on number (project_id, campaign_id) where campaign_id <> ''",
    "create index number_expiry on number (expire_at) where state = 'ACTIVE' and expire_at is not null",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for statement in (
        "drop index number_expiry",
        "drop index number_of_campaign",
        "drop index provisioning_job_by_id",
        "alter table provisioning_job drop accepted, drop admitted",
        "drop table link_target",
        "alter table project drop strict_links",
        "drop table callback_attempt",
        "drop index event_first_due",
        "drop index event_due",
        "alter table event drop endpoint",
        "create index event_due on event (due_at) where due_at is not null",
    ):
        op.execute(statement)
