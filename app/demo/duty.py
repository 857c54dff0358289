"""Duty of the demonstration: leaders and teachers take turns over two weeks, the canteen stays."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.roles import Role
from app.demo.files import StaffRow
from app.safety.duty_models import DutyKind
from app.safety.services import Turns, add_turns, person_of
from app.schools.models import School, Term

WEEKS, WEEKDAYS = 2, (1, 2, 3, 4, 5)
IN_THE_CANTEEN = ("罗师傅", "邵师傅")
TEACHERS_A_DAY = 2


def plan_duty(
    session: Session,
    school: School,
    term: Term,
    rows: Sequence[StaffRow],
    staff: Mapping[str, Account],
    *,
    now: datetime,
) -> None:
    """Plan the three rosters of a term."""
    leaders = _with_role(rows, staff, Role.DUTY_LEADER) or _with_role(
        rows, staff, Role.SCHOOL_ADMIN
    )
    teachers = _with_role(rows, staff, Role.CLUB_TEACHER)
    for number, leader in enumerate([*leaders, *_with_role(rows, staff, Role.SCHOOL_ADMIN)]):
        leader.phone = leader.phone or f"120820800{number:02}"
    turn = 0
    for week in range(1, WEEKS + 1):
        for weekday in WEEKDAYS:
            first = TEACHERS_A_DAY * turn
            pair = [teachers[n % len(teachers)] for n in range(first, first + TEACHERS_A_DAY)]
            on_it = [
                (DutyKind.LEADER, leaders[turn % len(leaders)]),
                *((DutyKind.TEACHER, account) for account in pair),
            ]
            for kind, account in on_it:
                who = person_of(session, school, account_id=account.id)
                turns = Turns(kind, week, frozenset({weekday}))
                add_turns(session, school, term, turns, who, actor_id=None, now=now)
            turn += 1
    for name in IN_THE_CANTEEN:
        who = person_of(session, school, name=name)
        turns = Turns(DutyKind.CANTEEN, 1, frozenset(WEEKDAYS))
        add_turns(session, school, term, turns, who, actor_id=None, now=now)


def _with_role(rows: Sequence[StaffRow], staff: Mapping[str, Account], role: Role) -> list[Account]:
    return [staff[row.number] for row in rows if role in row.roles]
