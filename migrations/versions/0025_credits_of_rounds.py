"""Fairness credits: a switch of each round.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("choice_round", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("uses_credits", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.create_check_constraint(
            op.f("ck_choice_round_credits_in_first"),
            "earlier_round_id IS NULL OR NOT uses_credits",
        )


def downgrade() -> None:
    with op.batch_alter_table("choice_round", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_choice_round_credits_in_first"), type_="check")
        batch_op.drop_column("uses_credits")
