"""Dated meetings and the adults at them.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("section_id", KEY, nullable=False),
        sa.Column("slot_id", KEY, nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("ends_at", sa.Time(), nullable=False),
        sa.Column("room_id", KEY, nullable=True),
        sa.Column(
            "state",
            sa.Enum("planned", "cancelled", name="meetingstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("is_by_hand", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("alarmed_at", db.Moment(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state <> 'cancelled' OR reason <> ''", name=op.f("ck_meeting_cancelled_needs_reason")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meeting_ends_after_start")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_meeting_room_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_meeting_school_id")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_meeting_section_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_meeting_slot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint(
            "school_id",
            "section_id",
            "planned_on",
            "slot_id",
            name=op.f("uq_meeting_school_id_section_id_planned_on_slot_id"),
        ),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_day", ["school_id", "day", "starts_at"], unique=False)
        batch_op.create_index("ix_meeting_room", ["school_id", "room_id", "day"], unique=False)

    op.create_table(
        "meeting_adult",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("meeting_id", KEY, nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        sa.Column("is_away", sa.Boolean(), nullable=False),
        sa.Column("away_reason", sa.String(), nullable=False),
        sa.Column("covers_id", KEY, nullable=True),
        sa.CheckConstraint(
            "NOT is_away OR away_reason <> ''", name=op.f("ck_meeting_adult_away_needs_reason")
        ),
        sa.CheckConstraint(
            "covers_id IS NULL OR covers_id <> account_id",
            name=op.f("ck_meeting_adult_covers_another"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_meeting_adult_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["covers_id"],
            ["account.id"],
            name=op.f("fk_meeting_adult_covers_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_meeting_adult_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_meeting_adult_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_adult")),
        sa.UniqueConstraint(
            "school_id",
            "meeting_id",
            "account_id",
            name=op.f("uq_meeting_adult_school_id_meeting_id_account_id"),
        ),
    )
    with op.batch_alter_table("meeting_adult", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_adult_account", ["school_id", "account_id"], unique=False)
        batch_op.create_index("ix_meeting_adult_meeting", ["meeting_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("meeting_adult", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_adult_meeting")
        batch_op.drop_index("ix_meeting_adult_account")

    op.drop_table("meeting_adult")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_room")
        batch_op.drop_index("ix_meeting_day")

    op.drop_table("meeting")
