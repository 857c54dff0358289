"""Catalogue files that were read, and who passed a trial.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalogue_import",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("term_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("read_at", db.Moment(timezone=True), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("issues", sa.JSON(), nullable=False),
        sa.Column("applied_at", db.Moment(timezone=True), nullable=True),
        sa.Column("undone_at", db.Moment(timezone=True), nullable=True),
        sa.Column("made", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_catalogue_import_account_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_catalogue_import_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["term.id"], name=op.f("fk_catalogue_import_term_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_import")),
    )
    with op.batch_alter_table("catalogue_import", schema=None) as batch_op:
        batch_op.create_index("ix_catalogue_import_term", ["school_id", "term_id"], unique=False)

    op.create_table(
        "trial_pass",
        sa.Column(
            "section_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "student_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_trial_pass_school_id")),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["section.id"],
            name=op.f("fk_trial_pass_section_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["student.id"],
            name=op.f("fk_trial_pass_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("section_id", "student_id", name=op.f("pk_trial_pass")),
    )
    with op.batch_alter_table("trial_pass", schema=None) as batch_op:
        batch_op.create_index("ix_trial_pass_student", ["school_id", "student_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("trial_pass", schema=None) as batch_op:
        batch_op.drop_index("ix_trial_pass_student")

    op.drop_table("trial_pass")
    with op.batch_alter_table("catalogue_import", schema=None) as batch_op:
        batch_op.drop_index("ix_catalogue_import_term")

    op.drop_table("catalogue_import")
