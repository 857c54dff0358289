"""The interest poll of pupils.

Revision ID: 0043
Revises: 0042
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

KIND = sa.Enum("monthly", "interest", name="surveykind", native_enum=False, length=32)


def _checks() -> tuple[sa.CheckConstraint, ...]:
    """Name the checks of the table, which SQLite's rebuilding would lose."""
    return (
        sa.CheckConstraint(
            "(state = 'draft') = (opened_on IS NULL)", name=op.f("ck_survey_draft_until_opened")
        ),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_on IS NOT NULL)", name=op.f("ck_survey_closed_has_day")
        ),
        sa.CheckConstraint("told >= 0", name=op.f("ck_survey_told_not_negative")),
    )


def upgrade() -> None:
    op.add_column("survey_form", sa.Column("kind", KIND, nullable=False, server_default="monthly"))
    with op.batch_alter_table("survey", table_args=_checks()) as batch_op:
        batch_op.add_column(sa.Column("kind", KIND, nullable=False, server_default="monthly"))
        batch_op.drop_constraint(op.f("uq_survey_school_id_month"), type_="unique")
        batch_op.create_unique_constraint(
            op.f("uq_survey_school_id_kind_month"), ["school_id", "kind", "month"]
        )


def downgrade() -> None:
    op.execute("DELETE FROM survey WHERE kind = 'interest'")
    with op.batch_alter_table("survey", table_args=_checks()) as batch_op:
        batch_op.drop_constraint(op.f("uq_survey_school_id_kind_month"), type_="unique")
        batch_op.drop_column("kind")
        batch_op.create_unique_constraint(op.f("uq_survey_school_id_month"), ["school_id", "month"])
    op.drop_column("survey_form", "kind")
