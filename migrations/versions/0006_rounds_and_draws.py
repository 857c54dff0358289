"""Choice rounds, lists and draws.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "choice_round",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("term_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("opens_at", db.Moment(timezone=True), nullable=False),
        sa.Column("closes_at", db.Moment(timezone=True), nullable=False),
        sa.Column(
            "max_choices", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "mechanism",
            sa.Enum(
                "fair",
                "fewest-unplaced",
                "most-first",
                name="mechanism",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "who_chooses",
            sa.Enum(
                "student", "guardian", "either", name="whochooses", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("rules", sa.String(), nullable=False),
        sa.Column("asks_wanted", sa.Boolean(), nullable=False),
        sa.Column("offers_fallback", sa.Boolean(), nullable=False),
        sa.Column("public_source", sa.String(), nullable=False),
        sa.Column("announced_at", db.Moment(timezone=True), nullable=True),
        sa.Column("frozen_at", db.Moment(timezone=True), nullable=True),
        sa.Column("drawn_at", db.Moment(timezone=True), nullable=True),
        sa.Column("published_at", db.Moment(timezone=True), nullable=True),
        sa.CheckConstraint(
            "closes_at > opens_at", name=op.f("ck_choice_round_closes_after_opening")
        ),
        sa.CheckConstraint(
            "max_choices BETWEEN 1 AND 10", name=op.f("ck_choice_round_max_choices_one_to_ten")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_choice_round_school_id")
        ),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_choice_round_term_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice_round")),
    )
    with op.batch_alter_table("choice_round", schema=None) as batch_op:
        batch_op.create_index("ix_choice_round_term", ["school_id", "term_id"], unique=False)

    op.create_table(
        "choice_list",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "student_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("ticket", sa.String(), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("saved_at", db.Moment(timezone=True), nullable=False),
        sa.Column("handed_in_at", db.Moment(timezone=True), nullable=True),
        sa.Column(
            "handed_in_version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "handed_in_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("is_on_behalf", sa.Boolean(), nullable=False),
        sa.Column("wanted", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("slot_order", sa.JSON(), nullable=False),
        sa.Column("accepts_fallback", sa.Boolean(), nullable=False),
        sa.Column("receipt_hash", sa.String(), nullable=False),
        sa.Column("hand_in_key", sa.String(), nullable=False),
        sa.Column("reminded_at", db.Moment(timezone=True), nullable=True),
        sa.CheckConstraint(
            "wanted IS NULL OR wanted >= 1", name=op.f("ck_choice_list_wanted_from_one")
        ),
        sa.ForeignKeyConstraint(
            ["handed_in_by_id"],
            ["account.id"],
            name=op.f("fk_choice_list_handed_in_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["choice_round.id"],
            name=op.f("fk_choice_list_round_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_choice_list_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["student.id"],
            name=op.f("fk_choice_list_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice_list")),
        sa.UniqueConstraint(
            "school_id",
            "round_id",
            "student_id",
            name=op.f("uq_choice_list_school_id_round_id_student_id"),
        ),
        sa.UniqueConstraint(
            "school_id", "round_id", "ticket", name=op.f("uq_choice_list_school_id_round_id_ticket")
        ),
    )
    op.create_table(
        "round_manifest",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("commitment", sa.String(), nullable=False),
        sa.Column("fixed_at", db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["choice_round.id"],
            name=op.f("fk_round_manifest_round_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_round_manifest_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_manifest")),
        sa.UniqueConstraint(
            "school_id",
            "round_id",
            "position",
            name=op.f("uq_round_manifest_school_id_round_id_position"),
        ),
    )
    op.create_table(
        "round_slot",
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["choice_round.id"],
            name=op.f("fk_round_slot_round_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_round_slot_school_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_round_slot_slot_id")),
        sa.PrimaryKeyConstraint("round_id", "slot_id", name=op.f("pk_round_slot")),
        sa.UniqueConstraint(
            "school_id",
            "round_id",
            "position",
            name=op.f("uq_round_slot_school_id_round_id_position"),
        ),
    )
    op.create_table(
        "choice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "student_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "section_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("rank", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("rank >= 1", name=op.f("ck_choice_rank_from_one")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["choice_round.id"], name=op.f("fk_choice_round_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_choice_school_id")),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_choice_section_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_choice_slot_id")),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_choice_student_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice")),
        sa.UniqueConstraint(
            "school_id",
            "round_id",
            "student_id",
            "section_id",
            name=op.f("uq_choice_school_id_round_id_student_id_section_id"),
        ),
        sa.UniqueConstraint(
            "school_id",
            "round_id",
            "student_id",
            "slot_id",
            "rank",
            name=op.f("uq_choice_school_id_round_id_student_id_slot_id_rank"),
        ),
    )
    with op.batch_alter_table("choice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_choice_section_id"), ["section_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_choice_student_id"), ["student_id"], unique=False)

    op.create_table(
        "draw",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "manifest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("entries_text", sa.String(), nullable=False),
        sa.Column("entries_hash", sa.String(), nullable=False),
        sa.Column(
            "row_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("merkle_root", sa.String(), nullable=False),
        sa.Column("frozen_at", db.Moment(timezone=True), nullable=False),
        sa.Column("public_text", sa.String(), nullable=False),
        sa.Column("result_text", sa.String(), nullable=False),
        sa.Column("result_hash", sa.String(), nullable=False),
        sa.Column("drawn_at", db.Moment(timezone=True), nullable=True),
        sa.Column("published_at", db.Moment(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(drawn_at IS NULL) = (result_hash = '')", name=op.f("ck_draw_drawn_has_result")
        ),
        sa.ForeignKeyConstraint(
            ["manifest_id"], ["round_manifest.id"], name=op.f("fk_draw_manifest_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["choice_round.id"], name=op.f("fk_draw_round_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_draw_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw")),
        sa.UniqueConstraint("manifest_id", name=op.f("uq_draw_manifest_id")),
        sa.UniqueConstraint(
            "school_id",
            "round_id",
            "manifest_id",
            name=op.f("uq_draw_school_id_round_id_manifest_id"),
        ),
    )
    op.create_table(
        "round_notice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "extension",
                "withdrawal",
                "second_draw",
                name="noticekind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "section_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("until", db.Moment(timezone=True), nullable=True),
        sa.Column("at", db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_round_notice_has_reason")),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["choice_round.id"],
            name=op.f("fk_round_notice_round_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_round_notice_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_round_notice_section_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_notice")),
    )
    with op.batch_alter_table("round_notice", schema=None) as batch_op:
        batch_op.create_index("ix_round_notice_round", ["school_id", "round_id"], unique=False)

    op.create_table(
        "round_section",
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "section_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("slot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("other_slot_ids", sa.JSON(), nullable=False),
        sa.Column("withdrawn_at", db.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["choice_round.id"],
            name=op.f("fk_round_section_round_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_round_section_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_round_section_section_id")
        ),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_round_section_slot_id")),
        sa.PrimaryKeyConstraint("round_id", "section_id", name=op.f("pk_round_section")),
    )
    with op.batch_alter_table("round_section", schema=None) as batch_op:
        batch_op.create_index("ix_round_section_school", ["school_id", "round_id"], unique=False)

    op.create_table(
        "drawn_section",
        sa.Column("draw_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "section_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("seats", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("min_size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("taken", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "last_number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "closed_step", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["draw_id"], ["draw.id"], name=op.f("fk_drawn_section_draw_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_drawn_section_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_drawn_section_section_id")
        ),
        sa.PrimaryKeyConstraint("draw_id", "section_id", name=op.f("pk_drawn_section")),
    )
    with op.batch_alter_table("drawn_section", schema=None) as batch_op:
        batch_op.create_index("ix_drawn_section_school", ["school_id", "draw_id"], unique=False)

    op.create_table(
        "outcome",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("draw_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "student_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("slot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "section_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("rank", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("is_former_member", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(section_id IS NULL) = (rank IS NULL)", name=op.f("ck_outcome_place_has_rank")
        ),
        sa.ForeignKeyConstraint(
            ["draw_id"], ["draw.id"], name=op.f("fk_outcome_draw_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_outcome_school_id")),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_outcome_section_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_outcome_slot_id")),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_outcome_student_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint(
            "school_id",
            "draw_id",
            "student_id",
            "slot_id",
            name=op.f("uq_outcome_school_id_draw_id_student_id_slot_id"),
        ),
    )
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outcome_student_id"), ["student_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcome_student_id"))

    op.drop_table("outcome")
    with op.batch_alter_table("drawn_section", schema=None) as batch_op:
        batch_op.drop_index("ix_drawn_section_school")

    op.drop_table("drawn_section")
    with op.batch_alter_table("round_section", schema=None) as batch_op:
        batch_op.drop_index("ix_round_section_school")

    op.drop_table("round_section")
    with op.batch_alter_table("round_notice", schema=None) as batch_op:
        batch_op.drop_index("ix_round_notice_round")

    op.drop_table("round_notice")
    op.drop_table("draw")
    with op.batch_alter_table("choice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_choice_student_id"))
        batch_op.drop_index(batch_op.f("ix_choice_section_id"))

    op.drop_table("choice")
    op.drop_table("round_slot")
    op.drop_table("round_manifest")
    op.drop_table("choice_list")
    with op.batch_alter_table("choice_round", schema=None) as batch_op:
        batch_op.drop_index("ix_choice_round_term")

    op.drop_table("choice_round")
