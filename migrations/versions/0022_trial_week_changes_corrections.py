"""Trial week, changes, corrections.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "trial_week",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("term_id", KEY, nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reminded_at", db.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_trial_week_school_id")),
        sa.ForeignKeyConstraint(
            ["term_id"], ["term.id"], name=op.f("fk_trial_week_term_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial_week")),
        sa.UniqueConstraint("school_id", "term_id", name=op.f("uq_trial_week_school_id_term_id")),
    )
    op.create_table(
        "change_request",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("section_id", KEY, nullable=False),
        sa.Column("student_id", KEY, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "approved",
                "declined",
                "withdrawn",
                name="requeststate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", db.Moment(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", db.Moment(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'asked') = (answered_at IS NULL)",
            name=op.f("ck_change_request_open_until_answered"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_change_request_has_reason")),
        sa.CheckConstraint(
            "state <> 'declined' OR answer <> ''",
            name=op.f("ck_change_request_declining_needs_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_change_request_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["section.id"],
            name=op.f("fk_change_request_section_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["student.id"],
            name=op.f("fk_change_request_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_request")),
    )
    with op.batch_alter_table("change_request", schema=None) as batch_op:
        batch_op.create_index(
            "ix_change_request_student", ["school_id", "student_id"], unique=False
        )
        batch_op.create_index(
            "uq_change_request_open",
            ["school_id", "section_id", "student_id"],
            unique=True,
            sqlite_where=sa.text("state = 'asked'"),
            postgresql_where=sa.text("state = 'asked'"),
        )

    op.create_table(
        "correction",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("student_id", KEY, nullable=False),
        sa.Column("section_id", KEY, nullable=True),
        sa.Column("from_section_id", KEY, nullable=True),
        sa.Column(
            "cause",
            sa.Enum("lost", "misread", "wrong_place", name="cause", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("has_added_seat", sa.Boolean(), nullable=False),
        sa.Column("at", db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint(
            "section_id IS NOT NULL OR from_section_id IS NOT NULL",
            name=op.f("ck_correction_corrects_something"),
        ),
        sa.ForeignKeyConstraint(
            ["from_section_id"],
            ["section.id"],
            name=op.f("fk_correction_from_section_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_correction_school_id")),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["section.id"],
            name=op.f("fk_correction_section_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["student.id"],
            name=op.f("fk_correction_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index(
            "ix_correction_from_section", ["school_id", "from_section_id"], unique=False
        )
        batch_op.create_index("ix_correction_section", ["school_id", "section_id"], unique=False)
        batch_op.create_index("ix_correction_student", ["school_id", "student_id"], unique=False)

    op.add_column(
        "place",
        sa.Column("is_given_up", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.drop_column("is_given_up")

    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.drop_index("ix_correction_student")
        batch_op.drop_index("ix_correction_section")
        batch_op.drop_index("ix_correction_from_section")

    op.drop_table("correction")
    with op.batch_alter_table("change_request", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_change_request_open",
            sqlite_where=sa.text("state = 'asked'"),
            postgresql_where=sa.text("state = 'asked'"),
        )
        batch_op.drop_index("ix_change_request_student")

    op.drop_table("change_request")
    op.drop_table("trial_week")
