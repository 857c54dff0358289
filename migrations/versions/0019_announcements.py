"""Announcements.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "announcement",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("sender_id", KEY, nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sent_at", db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_announcement_has_text")),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_announcement_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["sender_id"],
            ["account.id"],
            name=op.f("fk_announcement_sender_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
        sa.UniqueConstraint("school_id", "key", name=op.f("uq_announcement_school_id_key")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("announcement_id", KEY, nullable=True))
        batch_op.create_index(
            batch_op.f("ix_message_announcement_id"), ["announcement_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_message_announcement_id"),
            "announcement",
            ["announcement_id"],
            ["id"],
            ondelete="CASCADE",
        )


def downgrade() -> None:
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_message_announcement_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_message_announcement_id"))
        batch_op.drop_column("announcement_id")

    op.drop_table("announcement")
