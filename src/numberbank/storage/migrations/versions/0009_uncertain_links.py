"""Links that an operator's system was asked for, and of which no answer is recorded."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.execute(
        """
        -- Without a reference to number: taking on a job must not wait for its number, whose lock comes first.
        create table uncertain_link (
            e164 bigint not null,
            kind text not null,
            job_id text not null,
            project_id text not null,
            primary key (e164, kind, job_id)
        )
        """
    )
    op.execute("create index uncertain_link_of_project on uncertain_link (project_id)")


def downgrade() -> None:
    op.execute("drop table uncertain_link")
