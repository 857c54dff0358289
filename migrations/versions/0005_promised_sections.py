"""Sections whose seats a round is giving.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "promised_section",
        sa.Column(
            "section_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_promised_section_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["section.id"],
            name=op.f("fk_promised_section_section_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("section_id", name=op.f("pk_promised_section")),
    )
    with op.batch_alter_table("promised_section", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_promised_section_school_id"), ["school_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("promised_section", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_promised_section_school_id"))

    op.drop_table("promised_section")
