"""The plan rotates by weeks, the days follow the calendar, and who stands in is told."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.accounts.queries.people import get_account
from app.attendance.errors import DayClosed
from app.core.roles import Role
from app.messages.models import Message
from app.safety.duty_models import DutyKind
from app.safety.errors import (
    DayAhead,
    DutyOver,
    NobodyNamed,
    NothingSaid,
    NotTheirDuty,
    OnDutyAlready,
    StillOpen,
)
from app.safety.jobs import keep_all_duties
from app.safety.models import ItemKind
from app.safety.queries.days import day_book
from app.safety.queries.duty import duties_between, get_duty, logs_between, on_duty, plan
from app.safety.services import (
    Remark,
    Turns,
    add_turns,
    close_day,
    end_stand_in,
    person_of,
    remove_turn,
    sign_log,
    stand_in,
    write_entry,
)
from app.schools.models import CalendarDay, DayKind
from tests import make
from tests.attendance.conftest import BELL, club
from tests.safety.test_closing import call

__all__ = ["club"]

DAY = date(2026, 9, 10)  # Thursday of the second week of the term
OVER = BELL + timedelta(minutes=60)
LEADER = DutyKind.LEADER


def plan_turn(session, club, account, week=1, weekdays=(4,), kind=LEADER, now=BELL):
    who = person_of(session, club.school, account_id=account.id)
    turns = Turns(kind, week, frozenset(weekdays))
    add_turns(session, club.school, club.term, turns, who, actor_id=None, now=now)
    return who


def days_of(session, club, person):
    session.expire_all()
    listed = duties_between(session, club.school.id, DAY, date(2026, 10, 31))
    return [one.day for one in listed if one.present.id == person.id]


@pytest.fixture
def colleague(session, club):
    return make.account(session, Role.DUTY_LEADER, school=club.school, name="何值")


def test_two_weeks_take_turns_over_the_days_of_the_calendar(session, club, colleague):
    first = plan_turn(session, club, club.leader, week=1)
    second = plan_turn(session, club, colleague, week=2)

    # 1 October is a holiday; the rotation goes on by weeks all the same.
    assert days_of(session, club, second)[:3] == [
        date(2026, 9, 10),
        date(2026, 9, 24),
        date(2026, 10, 8),
    ]
    assert days_of(session, club, first)[:2] == [date(2026, 9, 17), date(2026, 10, 15)]


def test_days_that_are_over_stay_when_the_plan_changes(session, club):
    person = plan_turn(session, club, club.leader)
    later = BELL + timedelta(days=7)
    (turn,) = plan(session, club.school.id, club.term.id)

    remove_turn(session, club.school, club.term, turn, actor_id=club.leader.id, now=later)

    assert days_of(session, club, person) == [DAY]


def test_a_day_off_decided_later_takes_the_duty_away(session, club):
    person = plan_turn(session, club, club.leader)
    off = {"day": date(2026, 9, 17), "kind": DayKind.NO_SERVICE}
    session.add(CalendarDay(school_id=club.school.id, **off))
    session.commit()

    keep_all_duties(session, now=BELL)

    assert date(2026, 9, 17) not in days_of(session, club, person)


def test_who_stands_in_is_on_duty_and_the_other_in_return(session, club, colleague):
    planned = plan_turn(session, club, club.leader, weekdays=(4,))
    other = plan_turn(session, club, colleague, weekdays=(5,))
    mine, theirs = duties_between(session, club.school.id, DAY, DAY + timedelta(days=1))
    by = {"actor_id": club.leader.id, "now": BELL}

    stand_in(session, club.school, mine, other, "外出培训", in_return=theirs, **by)

    found = get_duty(session, club.school.id, mine.id)
    assert (found.present.title, found.reason) == ("何值", "外出培训")
    assert get_duty(session, club.school.id, theirs.id).present.id == planned.id
    told = session.scalars(select(Message.account_id).order_by(Message.account_id)).all()
    assert told == sorted([club.leader.id, colleague.id])
    end_stand_in(session, club.school, found, **by)
    assert get_duty(session, club.school.id, mine.id).present.id == planned.id


def test_what_is_no_stand_in_is_refused(session, club, colleague):
    plan_turn(session, club, club.leader)
    other = plan_turn(session, club, colleague)
    outside = person_of(session, club.school, name="食堂老王")
    mine, theirs = duties_between(session, club.school.id, DAY, DAY)
    by = {"actor_id": club.leader.id, "now": BELL}

    with pytest.raises(OnDutyAlready):
        stand_in(session, club.school, mine, other, "病", **by)
    with pytest.raises(NotTheirDuty):
        stand_in(session, club.school, mine, outside, "病", in_return=theirs, **by)
    late = {"actor_id": club.leader.id, "now": BELL + timedelta(days=1)}
    with pytest.raises(DutyOver):
        stand_in(session, club.school, mine, outside, "病", **late)
    with pytest.raises(NobodyNamed):
        person_of(session, club.school)


def test_a_person_is_made_once(session, club):
    named = person_of(session, club.school, name="食堂老王")

    assert person_of(session, club.school, name="食堂老王").id == named.id
    account = person_of(session, club.school, account_id=club.leader.id)
    assert person_of(session, club.school, account_id=club.leader.id).id == account.id
    assert get_account(session, club.school.id, club.leader.id).name == "周值"


def test_an_unsigned_log_keeps_the_day_open_and_a_later_line_asks_for_a_new_signature(
    session, club
):
    plan_turn(session, club, club.leader)
    call(session, club)
    by = {"actor_id": club.leader.id, "now": OVER}
    kinds = [item.kind for item in day_book(session, club.school, DAY, now=OVER).items]
    assert kinds == [ItemKind.NO_SIGNATURE]
    with pytest.raises(StillOpen):
        close_day(session, club.school, DAY, {}, **by)

    sign_log(session, club.school, DAY, LEADER, **by)
    assert day_book(session, club.school, DAY, now=OVER).items == []
    write_entry(session, club.school, DAY, LEADER, Remark(remark="walked"), **by)
    assert len(day_book(session, club.school, DAY, now=OVER).items) == 1

    sign_log(session, club.school, DAY, LEADER, **by)
    close_day(session, club.school, DAY, {}, **by)
    with pytest.raises(DayClosed):
        write_entry(session, club.school, DAY, LEADER, Remark(note="补记"), **by)


def test_several_people_write_and_nothing_is_not_an_entry(session, club, colleague):
    by = {"now": BELL}
    room = make.room(session, school=club.school, name="301")
    for account, said in (
        (club.leader, Remark(place="gate", remark="gate_open")),
        (colleague, Remark(room_id=room.id, note="投影仪开着")),
    ):
        write_entry(session, club.school, DAY, LEADER, said, actor_id=account.id, **by)
    with pytest.raises(NothingSaid):
        write_entry(session, club.school, DAY, LEADER, Remark(), actor_id=None, **by)
    with pytest.raises(DayAhead):
        sign_log(
            session, club.school, DAY + timedelta(days=1), LEADER, actor_id=club.leader.id, **by
        )

    session.expire_all()
    log = logs_between(session, club.school.id, DAY, DAY)[DAY, LEADER]
    assert [(entry.place, entry.room and entry.room.name) for entry in log.entries] == [
        ("gate", None),
        ("", "301"),
    ]
    assert on_duty(session, club.school.id, DAY) == {}
