"""Projects, keys, number blocks, held numbers, provisioning jobs and events."""

from alembic import op

revision = "0001"
down_revision = None


STATEMENTS = (
    """
    create table project (
        id text primary key,
        display_name text not null default '',
        hmac_secret text not null default '',
        created_at timestamptz not null
    )
    """,
    """
    create table access_key (
        id text primary key,
        project_id text not null references project (id),
        display_name text not null default '',
        secret_hash bytea not null,
        created_at timestamptz not null,
        revoked_at timestamptz
    )
    """,
    """
    create index access_key_of_project on access_key (project_id)
    """,
    """
    -- Keys of the installation itself, for example the one that signs access tokens.
    create table server_secret (
        name text primary key,
        value bytea not null
    )
    """,
    """
    create table number_block (
        id bigint generated always as identity primary key,
        prefix text collate "C" not null,
        free_digits smallint not null check (free_digits between 0 and 4),
        first bigint not null,
        last bigint not null,
        region text not null,
        type text not null check (type in ('MOBILE', 'LOCAL', 'TOLL_FREE')),
        capabilities text[] not null,
        setup_price numeric(12, 4) not null,
        monthly_price numeric(12, 4) not null,
        currency text not null,
        interval_months smallint not null check (interval_months between 1 and 120),
        documents_required boolean not null,
        provider text not null default '',
        aging_days smallint not null default 30,
        -- Where the block stands in the walk of a search, which starts at a random place.
        shuffle double precision not null,
        constraint number_block_no_overlap exclude using gist (int8range(first, last, '[]') with &&)
    )
    """,
    """
    create index number_block_walk on number_block (region, type, shuffle)
    """,
    """
    create index number_block_prefix on number_block (region, type, prefix)
    """,
    """
    -- One row per number that somebody holds; a number without a row is available. No foreign keys on the tables
    -- of the hot path: they would lock the project's row in every rent, and projects are never deleted.
    create table number (
        e164 bigint primary key,
        project_id text not null,
        state text not null check (state in ('RESERVED', 'ACTIVE', 'AGING')),
        region text not null,
        type text not null,
        capabilities text[] not null,
        price numeric(12, 4) not null,
        currency text not null,
        interval_months smallint not null,
        aging_days smallint not null,
        display_name text not null default '',
        callback_url text not null default '',
        service_plan_id text not null default '',
        campaign_id text not null default '',
        voice_type text not null default 'RTC' check (voice_type in ('RTC', 'EST', 'FAX')),
        voice_id text not null default '',
        rented_at timestamptz not null,
        next_charge_at timestamptz not null,
        expire_at timestamptz
    )
    """,
    """
    create index number_of_project on number (project_id, e164) where state = 'ACTIVE'
    """,
    """
    create index number_of_project_by_name on number (project_id, display_name collate "C", e164)
        where state = 'ACTIVE'
    """,
    """
    -- At most one job per number and kind. due_at is null while the job waits for its partner or has failed.
    create table provisioning_job (
        e164 bigint not null,
        kind text not null check (kind in ('SMS_PLATFORM', 'CAMPAIGN', 'VOICE_PLATFORM')),
        job_id text not null,
        project_id text not null,
        action text not null check (action in ('LINK', 'UNLINK')),
        target text not null,
        voice_type text not null,
        status text not null check (status in ('WAITING', 'IN_PROGRESS', 'FAILED')),
        error_codes text[] not null default '{}',
        attempts integer not null default 0,
        updated_at timestamptz not null,
        due_at timestamptz,
        primary key (e164, kind)
    )
    """,
    """
    create index provisioning_job_due on provisioning_job (due_at) where due_at is not null
    """,
    """
    -- What a project is to be told, as the exact bytes to send; due_at is null once that is settled.
    create table event (
        id text primary key,
        project_id text not null,
        resource_id text not null,
        url text not null,
        body bytea not null,
        created_at timestamptz not null,
        attempts integer not null default 0,
        due_at timestamptz,
        delivered_at timestamptz
    )
    """,
    """
    create index event_due on event (due_at) where due_at is not null
    """,
    """
    create index event_of_project on event (project_id, created_at)
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("drop table event, provisioning_job, number, number_block, server_secret, access_key, project")
