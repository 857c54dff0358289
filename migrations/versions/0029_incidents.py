"""incidents.

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "UPDATE duty_person SET name = (SELECT account.name FROM account"
        " WHERE account.id = duty_person.account_id) WHERE account_id IS NOT NULL"
    )
    _key_to_account(ondelete="SET NULL")
    op.create_table(
        "emergency_card",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "injury",
                "allergy",
                "illness",
                "missing",
                "fight",
                "stranger",
                "fire",
                "food",
                "weather",
                "other",
                name="incidentkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("steps", sa.String(), nullable=False),
        sa.CheckConstraint("steps <> ''", name=op.f("ck_emergency_card_has_steps")),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_emergency_card_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_card")),
        sa.UniqueConstraint("school_id", "kind", name=op.f("uq_emergency_card_school_id_kind")),
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "injury",
                "allergy",
                "illness",
                "missing",
                "fight",
                "stranger",
                "fire",
                "food",
                "weather",
                "other",
                name="incidentkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column(
            "meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("room_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("started_at", db.Moment(timezone=True), nullable=False),
        sa.Column("happened_at", db.Moment(timezone=True), nullable=False),
        sa.Column(
            "happened_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("treated_at", db.Moment(timezone=True), nullable=True),
        sa.Column(
            "treated_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("leader_told_at", db.Moment(timezone=True), nullable=True),
        sa.Column(
            "leader_told_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("afterword", sa.String(), nullable=False),
        sa.Column("photo_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "leader_told_at >= happened_at", name=op.f("ck_incident_told_after_happened")
        ),
        sa.CheckConstraint(
            "treated_at >= happened_at", name=op.f("ck_incident_treated_after_happened")
        ),
        sa.ForeignKeyConstraint(
            ["happened_by_id"],
            ["account.id"],
            name=op.f("fk_incident_happened_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["leader_told_by_id"],
            ["account.id"],
            name=op.f("fk_incident_leader_told_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_incident_meeting_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photo.id"], name=op.f("fk_incident_photo_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["room.id"], name=op.f("fk_incident_room_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_incident_school_id")),
        sa.ForeignKeyConstraint(
            ["treated_by_id"],
            ["account.id"],
            name=op.f("fk_incident_treated_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index("ix_incident_day", ["school_id", "day"], unique=False)

    op.create_table(
        "follow_up",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "incident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", db.Moment(timezone=True), nullable=True),
        sa.CheckConstraint("what <> ''", name=op.f("ck_follow_up_says_what")),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
            name=op.f("fk_follow_up_incident_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["account.id"], name=op.f("fk_follow_up_owner_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_follow_up_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.create_index("ix_follow_up_incident", ["school_id", "incident_id"], unique=False)
        batch_op.create_index(
            "ix_follow_up_owner", ["school_id", "owner_id", "done_at"], unique=False
        )

    op.create_table(
        "incident_adult",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "incident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_incident_adult_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
            name=op.f("fk_incident_adult_incident_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_incident_adult_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_adult")),
        sa.UniqueConstraint(
            "school_id",
            "incident_id",
            "account_id",
            name=op.f("uq_incident_adult_school_id_incident_id_account_id"),
        ),
    )
    op.create_table(
        "incident_child",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "incident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "student_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("told_at", db.Moment(timezone=True), nullable=True),
        sa.Column(
            "told_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.CheckConstraint(
            "sentence = '' OR told_at IS NOT NULL", name=op.f("ck_incident_child_sentence_was_told")
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
            name=op.f("fk_incident_child_incident_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_incident_child_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["student.id"],
            name=op.f("fk_incident_child_student_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["told_by_id"],
            ["account.id"],
            name=op.f("fk_incident_child_told_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_child")),
        sa.UniqueConstraint(
            "school_id",
            "incident_id",
            "student_id",
            name=op.f("uq_incident_child_school_id_incident_id_student_id"),
        ),
    )
    with op.batch_alter_table("incident_child", schema=None) as batch_op:
        batch_op.create_index(
            "ix_incident_child_student", ["school_id", "student_id"], unique=False
        )


def downgrade() -> None:
    _key_to_account(ondelete=None)
    with op.batch_alter_table("incident_child", schema=None) as batch_op:
        batch_op.drop_index("ix_incident_child_student")

    op.drop_table("incident_child")
    op.drop_table("incident_adult")
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_index("ix_follow_up_owner")
        batch_op.drop_index("ix_follow_up_incident")

    op.drop_table("follow_up")
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.drop_index("ix_incident_day")

    op.drop_table("incident")
    op.drop_table("emergency_card")


def _key_to_account(ondelete: str | None) -> None:
    name = op.f("fk_duty_person_account_id")
    with op.batch_alter_table("duty_person", schema=None) as batch_op:
        batch_op.drop_constraint(name, type_="foreignkey")
        batch_op.create_foreign_key(name, "account", ["account_id"], ["id"], ondelete=ondelete)
