"""Group robots of the staff.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "robot",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column(
            "kind",
            sa.Enum("wecom", "dingtalk", "feishu", name="robotkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_robot_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_robot")),
        sa.UniqueConstraint("school_id", "kind", "key", name=op.f("uq_robot_school_id_kind_key")),
    )
    op.create_table(
        "robot_post",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("robot_id", KEY, nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sent",
                "not_needed",
                "failed",
                name="deliverystate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempts", KEY, nullable=False),
        sa.Column("due_at", db.Moment(timezone=True), nullable=False),
        sa.Column("ended_at", db.Moment(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'waiting') = (ended_at IS NULL)",
            name=op.f("ck_robot_post_waiting_until_ended"),
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_robot_post_attempts_from_zero")),
        sa.ForeignKeyConstraint(
            ["robot_id"], ["robot.id"], name=op.f("fk_robot_post_robot_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_robot_post_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_robot_post")),
    )
    with op.batch_alter_table("robot_post", schema=None) as batch_op:
        batch_op.create_index("ix_robot_post_due", ["state", "due_at"], unique=False)
        batch_op.create_index("ix_robot_post_robot", ["school_id", "robot_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("robot_post", schema=None) as batch_op:
        batch_op.drop_index("ix_robot_post_robot")
        batch_op.drop_index("ix_robot_post_due")

    op.drop_table("robot_post")
    op.drop_table("robot")
