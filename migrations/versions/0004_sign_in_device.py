"""The kind of device of a sign-in; a code belongs to one account.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("device", sa.String(), nullable=False, server_default="other")
        )

    with op.batch_alter_table("sign_in_code", schema=None) as batch_op:
        batch_op.create_unique_constraint(batch_op.f("uq_sign_in_code_code_hash"), ["code_hash"])


def downgrade() -> None:
    with op.batch_alter_table("sign_in_code", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_sign_in_code_code_hash"), type_="unique")

    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_column("device")
