"""Answers that are kept under the caller's Idempotency-Key."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    create table idempotency_key (
        project_id text not null,
        path text not null,
        key text not null,
        -- SHA-256 of the request's body: another body under the same key is a mistake of the caller
        fingerprint bytea not null,
        status smallint not null,
        body text not null,
        created_at timestamptz not null,
        -- on the clock of the project, which a sandbox may move or stop, and on the machine's: it is kept until both
        expire_at timestamptz not null,
        kept_until timestamptz not null,
        primary key (project_id, key, path)
    )
    """,
    "create index idempotency_key_end on idempotency_key (kept_until)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("drop table idempotency_key")
