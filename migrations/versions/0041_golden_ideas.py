"""Golden ideas.

Revision ID: 0041
Revises: 0040
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "idea",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("shared_at", db.Moment(timezone=True), nullable=False),
        sa.Column("shared_by_id", KEY, nullable=True),
        sa.CheckConstraint("title <> '' AND text <> ''", name=op.f("ck_idea_says_what_and_how")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_idea_school_id")),
        sa.ForeignKeyConstraint(
            ["shared_by_id"], ["account.id"], name=op.f("fk_idea_shared_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea")),
    )
    with op.batch_alter_table("idea", schema=None) as batch_op:
        batch_op.create_index("ix_idea_shared", ["school_id", "shared_at"], unique=False)

    op.create_table(
        "idea_use",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("idea_id", KEY, nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("at", db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_idea_use_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_idea_use_idea_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_idea_use_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_use")),
        sa.UniqueConstraint(
            "school_id",
            "idea_id",
            "account_id",
            name=op.f("uq_idea_use_school_id_idea_id_account_id"),
        ),
    )


def downgrade() -> None:
    op.drop_table("idea_use")
    with op.batch_alter_table("idea", schema=None) as batch_op:
        batch_op.drop_index("ix_idea_shared")

    op.drop_table("idea")
