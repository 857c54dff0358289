"""Suggestions and complaints.

Revision ID: 0042
Revises: 0041
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "complaint",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "conduct",
                "safety",
                "forced",
                "lessons",
                "fees",
                "other",
                name="category",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("about_id", KEY, nullable=True),
        sa.Column("sender_id", KEY, nullable=True),
        sa.Column("sent_at", db.Moment(timezone=True), nullable=False),
        sa.Column("acknowledged_at", db.Moment(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("closed_at", db.Moment(timezone=True), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(outcome = '') = (closed_at IS NULL)", name=op.f("ck_complaint_closed_with_outcome")
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_complaint_says_something")),
        sa.ForeignKeyConstraint(
            ["about_id"], ["account.id"], name=op.f("fk_complaint_about_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_complaint_school_id")),
        sa.ForeignKeyConstraint(
            ["sender_id"], ["account.id"], name=op.f("fk_complaint_sender_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
    )
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.create_index("ix_complaint_open", ["school_id", "closed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_sender_id"), ["sender_id"], unique=False)

    op.create_table(
        "complaint_reader",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_complaint_reader_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_complaint_reader_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_reader")),
        sa.UniqueConstraint(
            "school_id", "account_id", name=op.f("uq_complaint_reader_school_id_account_id")
        ),
    )
    op.create_table(
        "suggestion",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("sender_id", KEY, nullable=True),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("owner_id", KEY, nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("is_mixed", sa.Boolean(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(answer = '') = (answered_on IS NULL)", name=op.f("ck_suggestion_answered_when")
        ),
        sa.CheckConstraint(
            "(sender_id IS NULL) OR code_hash = ''", name=op.f("ck_suggestion_author_or_code")
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_suggestion_says_something")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["account.id"], name=op.f("fk_suggestion_owner_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_suggestion_school_id")),
        sa.ForeignKeyConstraint(
            ["sender_id"], ["account.id"], name=op.f("fk_suggestion_sender_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
    )
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.create_index("ix_suggestion_code", ["school_id", "code_hash"], unique=False)
        batch_op.create_index(
            "ix_suggestion_due", ["school_id", "answered_on", "due_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_suggestion_sender_id"), ["sender_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_suggestion_sender_id"))
        batch_op.drop_index("ix_suggestion_due")
        batch_op.drop_index("ix_suggestion_code")

    op.drop_table("suggestion")
    op.drop_table("complaint_reader")
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_complaint_sender_id"))
        batch_op.drop_index("ix_complaint_open")

    op.drop_table("complaint")
