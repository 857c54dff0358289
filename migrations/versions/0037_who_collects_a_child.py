"""Who collects a child.

Revision ID: 0037
Revises: 0036
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "collector",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("student_id", KEY, nullable=False),
        sa.Column(
            "kind",
            sa.Enum("authorised", "forbidden", name="collectorkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("written_at", db.Moment(timezone=True), nullable=False),
        sa.Column("written_by_id", KEY, nullable=True),
        sa.Column("ended_at", db.Moment(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind <> 'forbidden' OR on_day IS NULL", name=op.f("ck_collector_forbidden_until_ended")
        ),
        sa.CheckConstraint(
            "kind <> 'forbidden' OR reason <> ''", name=op.f("ck_collector_forbidden_needs_reason")
        ),
        sa.CheckConstraint("name <> ''", name=op.f("ck_collector_has_name")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_collector_school_id")),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_collector_student_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["account.id"],
            name=op.f("fk_collector_written_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collector")),
    )
    with op.batch_alter_table("collector", schema=None) as batch_op:
        batch_op.create_index(
            "ix_collector_student", ["school_id", "student_id", "ended_at"], unique=False
        )

    op.create_table(
        "home_plan",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("student_id", KEY, nullable=False),
        sa.Column("weekday", KEY, nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "collected",
                "alone",
                "extended",
                "boarder",
                name="homeway",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("until", sa.Time(), nullable=True),
        sa.Column("written_at", db.Moment(timezone=True), nullable=False),
        sa.Column("written_by_id", KEY, nullable=True),
        sa.CheckConstraint(
            "(way = 'extended') = (until IS NOT NULL)",
            name=op.f("ck_home_plan_extended_until_a_time"),
        ),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name=op.f("ck_home_plan_weekday_iso")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_home_plan_school_id")),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_home_plan_student_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["account.id"],
            name=op.f("fk_home_plan_written_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_plan")),
        sa.UniqueConstraint(
            "school_id",
            "student_id",
            "weekday",
            name=op.f("uq_home_plan_school_id_student_id_weekday"),
        ),
    )
    with op.batch_alter_table("home_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_home_plan_student_id"), ["student_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("home_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_home_plan_student_id"))

    op.drop_table("home_plan")
    with op.batch_alter_table("collector", schema=None) as batch_op:
        batch_op.drop_index("ix_collector_student")

    op.drop_table("collector")
