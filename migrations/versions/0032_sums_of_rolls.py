"""Sums of rolls, filled from the marks there are.

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES = {"present": 0, "late": 1, "leave": 2, "absent": 3, "left_early": 4}
NAMES = ("present", "late", "on_leave", "absent", "left_early")
MARKS = sa.text(
    "SELECT r.school_id, r.id, m.section_id, m.day, s.homeroom_id, k.state, count(*)"
    " FROM roll r JOIN meeting m ON m.id = r.meeting_id"
    " LEFT JOIN mark k ON k.roll_id = r.id"
    " AND k.state IN ('present', 'late', 'leave', 'absent', 'left_early') LEFT JOIN student s ON s.id = k.student_id"
    " WHERE r.handed_in_at IS NOT NULL"
    " GROUP BY r.school_id, r.id, m.section_id, m.day, s.homeroom_id, k.state"
).columns(day=sa.Date)


def upgrade() -> None:
    op.create_table(
        "homeroom_day",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("homeroom_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("present", KEY, nullable=False),
        sa.Column("late", KEY, nullable=False),
        sa.Column("on_leave", KEY, nullable=False),
        sa.Column("absent", KEY, nullable=False),
        sa.Column("left_early", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["homeroom_id"],
            ["homeroom.id"],
            name=op.f("fk_homeroom_day_homeroom_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_homeroom_day_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_homeroom_day")),
        sa.UniqueConstraint(
            "school_id",
            "homeroom_id",
            "day",
            name=op.f("uq_homeroom_day_school_id_homeroom_id_day"),
        ),
    )
    with op.batch_alter_table("homeroom_day", schema=None) as batch_op:
        batch_op.create_index("ix_homeroom_day_day", ["school_id", "day"], unique=False)

    op.create_table(
        "roll_summary",
        sa.Column("id", KEY, nullable=False),
        sa.Column("school_id", KEY, nullable=False),
        sa.Column("roll_id", KEY, nullable=False),
        sa.Column("section_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("present", KEY, nullable=False),
        sa.Column("late", KEY, nullable=False),
        sa.Column("on_leave", KEY, nullable=False),
        sa.Column("absent", KEY, nullable=False),
        sa.Column("left_early", KEY, nullable=False),
        sa.Column("homerooms", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["roll_id"], ["roll.id"], name=op.f("fk_roll_summary_roll_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_roll_summary_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["section.id"],
            name=op.f("fk_roll_summary_section_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_summary")),
        sa.UniqueConstraint("school_id", "roll_id", name=op.f("uq_roll_summary_school_id_roll_id")),
    )
    with op.batch_alter_table("roll_summary", schema=None) as batch_op:
        batch_op.create_index("ix_roll_summary_day", ["school_id", "day"], unique=False)
        batch_op.create_index(
            "ix_roll_summary_section", ["school_id", "section_id", "day"], unique=False
        )

    _fill()


def _fill() -> None:
    connection, tables = op.get_bind(), sa.MetaData()
    rolls: dict[tuple[object, ...], dict[str, list[int]]] = {}
    days: dict[tuple[object, ...], list[int]] = {}
    for school, roll, section, day, homeroom, state, count in connection.execute(MARKS):
        homerooms = rolls.setdefault((school, roll, section, day), {})
        if homeroom is not None:
            homerooms.setdefault(str(homeroom), [0] * 5)[STATES[state]] += count
            days.setdefault((school, homeroom, day), [0] * 5)[STATES[state]] += count
    sums = [
        dict(zip(("school_id", "roll_id", "section_id", "day"), key, strict=True))
        | {"homerooms": parts}
        | {name: sum(part[place] for part in parts.values()) for place, name in enumerate(NAMES)}
        for key, parts in rolls.items()
    ]
    counted = [
        dict(zip(("school_id", "homeroom_id", "day"), key, strict=True))
        | dict(zip(NAMES, numbers, strict=True))
        for key, numbers in days.items()
    ]
    for name, rows in (("roll_summary", sums), ("homeroom_day", counted)):
        if rows:
            table = sa.Table(name, tables, autoload_with=connection, resolve_fks=False)
            connection.execute(table.insert(), rows)


def downgrade() -> None:
    with op.batch_alter_table("roll_summary", schema=None) as batch_op:
        batch_op.drop_index("ix_roll_summary_section")
        batch_op.drop_index("ix_roll_summary_day")

    op.drop_table("roll_summary")
    with op.batch_alter_table("homeroom_day", schema=None) as batch_op:
        batch_op.drop_index("ix_homeroom_day_day")

    op.drop_table("homeroom_day")
