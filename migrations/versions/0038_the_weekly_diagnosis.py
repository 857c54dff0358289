"""The weekly diagnosis.

Revision ID: 0038
Revises: 0037
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "diagnosis",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("term_id", KEY, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("section_id", KEY, nullable=True),
        sa.Column("homeroom_id", KEY, nullable=True),
        sa.Column("drafted_at", db.Moment(timezone=True), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("cause_by_id", KEY, nullable=True),
        sa.Column("published_at", db.Moment(timezone=True), nullable=True),
        sa.Column("published_by_id", KEY, nullable=True),
        sa.CheckConstraint(
            "(section_id IS NULL) <> (homeroom_id IS NULL)", name=op.f("ck_diagnosis_of_one")
        ),
        sa.ForeignKeyConstraint(
            ["cause_by_id"],
            ["account.id"],
            name=op.f("fk_diagnosis_cause_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["homeroom_id"],
            ["homeroom.id"],
            name=op.f("fk_diagnosis_homeroom_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"],
            ["account.id"],
            name=op.f("fk_diagnosis_published_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_diagnosis_school_id")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_diagnosis_section_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_diagnosis_term_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diagnosis")),
        sa.UniqueConstraint(
            "school_id", "week", "homeroom_id", name=op.f("uq_diagnosis_school_id_week_homeroom_id")
        ),
        sa.UniqueConstraint(
            "school_id", "week", "section_id", name=op.f("uq_diagnosis_school_id_week_section_id")
        ),
    )
    with op.batch_alter_table("diagnosis", schema=None) as batch_op:
        batch_op.create_index(
            "ix_diagnosis_homeroom", ["school_id", "homeroom_id", "week"], unique=False
        )
        batch_op.create_index(
            "ix_diagnosis_section", ["school_id", "section_id", "week"], unique=False
        )

    op.create_table(
        "diagnosis_comment",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("diagnosis_id", KEY, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", db.Moment(timezone=True), nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_diagnosis_comment_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["diagnosis_id"],
            ["diagnosis.id"],
            name=op.f("fk_diagnosis_comment_diagnosis_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_diagnosis_comment_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diagnosis_comment")),
    )
    with op.batch_alter_table("diagnosis_comment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_diagnosis_comment_diagnosis", ["school_id", "diagnosis_id"], unique=False
        )

    op.create_table(
        "diagnosis_line",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("diagnosis_id", KEY, nullable=False),
        sa.Column(
            "measure",
            sa.Enum(
                "came",
                "late",
                "on_leave",
                "held",
                "unsettled",
                "away",
                "left",
                "joined",
                "incidents",
                "late_pickups",
                "score",
                "found",
                "repeated",
                "overdue",
                "put_right",
                "praised",
                "content",
                name="measure",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("value", KEY, nullable=False),
        sa.Column("of_all", KEY, nullable=False),
        sa.Column("usual_value", KEY, nullable=False),
        sa.Column("usual_of", KEY, nullable=False),
        sa.Column("median", sa.Double(), nullable=True),
        sa.Column(
            "outlook",
            sa.Enum("usual", "worse", "better", name="outlook", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("detail_en", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["diagnosis_id"],
            ["diagnosis.id"],
            name=op.f("fk_diagnosis_line_diagnosis_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_diagnosis_line_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diagnosis_line")),
        sa.UniqueConstraint(
            "school_id",
            "diagnosis_id",
            "measure",
            name=op.f("uq_diagnosis_line_school_id_diagnosis_id_measure"),
        ),
    )
    op.create_table(
        "promise",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("diagnosis_id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_promise_action_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["diagnosis_id"],
            ["diagnosis.id"],
            name=op.f("fk_promise_diagnosis_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_promise_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
        sa.UniqueConstraint("school_id", "action_id", name=op.f("uq_promise_school_id_action_id")),
    )
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.create_index("ix_promise_diagnosis", ["school_id", "diagnosis_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.drop_index("ix_promise_diagnosis")

    op.drop_table("promise")
    op.drop_table("diagnosis_line")
    with op.batch_alter_table("diagnosis_comment", schema=None) as batch_op:
        batch_op.drop_index("ix_diagnosis_comment_diagnosis")

    op.drop_table("diagnosis_comment")
    with op.batch_alter_table("diagnosis", schema=None) as batch_op:
        batch_op.drop_index("ix_diagnosis_section")
        batch_op.drop_index("ix_diagnosis_homeroom")

    op.drop_table("diagnosis")
