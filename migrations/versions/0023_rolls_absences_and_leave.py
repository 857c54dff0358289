"""rolls, absences and leave.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "attendance_rule",
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("grace_minutes", KEY, nullable=False),
        sa.Column("alarm_minutes", KEY, nullable=False),
        sa.Column("confirms_leave", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "alarm_minutes BETWEEN 1 AND 30", name=op.f("ck_attendance_rule_alarm_of_minutes")
        ),
        sa.CheckConstraint(
            "grace_minutes BETWEEN 0 AND 30", name=op.f("ck_attendance_rule_grace_of_minutes")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_attendance_rule_school_id")
        ),
        sa.PrimaryKeyConstraint("school_id", name=op.f("pk_attendance_rule")),
    )
    op.create_table(
        "closed_day",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("closed_at", db.Moment(timezone=True), nullable=False),
        sa.Column("closed_by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["closed_by_id"],
            ["account.id"],
            name=op.f("fk_closed_day_closed_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_closed_day_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_day")),
        sa.UniqueConstraint("school_id", "day", name=op.f("uq_closed_day_school_id_day")),
    )
    op.create_table(
        "care_note",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("student_id", KEY, nullable=False),
        sa.Column("instruction", sa.String(), nullable=False),
        sa.Column("written_by_id", KEY, nullable=True),
        sa.Column("written_at", db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("instruction <> ''", name=op.f("ck_care_note_says_something")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_care_note_school_id")),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_care_note_student_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["account.id"],
            name=op.f("fk_care_note_written_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_note")),
        sa.UniqueConstraint(
            "school_id", "student_id", name=op.f("uq_care_note_school_id_student_id")
        ),
    )
    op.create_table(
        "adult_presence",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("meeting_id", KEY, nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("came_at", db.Moment(timezone=True), nullable=False),
        sa.Column("left_at", db.Moment(timezone=True), nullable=True),
        sa.CheckConstraint(
            "left_at IS NULL OR left_at >= came_at", name=op.f("ck_adult_presence_left_after_came")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_adult_presence_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_adult_presence_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_adult_presence_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adult_presence")),
        sa.UniqueConstraint(
            "school_id",
            "meeting_id",
            "account_id",
            name=op.f("uq_adult_presence_school_id_meeting_id_account_id"),
        ),
    )
    op.create_table(
        "leave_request",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("student_id", KEY, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("meeting_id", KEY, nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "approved",
                "declined",
                "withdrawn",
                name="leavestate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_by_id", KEY, nullable=True),
        sa.Column("asked_at", db.Moment(timezone=True), nullable=False),
        sa.Column("decided_by_id", KEY, nullable=True),
        sa.Column("decided_at", db.Moment(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_leave_request_days_in_order")),
        sa.CheckConstraint(
            "meeting_id IS NULL OR first_day = last_day",
            name=op.f("ck_leave_request_meeting_on_one_day"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["account.id"],
            name=op.f("fk_leave_request_asked_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["account.id"],
            name=op.f("fk_leave_request_decided_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_leave_request_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_leave_request_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["student.id"],
            name=op.f("fk_leave_request_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave_request")),
    )
    with op.batch_alter_table("leave_request", schema=None) as batch_op:
        batch_op.create_index(
            "ix_leave_request_state", ["school_id", "state", "first_day"], unique=False
        )
        batch_op.create_index(
            "ix_leave_request_student", ["school_id", "student_id", "last_day"], unique=False
        )

    op.create_table(
        "roll",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("meeting_id", KEY, nullable=False),
        sa.Column("begun_at", db.Moment(timezone=True), nullable=False),
        sa.Column("handed_in_at", db.Moment(timezone=True), nullable=True),
        sa.Column("handed_in_by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["handed_in_by_id"],
            ["account.id"],
            name=op.f("fk_roll_handed_in_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_roll_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_roll_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll")),
        sa.UniqueConstraint("school_id", "meeting_id", name=op.f("uq_roll_school_id_meeting_id")),
    )
    op.create_table(
        "absence",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("roll_id", KEY, nullable=False),
        sa.Column("student_id", KEY, nullable=False),
        sa.Column("opened_at", db.Moment(timezone=True), nullable=False),
        sa.Column("told_at", db.Moment(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "came",
                "on_leave",
                "sick",
                "collected",
                "found",
                "other",
                name="outcome",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("settled_at", db.Moment(timezone=True), nullable=True),
        sa.Column("settled_by_id", KEY, nullable=True),
        sa.CheckConstraint(
            "outcome <> 'other' OR note <> ''", name=op.f("ck_absence_other_needs_note")
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (settled_at IS NULL)", name=op.f("ck_absence_settled_with_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["roll_id"], ["roll.id"], name=op.f("fk_absence_roll_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_absence_school_id")),
        sa.ForeignKeyConstraint(
            ["settled_by_id"],
            ["account.id"],
            name=op.f("fk_absence_settled_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_absence_student_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sa.UniqueConstraint(
            "school_id",
            "roll_id",
            "student_id",
            name=op.f("uq_absence_school_id_roll_id_student_id"),
        ),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(
            "ix_absence_open", ["school_id", "settled_at", "opened_at"], unique=False
        )

    op.create_table(
        "mark",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("roll_id", KEY, nullable=False),
        sa.Column("student_id", KEY, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "present",
                "late",
                "leave",
                "absent",
                "left_early",
                name="markstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_tapped", sa.Boolean(), nullable=False),
        sa.Column("at", db.Moment(timezone=True), nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_mark_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["roll_id"], ["roll.id"], name=op.f("fk_mark_roll_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_mark_school_id")),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_mark_student_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
        sa.UniqueConstraint(
            "school_id", "roll_id", "student_id", name=op.f("uq_mark_school_id_roll_id_student_id")
        ),
    )
    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.create_index("ix_mark_student", ["school_id", "student_id"], unique=False)

    op.create_table(
        "mark_entry",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("roll_id", KEY, nullable=False),
        sa.Column("student_id", KEY, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "present",
                "late",
                "leave",
                "absent",
                "left_early",
                name="markstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", db.Moment(timezone=True), nullable=False),
        sa.Column("received_at", db.Moment(timezone=True), nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_mark_entry_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["roll_id"], ["roll.id"], name=op.f("fk_mark_entry_roll_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_mark_entry_school_id")),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["student.id"],
            name=op.f("fk_mark_entry_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_entry")),
        sa.UniqueConstraint("school_id", "key", name=op.f("uq_mark_entry_school_id_key")),
    )
    with op.batch_alter_table("mark_entry", schema=None) as batch_op:
        batch_op.create_index(
            "ix_mark_entry_roll", ["school_id", "roll_id", "student_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("mark_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_mark_entry_roll")

    op.drop_table("mark_entry")
    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.drop_index("ix_mark_student")

    op.drop_table("mark")
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_index("ix_absence_open")

    op.drop_table("absence")
    op.drop_table("roll")
    with op.batch_alter_table("leave_request", schema=None) as batch_op:
        batch_op.drop_index("ix_leave_request_student")
        batch_op.drop_index("ix_leave_request_state")

    op.drop_table("leave_request")
    op.drop_table("adult_presence")
    op.drop_table("care_note")
    op.drop_table("closed_day")
    op.drop_table("attendance_rule")
