"""closed days.

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "open_item",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "not_over",
                "no_adult",
                "no_roll",
                "no_outcome",
                name="itemkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("object_id", KEY, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_open_item_has_reason")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_open_item_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_item")),
        sa.UniqueConstraint(
            "school_id",
            "day",
            "kind",
            "object_id",
            name=op.f("uq_open_item_school_id_day_kind_object_id"),
        ),
    )
    op.create_table(
        "day_correction",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("written_at", db.Moment(timezone=True), nullable=False),
        sa.Column("written_by_id", KEY, nullable=True),
        sa.CheckConstraint(
            "what <> '' AND reason <> ''", name=op.f("ck_day_correction_says_what_and_why")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_day_correction_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["account.id"],
            name=op.f("fk_day_correction_written_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_correction")),
    )
    with op.batch_alter_table("day_correction", schema=None) as batch_op:
        batch_op.create_index("ix_day_correction_day", ["school_id", "day"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("day_correction", schema=None) as batch_op:
        batch_op.drop_index("ix_day_correction_day")

    op.drop_table("day_correction")
    op.drop_table("open_item")
