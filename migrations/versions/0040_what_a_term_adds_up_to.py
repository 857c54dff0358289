"""What a term adds up to.

Revision ID: 0040
Revises: 0039
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "score_weights",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("version", KEY, nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("made_at", db.Moment(timezone=True), nullable=False),
        sa.Column("made_by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["account.id"],
            name=op.f("fk_score_weights_made_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_score_weights_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_weights")),
        sa.UniqueConstraint(
            "school_id", "version", name=op.f("uq_score_weights_school_id_version")
        ),
    )
    op.create_table(
        "section_decision",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("section_id", KEY, nullable=False),
        sa.Column(
            "answer",
            sa.Enum("accepted", "changed", "kept", name="answer", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("seats", KEY, nullable=False),
        sa.Column(
            "tier",
            sa.Enum("flagship", "emerging", name="tier", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("weights_version", KEY, nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("decided_at", db.Moment(timezone=True), nullable=False),
        sa.Column("decided_by_id", KEY, nullable=True),
        sa.CheckConstraint("seats >= 1", name=op.f("ck_section_decision_has_seats")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["account.id"],
            name=op.f("fk_section_decision_decided_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_section_decision_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["section.id"],
            name=op.f("fk_section_decision_section_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section_decision")),
    )
    with op.batch_alter_table("section_decision", schema=None) as batch_op:
        batch_op.create_index(
            "ix_section_decision_section", ["school_id", "section_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_section_decision_section_id"), ["section_id"], unique=False
        )

    op.create_table(
        "section_origin",
        sa.Column("section_id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("from_section_id", KEY, nullable=True),
        sa.Column("from_term", sa.String(), nullable=False),
        sa.Column("seats_before", KEY, nullable=False),
        sa.Column("seats", KEY, nullable=False),
        sa.Column(
            "tier_before",
            sa.Enum("flagship", "emerging", name="tier", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "tier",
            sa.Enum("flagship", "emerging", name="tier", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("is_decided", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_section_id"],
            ["section.id"],
            name=op.f("fk_section_origin_from_section_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_section_origin_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["section.id"],
            name=op.f("fk_section_origin_section_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("section_id", name=op.f("pk_section_origin")),
    )
    with op.batch_alter_table("section_origin", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_section_origin_from_section_id"), ["from_section_id"], unique=False
        )
        batch_op.create_index("ix_section_origin_school", ["school_id", "section_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("section_origin", schema=None) as batch_op:
        batch_op.drop_index("ix_section_origin_school")
        batch_op.drop_index(batch_op.f("ix_section_origin_from_section_id"))

    op.drop_table("section_origin")
    with op.batch_alter_table("section_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_section_decision_section_id"))
        batch_op.drop_index("ix_section_decision_section")

    op.drop_table("section_decision")
    op.drop_table("score_weights")
