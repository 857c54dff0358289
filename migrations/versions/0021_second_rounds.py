"""Second rounds: an earlier draw whose numbers are turned round.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("choice_round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("earlier_round_id", KEY, nullable=True))
        batch_op.add_column(
            sa.Column("may_improve", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.create_foreign_key(
            op.f("fk_choice_round_earlier_round_id"), "choice_round", ["earlier_round_id"], ["id"]
        )
        batch_op.create_check_constraint(
            op.f("ck_choice_round_improve_in_second_round"),
            "earlier_round_id IS NOT NULL OR NOT may_improve",
        )
    with op.batch_alter_table("draw", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("earlier_result_text", sa.String(), nullable=False, server_default="")
        )


def downgrade() -> None:
    with op.batch_alter_table("draw", schema=None) as batch_op:
        batch_op.drop_column("earlier_result_text")
    with op.batch_alter_table("choice_round", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_choice_round_improve_in_second_round"), type_="check")
        batch_op.drop_constraint(op.f("fk_choice_round_earlier_round_id"), type_="foreignkey")
        batch_op.drop_column("may_improve")
        batch_op.drop_column("earlier_round_id")
