"""Odds of lists: the switch of a round, and its trial draws.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "round_odds",
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "source",
            sa.Enum("this_round", "last_term", name="oddssource", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "list_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("turns", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("computed_at", db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("turns >= 1", name=op.f("ck_round_odds_turns_from_one")),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["choice_round.id"],
            name=op.f("fk_round_odds_round_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_round_odds_school_id")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_round_odds")),
    )
    with op.batch_alter_table("round_odds", schema=None) as batch_op:
        batch_op.create_index("ix_round_odds_school", ["school_id", "round_id"], unique=False)

    op.create_table(
        "section_odds",
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "section_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("cutoffs", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["round_odds.round_id"],
            name=op.f("fk_section_odds_round_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_section_odds_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_section_odds_section_id")
        ),
        sa.PrimaryKeyConstraint("round_id", "section_id", name=op.f("pk_section_odds")),
    )
    with op.batch_alter_table("section_odds", schema=None) as batch_op:
        batch_op.create_index("ix_section_odds_school", ["school_id", "round_id"], unique=False)

    with op.batch_alter_table("choice_round", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("tells_odds", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("choice_round", schema=None) as batch_op:
        batch_op.drop_column("tells_odds")

    with op.batch_alter_table("section_odds", schema=None) as batch_op:
        batch_op.drop_index("ix_section_odds_school")

    op.drop_table("section_odds")
    with op.batch_alter_table("round_odds", schema=None) as batch_op:
        batch_op.drop_index("ix_round_odds_school")

    op.drop_table("round_odds")
