"""Private calendar addresses; meetings count their changes.

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revision", KEY, nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("revised_at", db.Moment(timezone=True), nullable=True))
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.alter_column("revision", server_default=None, existing_type=KEY)
    op.create_table(
        "calendar_feed",
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("made_at", db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_calendar_feed_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_calendar_feed_school_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_feed_school_id"), ["school_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_feed_school_id"))
    op.drop_table("calendar_feed")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_column("revised_at")
        batch_op.drop_column("revision")
