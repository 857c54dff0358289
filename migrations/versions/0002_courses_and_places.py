"""courses and places.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "course",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("title_pinyin", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("summary_en", sa.String(), nullable=False),
        sa.Column(
            "track",
            sa.Enum("base", "e", "x", name="track", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "domain",
            sa.Enum(
                "arts", "fit", "maker", "lead", "home", name="domain", native_enum=False, length=32
            ),
            nullable=True,
        ),
        sa.Column(
            "e_kind",
            sa.Enum(
                "class_ball",
                "parent_lecturer",
                "lab_station",
                "book_and_film",
                name="ekind",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "tier",
            sa.Enum("flagship", "emerging", name="tier", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("activity", sa.String(), nullable=False),
        sa.Column("rules", sa.String(), nullable=False),
        sa.Column("safety_note", sa.String(), nullable=False),
        sa.Column(
            "risk",
            sa.Enum("low", "medium", "high", name="risk", native_enum=False, length=32),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(track = 'x') = (domain IS NOT NULL)", name=op.f("ck_course_domain_for_x_only")
        ),
        sa.CheckConstraint(
            "track = 'e' OR e_kind IS NULL", name=op.f("ck_course_e_kind_for_e_only")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_course_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
        sa.UniqueConstraint("school_id", "code", name=op.f("uq_course_school_id_code")),
    )
    op.create_table(
        "resource",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("qualification", sa.String(), nullable=False),
        sa.Column("offers", sa.String(), nullable=False),
        sa.Column("is_off_site", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_resource_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
        sa.UniqueConstraint("school_id", "name", name=op.f("uq_resource_school_id_name")),
    )
    op.create_table(
        "course_picture",
        sa.Column(
            "course_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"],
            ["course.id"],
            name=op.f("fk_course_picture_course_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_course_picture_school_id")
        ),
        sa.PrimaryKeyConstraint("course_id", name=op.f("pk_course_picture")),
    )
    with op.batch_alter_table("course_picture", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_course_picture_school_id"), ["school_id"], unique=False
        )

    op.create_table(
        "section",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("term_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "course_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("room_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("seats", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("taken", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("min_size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("runs_anyway", sa.Boolean(), nullable=False),
        sa.Column(
            "grade_from", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("grade_to", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "admission",
            sa.Enum(
                "open",
                "continuing",
                "selected",
                "homeroom",
                name="admission",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "continuing_share", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("reserved", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "materials_fee_fen",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "meetings_planned", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "proposed",
                "returned",
                "published",
                "withdrawn",
                name="sectionstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("review_note", sa.String(), nullable=False),
        sa.Column(
            "proposed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("published_at", db.Moment(timezone=True), nullable=True),
        sa.CheckConstraint(
            "continuing_share BETWEEN 0 AND 100", name=op.f("ck_section_share_percent")
        ),
        sa.CheckConstraint(
            "grade_from >= 1 AND grade_to >= grade_from", name=op.f("ck_section_grades_in_order")
        ),
        sa.CheckConstraint("materials_fee_fen >= 0", name=op.f("ck_section_fee_not_negative")),
        sa.CheckConstraint("min_size >= 0", name=op.f("ck_section_min_size_not_negative")),
        sa.CheckConstraint("reserved >= 0", name=op.f("ck_section_reserved_not_negative")),
        sa.CheckConstraint("seats >= 0", name=op.f("ck_section_seats_not_negative")),
        sa.CheckConstraint(
            "taken >= 0 AND taken <= seats", name=op.f("ck_section_taken_within_seats")
        ),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_section_course_id")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"],
            ["account.id"],
            name=op.f("fk_section_proposed_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_section_room_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_section_school_id")),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_section_term_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section")),
        sa.UniqueConstraint(
            "school_id", "term_id", "code", name=op.f("uq_section_school_id_term_id_code")
        ),
    )
    with op.batch_alter_table("section", schema=None) as batch_op:
        batch_op.create_index("ix_section_course", ["school_id", "course_id"], unique=False)
        batch_op.create_index("ix_section_room", ["school_id", "room_id"], unique=False)

    op.create_table(
        "place",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "section_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "student_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "source",
            sa.Enum(
                "draw",
                "fallback",
                "selected",
                "homeroom",
                "by_hand",
                "waitlist",
                name="placesource",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("began_at", db.Moment(timezone=True), nullable=False),
        sa.Column("ended_at", db.Moment(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "source <> 'by_hand' OR reason <> ''", name=op.f("ck_place_by_hand_needs_reason")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_place_school_id")),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_place_section_id")),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_place_student_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
    )
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.create_index("ix_place_student", ["school_id", "student_id"], unique=False)
        batch_op.create_index(
            "uq_place_in_force",
            ["school_id", "section_id", "student_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "section_homeroom",
        sa.Column(
            "section_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "homeroom_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["homeroom_id"],
            ["homeroom.id"],
            name=op.f("fk_section_homeroom_homeroom_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_section_homeroom_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["section.id"],
            name=op.f("fk_section_homeroom_section_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("section_id", "homeroom_id", name=op.f("pk_section_homeroom")),
    )
    with op.batch_alter_table("section_homeroom", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_section_homeroom_school_id"), ["school_id"], unique=False
        )

    op.create_table(
        "section_teacher",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "section_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_section_teacher_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_section_teacher_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["section.id"],
            name=op.f("fk_section_teacher_section_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section_teacher")),
        sa.UniqueConstraint(
            "school_id",
            "section_id",
            "account_id",
            name=op.f("uq_section_teacher_school_id_section_id_account_id"),
        ),
    )
    with op.batch_alter_table("section_teacher", schema=None) as batch_op:
        batch_op.create_index(
            "ix_section_teacher_account", ["school_id", "account_id"], unique=False
        )

    op.create_table(
        "section_time",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "section_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("slot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("ends_at", sa.Time(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_section_time_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_section_time_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["section.id"],
            name=op.f("fk_section_time_section_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_section_time_slot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section_time")),
        sa.UniqueConstraint(
            "school_id",
            "section_id",
            "slot_id",
            name=op.f("uq_section_time_school_id_section_id_slot_id"),
        ),
    )
    with op.batch_alter_table("section_time", schema=None) as batch_op:
        batch_op.create_index("ix_section_time_slot", ["school_id", "slot_id"], unique=False)

    op.create_table(
        "waitlist",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "section_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "student_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rank", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_waitlist_school_id")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_waitlist_section_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_waitlist_student_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waitlist")),
        sa.UniqueConstraint(
            "school_id",
            "section_id",
            "student_id",
            name=op.f("uq_waitlist_school_id_section_id_student_id"),
        ),
    )
    with op.batch_alter_table("waitlist", schema=None) as batch_op:
        batch_op.create_index("ix_waitlist_student", ["school_id", "student_id"], unique=False)

    op.create_table(
        "occupied_slot",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("term_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "student_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("slot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_occupied_slot_place_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_occupied_slot_school_id")
        ),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_occupied_slot_slot_id")),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["student.id"],
            name=op.f("fk_occupied_slot_student_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_occupied_slot_term_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occupied_slot")),
        sa.UniqueConstraint(
            "school_id",
            "term_id",
            "student_id",
            "slot_id",
            name=op.f("uq_occupied_slot_school_id_term_id_student_id_slot_id"),
        ),
    )
    with op.batch_alter_table("occupied_slot", schema=None) as batch_op:
        batch_op.create_index("ix_occupied_slot_place", ["place_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("occupied_slot", schema=None) as batch_op:
        batch_op.drop_index("ix_occupied_slot_place")

    op.drop_table("occupied_slot")
    with op.batch_alter_table("waitlist", schema=None) as batch_op:
        batch_op.drop_index("ix_waitlist_student")

    op.drop_table("waitlist")
    with op.batch_alter_table("section_time", schema=None) as batch_op:
        batch_op.drop_index("ix_section_time_slot")

    op.drop_table("section_time")
    with op.batch_alter_table("section_teacher", schema=None) as batch_op:
        batch_op.drop_index("ix_section_teacher_account")

    op.drop_table("section_teacher")
    with op.batch_alter_table("section_homeroom", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_section_homeroom_school_id"))

    op.drop_table("section_homeroom")
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_place_in_force",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_place_student")

    op.drop_table("place")
    with op.batch_alter_table("section", schema=None) as batch_op:
        batch_op.drop_index("ix_section_room")
        batch_op.drop_index("ix_section_course")

    op.drop_table("section")
    with op.batch_alter_table("course_picture", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_picture_school_id"))

    op.drop_table("course_picture")
    op.drop_table("resource")
    op.drop_table("course")
