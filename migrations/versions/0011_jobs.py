"""Jobs for the worker.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("due_at", db.Moment(timezone=True), nullable=False),
        sa.Column("held_until", db.Moment(timezone=True), nullable=True),
        sa.Column("attempts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ended_at", db.Moment(timezone=True), nullable=True),
        sa.Column("fault", sa.String(), nullable=False),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_job_attempts_from_zero")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    op.create_index("ix_job_waiting", "job", ["ended_at", "due_at"])


def downgrade() -> None:
    op.drop_table("job")
