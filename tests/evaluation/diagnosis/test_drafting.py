"""Drafting a week on both databases: its numbers, once, in a fixed number of statements."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.accounts.queries.people import get_account
from app.attendance.models import MarkState
from app.core.errors import NotFound
from app.evaluation.actions.models import ActionState, StepKind
from app.evaluation.actions.queries.actions import get_action
from app.evaluation.actions.services import take_step
from app.evaluation.diagnosis.errors import (
    NothingHeld,
    NothingSaid,
    PromisedTooEarly,
    WeekNotOver,
)
from app.evaluation.diagnosis.jobs import draft_weeks
from app.evaluation.diagnosis.measures import Amount, Measure
from app.evaluation.diagnosis.models import Diagnosis
from app.evaluation.diagnosis.queries.diagnoses import (
    Whose,
    carried_over,
    diagnoses_of_week,
    get_diagnosis,
    records_of_term,
)
from app.evaluation.diagnosis.services import (
    comment,
    draft_past_weeks,
    draft_week,
    promise,
    publish,
)
from app.evaluation.diagnosis.services.writing import Promised
from app.evaluation.patrol.models import PraiseKind
from app.evaluation.patrol.reports import Failed, Report
from app.evaluation.patrol.services import save_visit
from app.messages.models import Message
from app.timetable.queries.meetings import get_meeting
from tests import make
from tests.evaluation.diagnosis.conftest import BELL, called, met

MONDAY = date(2026, 9, 7)
PRESENT, ABSENT, LATE = MarkState.PRESENT, MarkState.ABSENT, MarkState.LATE
EVERYBODY = Whose(sees_all=True)


def after(weeks):
    """The Monday morning after so many more weeks."""
    return BELL + timedelta(days=4, weeks=weeks)


def draft(session, club, weeks=0):
    day = BELL.date() + timedelta(weeks=weeks)
    by = {"actor_id": None, "now": after(weeks)}
    drafted = draft_week(session, club.school, club.term, day, **by)
    session.expire_all()
    return drafted


def of_club(session, club, weeks=0):
    listed = diagnoses_of_week(session, club.school.id, MONDAY + timedelta(weeks=weeks), EVERYBODY)
    return next(one for one in listed if one.section_id == club.section.id)


def numbers(diagnosis):
    return {line.measure: (line.value, line.of_all) for line in diagnosis.lines}


def patrolled(session, club, inspector, meeting_id, key, failed=(), praises=()):
    meeting = get_meeting(session, club.school.id, meeting_id)
    now = meeting.begins(club.school.time_zone) + timedelta(minutes=10)
    report = Report(key, 1, [Failed(one) for one in failed], praises)
    return save_visit(session, club.school, meeting, report, actor_id=inspector.id, now=now)


def test_a_week_is_counted_for_the_club_and_for_the_homeroom(session, club):
    met(session, club, [PRESENT, ABSENT, LATE])

    assert draft(session, club) == 2

    listed = diagnoses_of_week(session, club.school.id, MONDAY, EVERYBODY)
    of_section, of_homeroom = sorted(listed, key=lambda one: one.section_id is None)
    assert numbers(of_section) == {
        Measure.CAME: (2, 3),
        Measure.LATE: (1, 3),
        Measure.ON_LEAVE: (0, 3),
        Measure.HELD: (1, 1),
        Measure.UNSETTLED: (1, 1),
        Measure.LEFT: (0, 3),
        Measure.JOINED: (0, 0),
    }
    assert numbers(of_homeroom)[Measure.CAME] == (2, 3)
    assert [line.measure for line in of_section.standing_out] == [Measure.UNSETTLED]


def test_a_week_is_drafted_once_and_its_numbers_stay(session, club):
    met(session, club, [PRESENT, PRESENT, PRESENT])
    draft(session, club)
    called(session, club, [ABSENT, ABSENT, ABSENT], days=1)

    assert draft(session, club) == 0
    assert numbers(of_club(session, club))[Measure.CAME] == (3, 3)


def test_a_later_week_is_held_against_those_before(session, club):
    for weeks in range(3):
        met(session, club, [PRESENT, PRESENT, ABSENT], weeks=weeks)
        draft(session, club, weeks)

    line = of_club(session, club, 2).line(Measure.CAME)
    assert (line.now, line.before) == (Amount(2, 3), Amount(4, 6))


def test_what_is_found_again_late_or_praised_is_counted(session, club, quality):
    for weeks in range(2):
        roll = met(session, club, [PRESENT, PRESENT, PRESENT], weeks=weeks)
        patrolled(session, club, quality, roll.meeting_id, f"{weeks}" * 16, ["tidy", "on_time"])
    last = called(session, club, [PRESENT, PRESENT, PRESENT], weeks=1, days=-1)
    patrolled(session, club, quality, last.meeting_id, "9" * 16, praises=[PraiseKind.IDEA])
    draft(session, club, 0)
    draft(session, club, 1)

    first, second = (numbers(of_club(session, club, weeks)) for weeks in range(2))
    assert Measure.REPEATED not in first
    assert (first[Measure.FOUND], second[Measure.FOUND]) == ((2, 1), (2, 2))
    assert (second[Measure.REPEATED], second[Measure.PRAISED]) == ((2, 0), (1, 2))
    # "on_time" was due on the day, "tidy" within a week: one and then both first ones are late.
    assert first[Measure.OVERDUE] == (1, 0)
    assert second[Measure.OVERDUE] == (3, 0)
    again = of_club(session, club, 1).line(Measure.REPEATED)
    assert "、" in again.detail
    assert ", " in again.detail_en


def test_a_week_with_meetings_to_come_or_without_any_is_refused(session, club):
    by = {"actor_id": None, "now": BELL - timedelta(hours=1)}
    with pytest.raises(WeekNotOver):
        draft_week(session, club.school, club.term, BELL.date(), **by)
    with pytest.raises(NothingHeld):
        draft_week(session, club.school, club.term, date(2026, 12, 1), **by)


def test_the_clock_drafts_last_week_once(session, club):
    met(session, club, [PRESENT, ABSENT, PRESENT])

    for _ in range(2):
        draft_weeks(session, now=after(0))

    assert len(session.scalars(select(Diagnosis)).all()) == 2
    assert draft_past_weeks(session, club.school, club.term, now=after(0)) == 0


@pytest.mark.parametrize("how_many", [1, 3])
def test_a_week_takes_a_fixed_number_of_statements(session, club, count_queries, how_many):
    for number in range(how_many):
        course = make.course(session, school=club.school, code=f"F{number}", title=f"社{number}")
        section = make.section(session, term=club.term, course=course)
        called(session, club, [PRESENT, ABSENT, PRESENT], section=section)
    session.flush()
    count_queries.clear()

    draft(session, club)

    reads = [one for one in count_queries if one.startswith("SELECT")]
    assert len(reads) == 23


def test_next_week_begins_with_what_was_promised(session, club, quality):
    for weeks in range(3):
        met(session, club, [PRESENT, ABSENT, PRESENT], weeks=weeks)
        draft(session, club, weeks)
    first = of_club(session, club)
    teacher = get_account(session, club.school.id, club.teacher.id)
    made = Promised("每次课前 5 分钟到岗", teacher, after(0).date() + timedelta(days=3))
    by = {"actor_id": quality.id, "now": after(0)}
    action = promise(session, club.school, first, made, **by)

    second = of_club(session, club, 1)
    assert carried_over(session, club.school, first) == []
    assert [one.id for one in carried_over(session, club.school, second)] == [action.id]
    assert (action.due_on, action.owner_id, action.section_id) == (
        made.due_on,
        club.teacher.id,
        club.section.id,
    )
    action = get_action(session, club.school.id, action.id)
    done = after(0) + timedelta(days=1)
    take_step(session, action, StepKind.DONE, actor_id=club.teacher.id, now=done)
    take_step(session, action, StepKind.VERIFIED, actor_id=quality.id, now=done)
    session.flush()
    third = of_club(session, club, 2)
    assert action.state is ActionState.VERIFIED
    assert len(carried_over(session, club.school, second)) == 1  # what became of it, once
    assert carried_over(session, club.school, third) == []
    record = records_of_term(session, club.school.id, club.term.id, [club.section.id])
    assert (record[club.section.id].weeks, record[club.section.id].kept_in_time) == (3, 1)

    with pytest.raises(PromisedTooEarly):
        promise(session, club.school, first, replace(made, due_on=MONDAY), **by)


def test_those_concerned_are_told_once_and_hear_what_is_said(session, club, quality):
    met(session, club, [PRESENT, ABSENT, PRESENT])
    draft(session, club)
    listed = diagnoses_of_week(session, club.school.id, MONDAY, EVERYBODY)
    by = {"actor_id": quality.id, "now": after(0)}

    assert publish(session, club.school, listed, **by) == 2
    assert publish(session, club.school, listed, **by) == 0

    told = session.scalars(select(Message.account_id)).all()
    assert sorted(told) == sorted([club.teacher.id, club.lead.id])

    comment(session, of_club(session, club), "下周先看小组长", **by)
    told = session.scalars(select(Message.account_id)).all()
    assert sorted(told) == sorted([club.teacher.id, club.teacher.id, club.lead.id])
    with pytest.raises(NothingSaid):
        comment(session, of_club(session, club), " ", **by)


def test_another_school_s_diagnosis_is_not_found(session, club):
    met(session, club, [PRESENT, ABSENT, PRESENT])
    draft(session, club)
    other = make.school(session, code="other")
    found = of_club(session, club)

    assert diagnoses_of_week(session, other.id, MONDAY, EVERYBODY) == []
    with pytest.raises(NotFound):
        get_diagnosis(session, other.id, found.id)
