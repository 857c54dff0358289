"""What a period of the service is, and what the plan has to keep.

Revision ID: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KIND = sa.Enum(
    "breakfast",
    "lunch",
    "noon_rest",
    "afternoon_1",
    "afternoon_2",
    "extended",
    "evening",
    "saturday",
    name="servicekind",
    native_enum=False,
    length=32,
)


def upgrade() -> None:
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", KIND, nullable=False, server_default="afternoon_1"))
    op.execute("UPDATE slot SET kind = 'afternoon_2' WHERE period = 2")
    op.execute("UPDATE slot SET kind = 'extended' WHERE period > 2")
    op.execute("UPDATE slot SET kind = 'saturday' WHERE weekday > 5")
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.alter_column("kind", server_default=None, existing_type=KIND)
    op.create_table(
        "service_rule",
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("days_per_week", KEY, nullable=True),
        sa.Column("minutes_per_day", KEY, nullable=True),
        sa.CheckConstraint(
            "days_per_week BETWEEN 1 AND 7", name=op.f("ck_service_rule_days_of_a_week")
        ),
        sa.CheckConstraint(
            "minutes_per_day BETWEEN 1 AND 720", name=op.f("ck_service_rule_minutes_of_a_day")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_service_rule_school_id")
        ),
        sa.PrimaryKeyConstraint("school_id", name=op.f("pk_service_rule")),
    )
    op.create_table(
        "band_rule",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("season_id", KEY, nullable=False),
        sa.Column("band_id", KEY, nullable=False),
        sa.Column("lessons_end_at", sa.Time(), nullable=True),
        sa.Column("end_not_before", sa.Time(), nullable=True),
        sa.Column("end_not_after", sa.Time(), nullable=True),
        sa.CheckConstraint(
            "end_not_after >= end_not_before", name=op.f("ck_band_rule_ends_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["band_id"], ["band.id"], name=op.f("fk_band_rule_band_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_band_rule_school_id")),
        sa.ForeignKeyConstraint(
            ["season_id"], ["season.id"], name=op.f("fk_band_rule_season_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_band_rule")),
        sa.UniqueConstraint(
            "school_id",
            "season_id",
            "band_id",
            name=op.f("uq_band_rule_school_id_season_id_band_id"),
        ),
    )


def downgrade() -> None:
    op.drop_table("band_rule")
    op.drop_table("service_rule")
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.drop_column("kind")
