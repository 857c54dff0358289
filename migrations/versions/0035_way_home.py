"""Way home.

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "gate_entry",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("came_at", db.Moment(timezone=True), nullable=False),
        sa.Column("left_at", db.Moment(timezone=True), nullable=True),
        sa.Column("by_id", KEY, nullable=True),
        sa.CheckConstraint(
            "name <> '' AND purpose <> ''", name=op.f("ck_gate_entry_says_who_and_why")
        ),
        sa.CheckConstraint(
            "left_at IS NULL OR left_at >= came_at", name=op.f("ck_gate_entry_left_after_came")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_gate_entry_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_gate_entry_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_entry")),
    )
    with op.batch_alter_table("gate_entry", schema=None) as batch_op:
        batch_op.create_index("ix_gate_entry_day", ["school_id", "day"], unique=False)

    op.create_table(
        "late_call",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("student_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", db.Moment(timezone=True), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_late_call_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_late_call_school_id")),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_late_call_student_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_call")),
    )
    with op.batch_alter_table("late_call", schema=None) as batch_op:
        batch_op.create_index("ix_late_call_day", ["school_id", "day", "student_id"], unique=False)

    op.create_table(
        "nurse_visit",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("student_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("since", db.Moment(timezone=True), nullable=False),
        sa.Column("until", db.Moment(timezone=True), nullable=True),
        sa.Column("sent_by_id", KEY, nullable=True),
        sa.CheckConstraint(
            "until IS NULL OR until >= since", name=op.f("ck_nurse_visit_until_after_since")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_nurse_visit_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"],
            ["account.id"],
            name=op.f("fk_nurse_visit_sent_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["student.id"],
            name=op.f("fk_nurse_visit_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nurse_visit")),
    )
    with op.batch_alter_table("nurse_visit", schema=None) as batch_op:
        batch_op.create_index(
            "ix_nurse_visit_day", ["school_id", "day", "student_id"], unique=False
        )
        batch_op.create_index(
            "uq_nurse_visit_open",
            ["school_id", "student_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "handover",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("meeting_id", KEY, nullable=False),
        sa.Column("brought", KEY, nullable=False),
        sa.Column("brought_at", db.Moment(timezone=True), nullable=False),
        sa.Column("brought_by_id", KEY, nullable=True),
        sa.Column("counted", KEY, nullable=True),
        sa.Column("confirmed_at", db.Moment(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", KEY, nullable=True),
        sa.CheckConstraint("brought >= 0", name=op.f("ck_handover_brought_not_negative")),
        sa.CheckConstraint(
            "confirmed_at IS NULL OR counted = brought", name=op.f("ck_handover_counts_agree")
        ),
        sa.CheckConstraint(
            "counted IS NULL OR counted >= 0", name=op.f("ck_handover_counted_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["brought_by_id"],
            ["account.id"],
            name=op.f("fk_handover_brought_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["account.id"],
            name=op.f("fk_handover_confirmed_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_handover_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_handover_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint(
            "school_id", "meeting_id", name=op.f("uq_handover_school_id_meeting_id")
        ),
    )
    op.create_table(
        "release",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("student_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", db.Moment(timezone=True), nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "wave",
                "collected",
                "alone",
                "early",
                name="releaseway",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("collector", sa.String(), nullable=False),
        sa.Column("meeting_id", KEY, nullable=True),
        sa.Column("by_id", KEY, nullable=True),
        sa.CheckConstraint(
            "way NOT IN ('early', 'collected') OR collector <> ''",
            name=op.f("ck_release_collected_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_release_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_release_meeting_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_release_school_id")),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_release_student_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint(
            "school_id", "day", "student_id", name=op.f("uq_release_school_id_day_student_id")
        ),
    )
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_release_student_id"), ["student_id"], unique=False)

    op.create_table(
        "staying",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("handover_id", KEY, nullable=False),
        sa.Column("student_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["handover_id"],
            ["handover.id"],
            name=op.f("fk_staying_handover_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_staying_school_id")),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_staying_student_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staying")),
        sa.UniqueConstraint(
            "school_id",
            "handover_id",
            "student_id",
            name=op.f("uq_staying_school_id_handover_id_student_id"),
        ),
    )
    with op.batch_alter_table("staying", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staying_student_id"), ["student_id"], unique=False)

    with op.batch_alter_table("attendance_rule", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("counts_at_gate", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("late_minutes", KEY, nullable=False, server_default="15"))
    with op.batch_alter_table("attendance_rule", schema=None) as batch_op:
        batch_op.alter_column("counts_at_gate", server_default=None)
        batch_op.alter_column("late_minutes", server_default=None)
        batch_op.create_check_constraint(
            op.f("ck_attendance_rule_late_of_minutes"), "late_minutes BETWEEN 0 AND 120"
        )


def downgrade() -> None:
    with op.batch_alter_table("attendance_rule", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_attendance_rule_late_of_minutes"), type_="check")
        batch_op.drop_column("late_minutes")
        batch_op.drop_column("counts_at_gate")

    with op.batch_alter_table("staying", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staying_student_id"))

    op.drop_table("staying")
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_release_student_id"))

    op.drop_table("release")
    op.drop_table("handover")
    with op.batch_alter_table("nurse_visit", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_nurse_visit_open",
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.drop_index("ix_nurse_visit_day")

    op.drop_table("nurse_visit")
    with op.batch_alter_table("late_call", schema=None) as batch_op:
        batch_op.drop_index("ix_late_call_day")

    op.drop_table("late_call")
    with op.batch_alter_table("gate_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_gate_entry_day")

    op.drop_table("gate_entry")
