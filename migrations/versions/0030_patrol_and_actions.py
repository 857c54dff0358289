"""Patrol and actions.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "patrol_form",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("version", KEY, nullable=False),
        sa.Column("made_at", db.Moment(timezone=True), nullable=False),
        sa.Column("made_by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["account.id"],
            name=op.f("fk_patrol_form_made_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_patrol_form_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_form")),
        sa.UniqueConstraint("school_id", "version", name=op.f("uq_patrol_form_school_id_version")),
    )
    op.create_table(
        "patrol_item",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("form_id", KEY, nullable=False),
        sa.Column("position", KEY, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("part_en", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("points", KEY, nullable=False),
        sa.Column(
            "severity",
            sa.Enum("now", "today", "week", name="severity", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "owner_kind",
            sa.Enum("teacher", "keeper", "office", name="ownerkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("is_compliance", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "points BETWEEN 0 AND 100", name=op.f("ck_patrol_item_points_of_hundred")
        ),
        sa.ForeignKeyConstraint(
            ["form_id"], ["patrol_form.id"], name=op.f("fk_patrol_item_form_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_patrol_item_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_item")),
        sa.UniqueConstraint(
            "school_id", "form_id", "key", name=op.f("uq_patrol_item_school_id_form_id_key")
        ),
    )
    op.create_table(
        "action",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("what_en", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("photo_id", KEY, nullable=True),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column(
            "severity",
            sa.Enum("now", "today", "week", name="severity", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "doing",
                "done",
                "verified",
                name="actionstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("owner_id", KEY, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("section_id", KEY, nullable=True),
        sa.Column("room_id", KEY, nullable=True),
        sa.Column("opened_at", db.Moment(timezone=True), nullable=False),
        sa.Column("opened_by_id", KEY, nullable=True),
        sa.Column("done_at", db.Moment(timezone=True), nullable=True),
        sa.Column("done_by_id", KEY, nullable=True),
        sa.Column("verified_at", db.Moment(timezone=True), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(state = 'verified') = (verified_at IS NOT NULL)", name=op.f("ck_action_verified_when")
        ),
        sa.CheckConstraint("what <> ''", name=op.f("ck_action_says_what")),
        sa.ForeignKeyConstraint(
            ["done_by_id"], ["account.id"], name=op.f("fk_action_done_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"],
            ["account.id"],
            name=op.f("fk_action_opened_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["account.id"], name=op.f("fk_action_owner_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photo.id"], name=op.f("fk_action_photo_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["room.id"], name=op.f("fk_action_room_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_action_school_id")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_action_section_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index("ix_action_owner", ["school_id", "owner_id", "state"], unique=False)
        batch_op.create_index("ix_action_section", ["school_id", "section_id"], unique=False)
        batch_op.create_index("ix_action_state", ["school_id", "state", "due_on"], unique=False)

    op.create_table(
        "action_step",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "answered",
                "begun",
                "done",
                "verified",
                "not_yet",
                "handed_on",
                name="stepkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("photo_id", KEY, nullable=True),
        sa.Column("at", db.Moment(timezone=True), nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_action_step_action_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_action_step_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photo.id"], name=op.f("fk_action_step_photo_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_action_step_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_step")),
    )
    with op.batch_alter_table("action_step", schema=None) as batch_op:
        batch_op.create_index("ix_action_step_action", ["school_id", "action_id"], unique=False)

    op.create_table(
        "visit",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("meeting_id", KEY, nullable=False),
        sa.Column("form_id", KEY, nullable=False),
        sa.Column("inspector_id", KEY, nullable=True),
        sa.Column("seen_at", db.Moment(timezone=True), nullable=False),
        sa.Column("heads", KEY, nullable=True),
        sa.Column("heads_by_roll", KEY, nullable=False),
        sa.Column("got", KEY, nullable=False),
        sa.Column("full_points", KEY, nullable=False),
        sa.CheckConstraint("got BETWEEN 0 AND full_points", name=op.f("ck_visit_points_in_range")),
        sa.CheckConstraint("heads IS NULL OR heads >= 0", name=op.f("ck_visit_heads_not_negative")),
        sa.ForeignKeyConstraint(["form_id"], ["patrol_form.id"], name=op.f("fk_visit_form_id")),
        sa.ForeignKeyConstraint(
            ["inspector_id"],
            ["account.id"],
            name=op.f("fk_visit_inspector_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_visit_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_visit_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("school_id", "key", name=op.f("uq_visit_school_id_key")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index("ix_visit_meeting", ["school_id", "meeting_id"], unique=False)
        batch_op.create_index("ix_visit_seen", ["school_id", "seen_at"], unique=False)

    op.create_table(
        "finding",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("visit_id", KEY, nullable=False),
        sa.Column("item_id", KEY, nullable=False),
        sa.Column("is_partly", sa.Boolean(), nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_finding_action_id")),
        sa.ForeignKeyConstraint(["item_id"], ["patrol_item.id"], name=op.f("fk_finding_item_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_finding_school_id")),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_finding_visit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint(
            "school_id", "visit_id", "item_id", name=op.f("uq_finding_school_id_visit_id_item_id")
        ),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_action_id"), ["action_id"], unique=False)

    op.create_table(
        "praise",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("visit_id", KEY, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "order",
                "hands_on",
                "care",
                "tidy",
                "idea",
                name="praisekind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_praise_school_id")),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_praise_visit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_praise")),
        sa.UniqueConstraint(
            "school_id", "visit_id", "kind", name=op.f("uq_praise_school_id_visit_id_kind")
        ),
    )


def downgrade() -> None:
    op.drop_table("praise")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_action_id"))

    op.drop_table("finding")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index("ix_visit_seen")
        batch_op.drop_index("ix_visit_meeting")

    op.drop_table("visit")
    with op.batch_alter_table("action_step", schema=None) as batch_op:
        batch_op.drop_index("ix_action_step_action")

    op.drop_table("action_step")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index("ix_action_state")
        batch_op.drop_index("ix_action_section")
        batch_op.drop_index("ix_action_owner")

    op.drop_table("action")
    op.drop_table("patrol_item")
    op.drop_table("patrol_form")
