"""One row of any table for a school, so that a walk over all routes has something to open."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Column
from sqlalchemy.orm import Session

from app.core.db import Model, Moment
from app.schools.models import School
from tests import make

VALUES = {
    str: "x",
    int: 1,
    bool: False,
    float: 1.0,
    date: date(2026, 9, 3),
    datetime: datetime(2026, 9, 3, 4, tzinfo=UTC),
    time: time(16, 25),
    dict: {},
    list: [],
    bytes: b"x",
}

# Tables whose rows the generic way below would build against a constraint.
BUILDERS: dict[str, Callable[..., Any]] = {
    "section": lambda session, school: make.section(
        session,
        term=make.term(
            session, school=school, starts_on=date(2027, 2, 20), ends_on=date(2027, 7, 9)
        ),
        course=make.course(session, school=school),
    ),
    "catalogue_import": lambda session, school: make.catalogue_import(
        session,
        term=make.term(
            session, school=school, starts_on=date(2029, 2, 20), ends_on=date(2029, 7, 7)
        ),
    ),
    "choice_round": lambda session, school: make.choice_round(
        session,
        term=make.term(
            session, school=school, starts_on=date(2028, 2, 20), ends_on=date(2028, 7, 7)
        ),
        slots=[make.slot(session, school=school, weekday=2)],
    ),
    "offer": lambda session, school: make.offer(session, school=school),
    "repair": lambda session, school: make.repair(session, school=school),
    "repair_move": lambda session, school: make.repair_move(session, school=school),
    "duty_turn": lambda session, school: make.duty_turn(
        session,
        term=make.term(
            session, school=school, starts_on=date(2032, 2, 20), ends_on=date(2032, 7, 7)
        ),
    ),
    "end_proposal": lambda session, school: make.end_proposal(session, school=school),
    "suggestion": lambda session, school: make.suggestion(session, school=school),
    "complaint": lambda session, school: make.complaint(session, school=school),
    "survey": lambda session, school: make.survey(session, school=school),
    "idea": lambda session, school: make.idea(session, school=school),
    "diagnosis": lambda session, school: make.diagnosis(session, school=school),
    "follow_up": lambda session, school: make.follow_up(session, school=school),
    "duty_person": lambda session, school: make.duty_person(session, school=school),
    # Other builders take any slot there is, or make the one of Thursday.
    "slot": lambda session, school: make.slot(session, school=school, weekday=6),
    "meeting": lambda session, school: make.meeting(
        session,
        make.section(
            session,
            term=make.term(
                session, school=school, starts_on=date(2031, 2, 20), ends_on=date(2031, 7, 7)
            ),
            course=make.course(session, school=school),
        ),
    ),
}
SIMPLE = {
    "term",
    "band",
    "room",
    "homeroom",
    "account",
    "student",
    "course",
    "roster_import",
}

# What routes call a row, where it is not the table's name.
ALIASES = {
    "entry": "gate_entry",
    "membership": "priority_membership",
    "grant": "priority_grant",
    "round": "choice_round",
    "day": "calendar_day",
    "message": "inbox_message",
}

# Numbers of routes that are no row's.
PLAIN = {"position": 1, "number": 1}


class Rows:
    """Rows of one school, each table's made when it is first asked for."""

    def __init__(self, session: Session, school: School) -> None:
        self.session, self.school = session, school
        self.made: dict[str, Any] = {"school": school}
        self.ids: dict[str, int] = {}  # kept: a walk may delete the row
        self.models = {mapper.local_table.name: mapper.class_ for mapper in Model.registry.mappers}

    def id_for(self, argument: str) -> int:
        """Give the id of the row that `<int:argument>` of a route stands for."""
        if argument in PLAIN:
            return PLAIN[argument]
        if argument not in self.ids:
            name = argument.removesuffix("_id")
            row = self.of(ALIASES.get(name, name))
            self.ids[argument] = int(getattr(row, row.__mapper__.primary_key[0].key))
        return self.ids[argument]

    def of(self, table: str) -> Any:
        if table not in self.made:
            if table not in self.models:
                raise LookupError(f"no table {table}: name it in tests/rows.py, ALIASES")
            self.made[table] = self._make(table)
        return self.made[table]

    def _make(self, table: str) -> Any:
        if table in BUILDERS:
            return BUILDERS[table](self.session, self.school)
        if table in SIMPLE:
            return getattr(make, table)(self.session, school=self.school)
        columns = self.models[table].__table__.columns
        row = self.models[table](
            **{column.key: self._value(column) for column in columns if self._is_needed(column)}
        )
        self.session.add(row)
        self.session.flush()
        return row

    def _is_needed(self, column: Column[Any]) -> bool:
        is_counted = column.primary_key and not column.foreign_keys
        return not (column.nullable or column.default or is_counted)

    def _value(self, column: Column[Any]) -> Any:
        if column.name == "school_id":
            return self.school.id
        if column.foreign_keys:
            (key,) = column.foreign_keys
            return getattr(self.of(key.column.table.name), key.column.key)
        if enums := getattr(column.type, "enum_class", None):
            return next(iter(enums))
        if isinstance(column.type, Moment):
            return make.NOON
        return VALUES[column.type.python_type]
