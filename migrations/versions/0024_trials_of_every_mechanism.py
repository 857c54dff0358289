"""Trial draws of every mechanism: what is kept of a section is not always a cut-off.

Revision ID: 0024
Revises: 0023
"""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("section_odds") as batch_op:
        batch_op.alter_column("cutoffs", new_column_name="trials")


def downgrade() -> None:
    with op.batch_alter_table("section_odds") as batch_op:
        batch_op.alter_column("trials", new_column_name="cutoffs")
