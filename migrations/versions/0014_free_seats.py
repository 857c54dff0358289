"""Free seats, first come, first served.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "free_seats",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("term_id", KEY, nullable=False),
        sa.Column("opens_at", db.Moment(timezone=True), nullable=False),
        sa.Column("announced_at", db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_free_seats_school_id")),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_free_seats_term_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_free_seats")),
        sa.UniqueConstraint("school_id", "term_id", name=op.f("uq_free_seats_school_id_term_id")),
    )


def downgrade() -> None:
    op.drop_table("free_seats")
