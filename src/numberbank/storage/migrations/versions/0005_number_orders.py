"""Number orders with their registrations, attachments and logs, what countries require, and stored documents."""

from alembic import op

revision = "0005"
down_revision = "0004"

STATEMENTS = (
    # Null configuration columns were not sent. `requirements` is the set that held when the order was made, and
    # `registration` the customer's own JSON: text, not jsonb, so that it comes back as it came.
    """
    create table number_order (
        id text primary key,
        project_id text not null,
        region text not null,
        number_type text not null check (number_type in ('MOBILE', 'LOCAL', 'TOLL_FREE')),
        state text not null
            check (state in ('CREATED', 'IN_REVIEW', 'BLOCKED', 'COMPLETED', 'REJECTED', 'EXPIRED')),
        service_plan_id text,
        campaign_id text,
        voice_type text,
        voice_id text,
        callback_url text not null,
        requirements text,
        registration text,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        expire_at timestamptz,
        -- When a reviewer that is no person decides, when KYC data is to be deleted, and when it was.
        review_at timestamptz,
        purge_at timestamptz,
        purged_at timestamptz
    )
    """,
    "create index number_order_of_project on number_order (project_id, created_at, id)",
    "create index number_order_queue on number_order (state, created_at, id)",
    """
    create index number_order_expiry on number_order (expire_at)
        where state in ('CREATED', 'BLOCKED') and expire_at is not null
    """,
    "create index number_order_review on number_order (review_at) where review_at is not null",
    "create index number_order_purge on number_order (purge_at) where purge_at is not null",
    """
    create table number_order_item (
        order_id text not null references number_order (id) on delete cascade,
        e164 bigint not null,
        project_id text not null,
        setup_price numeric(12, 4) not null,
        monthly_price numeric(12, 4) not null,
        currency text not null,
        interval_months smallint not null,
        capabilities text[] not null,
        primary key (order_id, e164)
    )
    """,
    "create index number_order_item_of_number on number_order_item (e164)",
    """
    create table number_order_log (
        order_id text not null references number_order (id) on delete cascade,
        project_id text not null,
        created_at timestamptz not null,
        message text not null,
        primary key (order_id, created_at, message)
    )
    """,
    """
    create table number_order_attachment (
        order_id text not null references number_order (id) on delete cascade,
        attachment_id text not null,
        project_id text not null,
        file_name text not null,
        mime_type text not null,
        document_type text,
        size bigint not null,
        document_id text not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        primary key (order_id, attachment_id)
    )
    """,
    # What is in the document store. One with due_at is to be deleted then: because it is not needed any more, or
    # because nobody has said that its upload was recorded.
    """
    create table document (
        id text primary key,
        project_id text not null,
        due_at timestamptz
    )
    """,
    "create index document_due on document (due_at) where due_at is not null",
    # The operator's own sets, in place of those that come with the program; null where nothing is asked.
    """
    create table number_requirement (
        region text not null,
        number_type text not null check (number_type in ('MOBILE', 'LOCAL', 'TOLL_FREE')),
        definition text,
        primary key (region, number_type)
    )
    """,
    # The order that a number is, or was, reserved for.
    "alter table number add order_id text",
    "create index number_of_order on number (order_id) where order_id is not null",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for statement in (
        "delete from number where state = 'RESERVED'",
        "drop index number_of_order",
        "alter table number drop order_id",
        "drop table number_requirement, document, number_order_attachment, number_order_log, number_order_item,"
        " number_order",
    ):
        op.execute(statement)
