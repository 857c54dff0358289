"""Exchanges: clubs swapped in circles.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "exchange",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("term_id", KEY, nullable=False),
        sa.Column("opens_at", db.Moment(timezone=True), nullable=False),
        sa.Column("closes_at", db.Moment(timezone=True), nullable=False),
        sa.Column("announced_at", db.Moment(timezone=True), nullable=False),
        sa.Column("run_at", db.Moment(timezone=True), nullable=True),
        sa.Column("record", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(run_at IS NULL) = (record = '')", name=op.f("ck_exchange_record_when_run")
        ),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_exchange_closes_after_opening")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_exchange_school_id")),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_exchange_term_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange")),
    )
    with op.batch_alter_table("exchange", schema=None) as batch_op:
        batch_op.create_index(
            "uq_exchange_not_run",
            ["school_id", "term_id"],
            unique=True,
            sqlite_where=sa.text("run_at IS NULL"),
            postgresql_where=sa.text("run_at IS NULL"),
        )

    op.create_table(
        "exchange_entry",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("exchange_id", KEY, nullable=False),
        sa.Column("student_id", KEY, nullable=False),
        sa.Column("place_id", KEY, nullable=False),
        sa.Column("from_section_id", KEY, nullable=False),
        sa.Column("handed_in_at", db.Moment(timezone=True), nullable=False),
        sa.Column("to_section_id", KEY, nullable=True),
        sa.Column("circle", KEY, nullable=True),
        sa.CheckConstraint(
            "(to_section_id IS NULL) = (circle IS NULL)",
            name=op.f("ck_exchange_entry_got_in_a_circle"),
        ),
        sa.ForeignKeyConstraint(
            ["exchange_id"],
            ["exchange.id"],
            name=op.f("fk_exchange_entry_exchange_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["from_section_id"], ["section.id"], name=op.f("fk_exchange_entry_from_section_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_exchange_entry_place_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_exchange_entry_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["student.id"],
            name=op.f("fk_exchange_entry_student_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["to_section_id"], ["section.id"], name=op.f("fk_exchange_entry_to_section_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_entry")),
        sa.UniqueConstraint(
            "school_id",
            "exchange_id",
            "place_id",
            name=op.f("uq_exchange_entry_school_id_exchange_id_place_id"),
        ),
    )
    with op.batch_alter_table("exchange_entry", schema=None) as batch_op:
        batch_op.create_index(
            "ix_exchange_entry_student", ["school_id", "student_id"], unique=False
        )

    op.create_table(
        "exchange_wish",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("section_id", KEY, nullable=False),
        sa.Column("rank", KEY, nullable=False),
        sa.CheckConstraint("rank >= 1", name=op.f("ck_exchange_wish_rank_from_one")),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["exchange_entry.id"],
            name=op.f("fk_exchange_wish_entry_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_exchange_wish_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_exchange_wish_section_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_wish")),
        sa.UniqueConstraint(
            "school_id", "entry_id", "rank", name=op.f("uq_exchange_wish_school_id_entry_id_rank")
        ),
        sa.UniqueConstraint(
            "school_id",
            "entry_id",
            "section_id",
            name=op.f("uq_exchange_wish_school_id_entry_id_section_id"),
        ),
    )
    with op.batch_alter_table("exchange_wish", schema=None) as batch_op:
        batch_op.create_index("ix_exchange_wish_entry", ["entry_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("exchange_wish", schema=None) as batch_op:
        batch_op.drop_index("ix_exchange_wish_entry")

    op.drop_table("exchange_wish")
    with op.batch_alter_table("exchange_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_exchange_entry_student")

    op.drop_table("exchange_entry")
    with op.batch_alter_table("exchange", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_exchange_not_run",
            sqlite_where=sa.text("run_at IS NULL"),
            postgresql_where=sa.text("run_at IS NULL"),
        )

    op.drop_table("exchange")
