"""discipline.

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conduct_record",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "student_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "disturbs",
                "hurts",
                "runs_away",
                "damages",
                "refuses",
                "other",
                name="conductkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("is_warning", sa.Boolean(), nullable=False),
        sa.Column(
            "written_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("written_at", db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("what <> ''", name=op.f("ck_conduct_record_says_what")),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_conduct_record_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["student.id"],
            name=op.f("fk_conduct_record_student_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["account.id"],
            name=op.f("fk_conduct_record_written_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conduct_record")),
    )
    with op.batch_alter_table("conduct_record", schema=None) as batch_op:
        batch_op.create_index(
            "ix_conduct_record_student", ["school_id", "student_id", "day"], unique=False
        )

    op.create_table(
        "end_proposal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "student_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "declined",
                "noticed",
                "dropped",
                "ended",
                name="proposalstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "proposed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("proposed_at", db.Moment(timezone=True), nullable=False),
        sa.Column("heard_until", sa.Date(), nullable=True),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("heard_at", db.Moment(timezone=True), nullable=True),
        sa.Column(
            "decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("decided_at", db.Moment(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(heard_at IS NULL) = (said = '')", name=op.f("ck_end_proposal_heard_with_words")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_end_proposal_has_reason")),
        sa.CheckConstraint(
            "state NOT IN ('noticed', 'dropped', 'ended') OR heard_until IS NOT NULL",
            name=op.f("ck_end_proposal_family_is_heard"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["account.id"],
            name=op.f("fk_end_proposal_decided_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_end_proposal_place_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"],
            ["account.id"],
            name=op.f("fk_end_proposal_proposed_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_end_proposal_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["student.id"],
            name=op.f("fk_end_proposal_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_end_proposal")),
    )
    with op.batch_alter_table("end_proposal", schema=None) as batch_op:
        batch_op.create_index("ix_end_proposal_student", ["school_id", "student_id"], unique=False)
        batch_op.create_index(
            "uq_end_proposal_open",
            ["school_id", "place_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('proposed', 'noticed')"),
            postgresql_where=sa.text("state IN ('proposed', 'noticed')"),
        )

    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_final", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.drop_column("is_final")

    with op.batch_alter_table("end_proposal", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_end_proposal_open",
            sqlite_where=sa.text("state IN ('proposed', 'noticed')"),
            postgresql_where=sa.text("state IN ('proposed', 'noticed')"),
        )
        batch_op.drop_index("ix_end_proposal_student")

    op.drop_table("end_proposal")
    with op.batch_alter_table("conduct_record", schema=None) as batch_op:
        batch_op.drop_index("ix_conduct_record_student")

    op.drop_table("conduct_record")
