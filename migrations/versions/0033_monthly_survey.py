"""Monthly survey.

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _school(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f(f"fk_{table}_school_id"))


def _survey(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["survey_id"], ["survey.id"], name=op.f(f"fk_{table}_survey_id"), ondelete="CASCADE"
    )


def upgrade() -> None:
    op.create_table(
        "survey_form",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("version", KEY, nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        _school("survey_form"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_form")),
        sa.UniqueConstraint("school_id", "version", name=op.f("uq_survey_form_school_id_version")),
    )
    op.create_table(
        "survey",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("form_id", KEY, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "open", "closed", name="surveystate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("told", KEY, nullable=False),
        sa.CheckConstraint(
            "(state = 'draft') = (opened_on IS NULL)", name=op.f("ck_survey_draft_until_opened")
        ),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_on IS NOT NULL)", name=op.f("ck_survey_closed_has_day")
        ),
        sa.CheckConstraint("told >= 0", name=op.f("ck_survey_told_not_negative")),
        sa.ForeignKeyConstraint(["form_id"], ["survey_form.id"], name=op.f("fk_survey_form_id")),
        _school("survey"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("school_id", "month", name=op.f("uq_survey_school_id_month")),
    )
    op.create_table(
        "survey_child",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("survey_id", KEY, nullable=False),
        sa.Column("student_id", KEY, nullable=False),
        sa.Column("homeroom_id", KEY, nullable=False),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        _school("survey_child"),
        _survey("survey_child"),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["student.id"],
            name=op.f("fk_survey_child_student_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["homeroom_id"], ["homeroom.id"], name=op.f("fk_survey_child_homeroom_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_child")),
        sa.UniqueConstraint(
            "school_id",
            "survey_id",
            "student_id",
            name=op.f("uq_survey_child_school_id_survey_id_student_id"),
        ),
    )
    op.create_index(op.f("ix_survey_child_student_id"), "survey_child", ["student_id"])
    op.create_table(
        "survey_invitation",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("survey_id", KEY, nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        _school("survey_invitation"),
        _survey("survey_invitation"),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_survey_invitation_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_survey_invitation_token_hash")),
        sa.UniqueConstraint(
            "school_id",
            "survey_id",
            "account_id",
            name=op.f("uq_survey_invitation_school_id_survey_id_account_id"),
        ),
    )
    op.create_index(op.f("ix_survey_invitation_account_id"), "survey_invitation", ["account_id"])
    op.create_table(
        "survey_answer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("survey_id", KEY, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("grade", KEY, nullable=True),
        sa.Column("section_id", KEY, nullable=True),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("is_mixed", sa.Boolean(), nullable=False),
        sa.Column("is_told", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length(id) = 32", name=op.f("ck_survey_answer_random_id")),
        sa.CheckConstraint(
            "grade IS NULL OR section_id IS NULL", name=op.f("ck_survey_answer_grade_or_club")
        ),
        sa.CheckConstraint(
            "text = '' OR (grade IS NULL AND section_id IS NULL AND value = '')",
            name=op.f("ck_survey_answer_text_alone"),
        ),
        sa.CheckConstraint(
            "length(value) <= 120 AND length(text) <= 500", name=op.f("ck_survey_answer_short")
        ),
        _school("survey_answer"),
        _survey("survey_answer"),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_survey_answer_section_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answer")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_answer_survey", "survey_answer", ["school_id", "survey_id"])
    op.create_index(op.f("ix_survey_answer_section_id"), "survey_answer", ["section_id"])
    op.create_table(
        "survey_reply",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("survey_id", KEY, nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("done", sa.String(), nullable=False),
        sa.CheckConstraint("said <> '' AND done <> ''", name=op.f("ck_survey_reply_both_sides")),
        _school("survey_reply"),
        _survey("survey_reply"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_reply")),
    )
    op.create_index("ix_survey_reply_survey", "survey_reply", ["school_id", "survey_id"])


def downgrade() -> None:
    for table in (
        "survey_reply",
        "survey_answer",
        "survey_invitation",
        "survey_child",
        "survey",
        "survey_form",
    ):
        op.drop_table(table)
