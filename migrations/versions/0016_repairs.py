"""Least-change repairs: what is proposed when a club cannot go on.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNDECIDED = sa.text("state IN ('draft', 'asked')")
LIVE = sa.text("state IN ('proposed', 'asked', 'agreed', 'without')")


def upgrade() -> None:
    op.create_table(
        "repair",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("section_id", KEY, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "asked",
                "applied",
                "dropped",
                name="repairstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("made_at", db.Moment(timezone=True), nullable=False),
        sa.Column("asked_at", db.Moment(timezone=True), nullable=True),
        sa.Column("ended_at", db.Moment(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state IN ('applied', 'dropped')) = (ended_at IS NOT NULL)",
            name=op.f("ck_repair_undecided_until_ended"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_repair_has_reason")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_repair_school_id")),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_repair_section_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repair")),
    )
    with op.batch_alter_table("repair", schema=None) as batch_op:
        batch_op.create_index(
            "uq_repair_undecided",
            ["school_id", "section_id"],
            unique=True,
            sqlite_where=UNDECIDED,
            postgresql_where=UNDECIDED,
        )

    op.create_table(
        "repair_move",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("repair_id", KEY, nullable=False),
        sa.Column("student_id", KEY, nullable=False),
        sa.Column("chain", KEY, nullable=False),
        sa.Column("position", KEY, nullable=False),
        sa.Column("from_section_id", KEY, nullable=False),
        sa.Column("to_section_id", KEY, nullable=True),
        sa.Column("holds_section_id", KEY, nullable=True),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "asked",
                "agreed",
                "declined",
                "expired",
                "released",
                "moved",
                "without",
                name="movestate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("answer_until", db.Moment(timezone=True), nullable=True),
        sa.Column("answered_at", db.Moment(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(to_section_id IS NULL) = (state = 'without')",
            name=op.f("ck_repair_move_without_a_section"),
        ),
        sa.CheckConstraint(
            "holds_section_id IS NULL OR (position = 0 AND state IN ('asked', 'agreed'))",
            name=op.f("ck_repair_move_holds_while_open"),
        ),
        sa.CheckConstraint(
            "state <> 'asked' OR answer_until IS NOT NULL", name=op.f("ck_repair_move_asked_until")
        ),
        sa.ForeignKeyConstraint(
            ["from_section_id"], ["section.id"], name=op.f("fk_repair_move_from_section_id")
        ),
        sa.ForeignKeyConstraint(
            ["holds_section_id"], ["section.id"], name=op.f("fk_repair_move_holds_section_id")
        ),
        sa.ForeignKeyConstraint(
            ["repair_id"], ["repair.id"], name=op.f("fk_repair_move_repair_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_repair_move_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["student.id"],
            name=op.f("fk_repair_move_student_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["to_section_id"], ["section.id"], name=op.f("fk_repair_move_to_section_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repair_move")),
    )
    with op.batch_alter_table("repair_move", schema=None) as batch_op:
        batch_op.create_index(
            "ix_repair_move_due", ["school_id", "state", "answer_until"], unique=False
        )
        batch_op.create_index("ix_repair_move_repair", ["school_id", "repair_id"], unique=False)
        batch_op.create_index("ix_repair_move_student", ["school_id", "student_id"], unique=False)
        batch_op.create_index(
            "uq_repair_move_live",
            ["school_id", "repair_id", "student_id", "from_section_id"],
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        )


def downgrade() -> None:
    with op.batch_alter_table("repair_move", schema=None) as batch_op:
        batch_op.drop_index("uq_repair_move_live", sqlite_where=LIVE, postgresql_where=LIVE)
        batch_op.drop_index("ix_repair_move_student")
        batch_op.drop_index("ix_repair_move_repair")
        batch_op.drop_index("ix_repair_move_due")

    op.drop_table("repair_move")
    with op.batch_alter_table("repair", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_repair_undecided", sqlite_where=UNDECIDED, postgresql_where=UNDECIDED
        )

    op.drop_table("repair")
