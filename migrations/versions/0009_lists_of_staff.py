"""Lists of staff are imported like those of students.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kinds = sa.Enum("students", "staff", name="listkind", native_enum=False, length=32)
    with op.batch_alter_table("roster_import") as table:
        table.add_column(sa.Column("kind", kinds, server_default="students", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("roster_import") as table:
        table.drop_column("kind")
