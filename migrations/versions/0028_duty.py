"""duty.

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_log",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("leader", "teacher", "canteen", name="dutykind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("signed_at", db.Moment(timezone=True), nullable=True),
        sa.Column(
            "signed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.CheckConstraint(
            "signed_at IS NOT NULL OR signed_by_id IS NULL",
            name=op.f("ck_duty_log_signed_at_a_time"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_duty_log_school_id")),
        sa.ForeignKeyConstraint(
            ["signed_by_id"],
            ["account.id"],
            name=op.f("fk_duty_log_signed_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_log")),
        sa.UniqueConstraint(
            "school_id", "day", "kind", name=op.f("uq_duty_log_school_id_day_kind")
        ),
    )
    op.create_table(
        "duty_person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.CheckConstraint(
            "account_id IS NOT NULL OR name <> ''", name=op.f("ck_duty_person_is_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_duty_person_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_duty_person_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_person")),
        sa.UniqueConstraint(
            "school_id", "account_id", name=op.f("uq_duty_person_school_id_account_id")
        ),
    )
    op.create_table(
        "duty",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("leader", "teacher", "canteen", name="dutykind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "stand_in_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(stand_in_id IS NULL) = (reason = '')", name=op.f("ck_duty_stand_in_with_reason")
        ),
        sa.CheckConstraint("stand_in_id <> person_id", name=op.f("ck_duty_stand_in_is_another")),
        sa.ForeignKeyConstraint(["person_id"], ["duty_person.id"], name=op.f("fk_duty_person_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_duty_school_id")),
        sa.ForeignKeyConstraint(
            ["stand_in_id"], ["duty_person.id"], name=op.f("fk_duty_stand_in_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
        sa.UniqueConstraint(
            "school_id",
            "day",
            "kind",
            "person_id",
            name=op.f("uq_duty_school_id_day_kind_person_id"),
        ),
    )
    op.create_table(
        "duty_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("log_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", db.Moment(timezone=True), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("room_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column(
            "written_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.CheckConstraint("remark <> '' OR note <> ''", name=op.f("ck_duty_entry_says_something")),
        sa.ForeignKeyConstraint(
            ["log_id"], ["duty_log.id"], name=op.f("fk_duty_entry_log_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["room.id"], name=op.f("fk_duty_entry_room_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_duty_entry_school_id")),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["account.id"],
            name=op.f("fk_duty_entry_written_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_entry")),
    )
    with op.batch_alter_table("duty_entry", schema=None) as batch_op:
        batch_op.create_index("ix_duty_entry_log", ["school_id", "log_id"], unique=False)

    op.create_table(
        "duty_turn",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("term_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("leader", "teacher", "canteen", name="dutykind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("week", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("weekday", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.CheckConstraint("week BETWEEN 1 AND 20", name=op.f("ck_duty_turn_week_of_rotation")),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name=op.f("ck_duty_turn_weekday_iso")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["duty_person.id"],
            name=op.f("fk_duty_turn_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_duty_turn_school_id")),
        sa.ForeignKeyConstraint(
            ["term_id"], ["term.id"], name=op.f("fk_duty_turn_term_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_turn")),
        sa.UniqueConstraint(
            "school_id",
            "term_id",
            "kind",
            "week",
            "weekday",
            "person_id",
            name=op.f("uq_duty_turn_school_id_term_id_kind_week_weekday_person_id"),
        ),
    )


def downgrade() -> None:
    op.drop_table("duty_turn")
    with op.batch_alter_table("duty_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_duty_entry_log")

    op.drop_table("duty_entry")
    op.drop_table("duty")
    op.drop_table("duty_person")
    op.drop_table("duty_log")
