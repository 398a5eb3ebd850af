"""Imported numbers, hosting orders, qualified numbers, voice challenges, and mail that is to be sent."""

from alembic import op

revision = "0006"
down_revision = "0005"

STATEMENTS = (
    # An imported number is a row of `number` too: its primary key is what keeps a number from being held twice, by
    # whatever road. HOSTING: an order works on it; IMPORT_ENDED: given up, and its links are still being removed.
    "alter table number drop constraint number_state_check",
    """
    alter table number add constraint number_state_check
        check (state in ('RESERVED', 'ACTIVE', 'AGING', 'HOSTING', 'IMPORTED', 'IMPORT_ENDED'))
    """,
    # Only a number that is rented has a price and a period.
    """
    alter table number alter price drop not null, alter currency drop not null, alter interval_months drop not null,
        alter aging_days drop not null, alter rented_at drop not null, alter next_charge_at drop not null
    """,
    """
    alter table number add constraint number_terms check (
        state in ('HOSTING', 'IMPORTED', 'IMPORT_ENDED')
        or (price is not null and currency is not null and interval_months is not null and aging_days is not null
            and rented_at is not null and next_charge_at is not null)
    )
    """,
    """
    -- What the number's owner asked for; what stands is in `number`, what is on the way in `provisioning_job`.
    create table imported_number (
        e164 bigint primary key,
        project_id text not null,
        service_plan_id text not null,
        campaign_id text not null,
        migrate_to_sinch_tmo boolean not null,
        created_at timestamptz not null,
        updated_at timestamptz not null
    )
    """,
    "create index imported_number_of_project on imported_number (project_id, created_at, e164)",
    """
    -- The last link or unlink of each kind that was made, since its job is gone.
    create table imported_link (
        e164 bigint not null,
        kind text not null check (kind in ('SMS_PLATFORM', 'CAMPAIGN')),
        project_id text not null,
        action text not null check (action in ('LINK', 'UNLINK')),
        target text not null,
        updated_at timestamptz not null,
        primary key (e164, kind)
    )
    """,
    """
    create table hosting_order (
        id text primary key,
        project_id text not null,
        display_name text not null,
        region text not null,
        type text not null check (type in ('IMPORT', 'TYPE_TEXT_ENABLE')),
        state text not null check (state in (
            'DRAFT', 'SUBMITTED', 'WAITING_FOR_LOA_SIGNATURE', 'IN_PROGRESS', 'COMPLETED', 'REJECTED'
        )),
        toll_free boolean not null,
        service_plan_id text not null,
        campaign_id text not null,
        migrate_to_sinch_tmo boolean not null,
        nnid text not null,
        callback_url text not null,
        -- When the routing entries are to be changed; null for at once.
        scheduled_at timestamptz,
        loa_kind text check (loa_kind in ('DIRECT', 'RESELLER', 'BLANKET')),
        loa jsonb,
        signer text,
        signed_at timestamptz,
        rejection text not null default '',
        created_at timestamptz not null,
        updated_at timestamptz not null,
        due_at timestamptz
    )
    """,
    "create index hosting_order_of_project on hosting_order (project_id, created_at, id)",
    "create index hosting_order_due on hosting_order (due_at) where due_at is not null",
    """
    create table hosting_order_number (
        order_id text not null,
        e164 bigint not null,
        project_id text not null,
        osr_state text not null,
        platform_state text not null,
        campaign_state text not null,
        failure_code text,
        -- The registry has taken the change on, and a person reports its end.
        accepted boolean not null default false,
        attempts integer not null default 0,
        ended_at timestamptz,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        due_at timestamptz,
        primary key (order_id, e164)
    )
    """,
    "create index hosting_order_number_by_number on hosting_order_number (e164) where ended_at is null",
    "create index hosting_order_number_due on hosting_order_number (due_at) where due_at is not null",
    """
    create table qualified_number (
        project_id text not null,
        e164 bigint not null,
        region text not null,
        type text not null,
        state text not null,
        osr_status text not null,
        osr_error text not null default '',
        ownership_status text not null,
        ownership_error text not null default '',
        hosted_status smallint not null default 0 check (hosted_status between 0 and 2),
        hosted_error text not null default '',
        accepted boolean not null default false,
        attempts integer not null default 0,
        wrong_codes integer not null default 0,
        calls integer not null default 0,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        due_at timestamptz,
        primary key (project_id, e164)
    )
    """,
    "create index qualified_number_in_order on qualified_number (project_id, created_at, e164)",
    "create index qualified_number_due on qualified_number (due_at) where due_at is not null",
    """
    -- The code that a call reads out; gone once it was used, replaced or too old.
    create table voice_challenge (
        project_id text not null,
        e164 bigint not null,
        id text not null,
        code text not null,
        expires_at timestamptz not null,
        attempts integer not null default 0,
        call_at timestamptz,
        primary key (project_id, e164)
    )
    """,
    "create index voice_challenge_call on voice_challenge (call_at) where call_at is not null",
    "create index voice_challenge_expiry on voice_challenge (expires_at)",
    """
    create table outbox_mail (
        id text primary key,
        project_id text not null,
        recipient text not null,
        subject text not null,
        body text not null,
        attachment_name text not null,
        attachment bytea not null,
        created_at timestamptz not null,
        attempts integer not null default 0,
        last_problem text not null default '',
        sent_at timestamptz,
        due_at timestamptz
    )
    """,
    "create index outbox_mail_in_order on outbox_mail (created_at, id)",
    "create index outbox_mail_due on outbox_mail (due_at) where due_at is not null",
    # The imported numbers' API has a secret of its own, and an event says which one signs it.
    "alter table project add imported_hmac_secret text not null default ''",
    "alter table event add api text not null default 'NUMBERS' check (api in ('NUMBERS', 'IMPORTED_NUMBERS'))",
    # How many numbers one importNumbers may bring, and whether orders may rest on a blanket LOA.
    "alter table project add import_limit integer not null default 5",
    "alter table project add blanket_loa boolean not null default false",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Imported numbers are lost, as they have no place in the older schema."""
    for statement in (
        "alter table project drop blanket_loa, drop import_limit",
        "alter table event drop api",
        "alter table project drop imported_hmac_secret",
        "drop table outbox_mail, voice_challenge, qualified_number, hosting_order_number, hosting_order",
        "drop table imported_link, imported_number",
        "delete from provisioning_job where e164 in (select e164 from number where price is null)",
        "delete from number where price is null",
        "alter table number drop constraint number_terms, drop constraint number_state_check",
        "alter table number add constraint number_state_check check (state in ('RESERVED', 'ACTIVE', 'AGING'))",
        """
        alter table number alter price set not null, alter currency set not null, alter interval_months set not null,
            alter aging_days set not null, alter rented_at set not null, alter next_charge_at set not null
        """,
    ):
        op.execute(statement)
