"""Evidence of a term, decisions with their numbers, and what the next term takes along."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.attendance.models import MarkState
from app.courses.models import Admission, EKind, Section, SectionHomeroom, Tier, Track
from app.courses.origin_models import SectionOrigin
from app.courses.queries.sections import get_section
from app.courses.services import copy_from_term
from app.evaluation.actions.models import Action, ActionState, Severity
from app.evaluation.summary import services
from app.evaluation.summary.errors import NothingChosen, TooManySeats, WeightsOff
from app.evaluation.summary.evidence import Attendance, Closing
from app.evaluation.summary.five import Education
from app.evaluation.summary.models import Answer
from app.evaluation.summary.queries.coverage import coverage
from app.evaluation.summary.queries.decisions import newest_decisions
from app.evaluation.summary.queries.evidence import closings
from app.evaluation.summary.queries.opinions import opinions
from app.evaluation.summary.queries.themes import found_in
from app.evaluation.summary.score import USUAL_WEIGHTS, Line, Part, Score
from app.evaluation.summary.services import Decision
from app.evaluation.survey.services import close_survey
from tests import make
from tests.attendance.conftest import BELL, called, club
from tests.evaluation.survey.conftest import TODAY, asked

__all__ = ["asked", "club"]

THURSDAY = date(2026, 9, 10)
PRESENT, ABSENT = MarkState.PRESENT, MarkState.ABSENT


def summed(session, club):
    _weights, listed = services.summary_of(session, club.school, club.term, today=THURSDAY)
    return listed


def action(session, club, *, due, done=None):
    session.add(
        Action(
            school_id=club.school.id,
            what="地面湿滑",
            severity=Severity.WEEK,
            state=ActionState.DONE if done else ActionState.OPEN,
            due_on=due,
            section_id=club.section.id,
            opened_at=BELL,
            done_at=done,
        )
    )
    session.flush()


def decided(session, club, **changes):
    (one,) = summed(session, club)
    values = {"answer": Answer.CHANGED, "seats": 26, "tier": Tier.FLAGSHIP, "note": "换大教室"}
    (row,) = services.decide(
        session,
        club.school.id,
        [Decision(one, **values | changes)],
        weights_version=0,
        actor_id=club.leader.id,
        now=BELL,
    )
    session.commit()
    return row


def test_rolls_are_counted_until_today(session, club):
    called(session, club, [PRESENT, PRESENT, ABSENT], days=-1)
    called(session, club, [ABSENT] * 3, weeks=1)

    (one,) = summed(session, club)

    assert one.evidence.attendance == Attendance(rolls=1, expected=3, came=2)


def test_what_is_closed_in_time_goes_by_the_schools_own_day(session, club):
    last_minute = BELL.replace(hour=15, minute=59)  # 23:59 at the school
    action(session, club, due=THURSDAY, done=last_minute)
    action(session, club, due=THURSDAY, done=last_minute + timedelta(minutes=1))
    action(session, club, due=THURSDAY - timedelta(days=1))
    action(session, club, due=THURSDAY)  # its day is not over

    found = closings(session, club.school, club.term.id, today=THURSDAY)

    assert found == {club.section.id: Closing(due=3, in_time=1, late=1)}


def test_groups_that_the_survey_hides_count_nothing(session, school, term, asked):
    survey = asked.opened()
    for number in range(4):
        asked.answers(survey, number, club_content="1", club_teacher="1")
    close_survey(session, school, survey, actor_id=asked.office.id, now=make.NOON)
    few = opinions(session, school.id, term, today=TODAY)

    assert not few[asked.section.id].answers
    assert few[asked.section.id].hidden == 1


def test_groups_of_five_count(session, school, term, asked):
    survey = asked.opened()
    for number in range(5):
        asked.answers(survey, number, club_content="1" if number else "5", club_teacher="5")
    close_survey(session, school, survey, actor_id=asked.office.id, now=make.NOON)

    found = opinions(session, school.id, term, today=TODAY)[asked.section.id]

    assert (found.answers, found.satisfied, found.surveys, found.hidden) == (10, 6, 1, 0)


def test_a_decided_score_can_be_computed_again(session, club):
    called(session, club, [PRESENT, PRESENT, ABSENT], days=-1)
    before = decided(session, club).score
    called(session, club, [ABSENT] * 3, days=-2)
    services.change_weights(
        session,
        club.school.id,
        {part: 100 if part is Part.PATROLS else 0 for part in Part},
        actor_id=club.leader.id,
        now=BELL,
    )
    session.commit()

    kept = newest_decisions(session, club.school.id, [club.section.id])[club.section.id]
    lines = [Line(**line | {"part": Part(line["part"])}) for line in kept.evidence["lines"]]

    assert before is not None
    assert kept.weights_version == 0
    assert Score(lines, []).value == pytest.approx(before)


def test_the_newest_decision_counts(session, club):
    decided(session, club)
    decided(session, club, seats=18)

    found = newest_decisions(session, club.school.id, [club.section.id])

    assert found[club.section.id].seats == 18


def test_weights_are_a_whole_and_have_versions(session, club):
    by = {"actor_id": club.leader.id, "now": BELL}
    with pytest.raises(WeightsOff):
        services.change_weights(session, club.school.id, {**USUAL_WEIGHTS, Part.SURVEY: 99}, **by)

    made = [
        services.change_weights(session, club.school.id, USUAL_WEIGHTS, **by).version
        for _again in range(2)
    ]

    assert made == [1, 2]


def test_a_decision_needs_a_club_and_seats_it_can_have(session, club):
    (one,) = summed(session, club)
    by = {"weights_version": 0, "actor_id": club.leader.id, "now": BELL}

    with pytest.raises(NothingChosen):
        services.decide(session, club.school.id, [], **by)
    for seats in (0, 401):
        wrong = Decision(one, Answer.CHANGED, seats, Tier.EMERGING)
        with pytest.raises(TooManySeats):
            services.decide(session, club.school.id, [wrong], **by)


def next_term(session, club):
    return make.term(
        session,
        school=club.school,
        title="第二学期",
        starts_on=date(2027, 2, 20),
        ends_on=date(2027, 7, 9),
    )


def copied(session, club):
    spring = next_term(session, club)
    copy_from_term(session, club.term, spring, actor_id=club.leader.id, now=BELL)
    session.commit()
    new_id = session.scalars(select(Section.id).where(Section.term_id == spring.id)).one()
    origin = session.scalars(select(SectionOrigin)).one()
    return get_section(session, club.school.id, new_id), origin


def test_the_next_term_takes_the_decision_along(session, club):
    decided(session, club)

    new, origin = copied(session, club)

    assert (new.seats, new.course.tier) == (26, Tier.FLAGSHIP)
    assert (origin.section_id, origin.from_section_id) == (new.id, club.section.id)
    assert (origin.seats_before, origin.seats, origin.tier) == (20, 26, Tier.FLAGSHIP)
    assert (origin.note, origin.link) == ("换大教室", f"/summary/sections/{club.section.id}")


def test_without_a_decision_the_next_term_is_as_the_last(session, club):
    new, origin = copied(session, club)

    assert (new.seats, new.course.tier) == (20, Tier.EMERGING)
    assert not origin.is_decided


def test_the_list_asks_as_often_for_three_clubs_as_for_one(session, club, count_queries):
    def asked_for():
        session.commit()
        session.expire_all()
        session.refresh(club.school)
        session.refresh(club.term)
        count_queries.clear()
        summed(session, club)
        return len(count_queries)

    called(session, club, [PRESENT] * 3, days=-1)
    one = asked_for()
    for number in range(2):
        course = make.course(session, school=club.school, code=f"N{number}")
        section = make.section(session, term=club.term, course=course)
        make.teaches(session, club.teacher, section)
        called(session, club, [PRESENT] * 3, days=-1, section=section)

    assert asked_for() == one


def test_grades_are_covered_by_places_and_by_whole_homerooms(session, club):
    ball = make.course(
        session,
        school=club.school,
        code="B1",
        track=Track.E,
        domain=None,
        e_kind=EKind.CLASS_BALL,
    )
    whole = make.section(session, term=club.term, course=ball, admission=Admission.HOMEROOM)
    session.add(
        SectionHomeroom(school_id=club.school.id, section_id=whole.id, homeroom_id=club.homeroom.id)
    )
    make.student(session, school=club.school, homeroom=club.homeroom)
    session.flush()

    (grade,) = coverage(session, club.school.id, club.term)

    assert grade.children == 4
    assert (grade.reached[Education.BEAUTY], grade.reached[Education.BODY]) == (3, 4)


def test_what_was_found_stands_under_its_months(session, club):
    action(session, club, due=THURSDAY, done=BELL)

    (found,) = found_in(session, club.school, club.term)

    assert (found.on, found.done_on, found.theme.name) == (THURSDAY, THURSDAY, "")
