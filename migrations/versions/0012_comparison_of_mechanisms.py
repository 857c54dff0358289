"""What each mechanism would have done with the lists of a round.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "round_comparison",
        sa.Column("round_id", big, nullable=False),
        sa.Column("school_id", big, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("computed_at", db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["choice_round.id"],
            name=op.f("fk_round_comparison_round_id_choice_round"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_round_comparison_school_id_school")
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_round_comparison")),
    )
    op.create_index("ix_round_comparison_school", "round_comparison", ["school_id", "round_id"])


def downgrade() -> None:
    op.drop_table("round_comparison")
