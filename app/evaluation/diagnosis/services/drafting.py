"""Drafting a week: its numbers are counted once, held against past and school, and kept."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.services import record
from app.core.text import Named
from app.courses.models import Section
from app.evaluation.diagnosis.errors import NothingHeld, WeekNotOver
from app.evaluation.diagnosis.measures import NOTHING, Amount, Measure
from app.evaluation.diagnosis.models import Diagnosis, DiagnosisLine
from app.evaluation.diagnosis.queries.diagnoses import is_drafted, pasts
from app.evaluation.diagnosis.queries.week import Span, Week, numbers_of
from app.evaluation.diagnosis.standing_out import Case, Judged, judge
from app.schools.models import School, Term
from app.timetable.models import Meeting, MeetingState
from app.timetable.rule import week_of

Past = Mapping[tuple[int | None, int | None, Measure], Amount]


def draft_week(
    session: Session,
    school: School,
    term: Term,
    day: date,
    *,
    actor_id: int | None,
    now: datetime,
) -> int:
    """Draft the week of a day for each club and homeroom, once; gives how many.

    Drafted again it stays as it is: numbers do not change under what was said of them.

    Raises:
        WeekNotOver: it has meetings to come.
        NothingHeld: it has no meetings.
    """
    span = Span(school, term, week_of(day)[0])
    if is_drafted(session, school.id, span.monday):
        return 0
    _check(session, span, now)
    week = numbers_of(session, span)
    past = pasts(session, school.id, term.id, span.monday)
    made = [
        *_drafts(span, week, week.clubs, past, is_club=True, now=now),
        *_drafts(span, week, week.homerooms, past, is_club=False, now=now),
    ]
    session.add_all(made)
    session.flush()
    record(
        session,
        "draft diagnoses",
        "term",
        term.id,
        school_id=school.id,
        actor_id=actor_id,
        now=now,
        week=span.monday.isoformat(),
        drafted=len(made),
    )
    return len(made)


def draft_past_weeks(session: Session, school: School, term: Term, *, now: datetime) -> int:
    """Draft each week of a term whose meetings are over, the earliest first; gives how many."""
    monday, drafted = week_of(term.starts_on)[0], 0
    while monday <= school.today(now):
        with suppress(NothingHeld, WeekNotOver):
            drafted += draft_week(session, school, term, monday, actor_id=None, now=now)
        monday += timedelta(days=7)
    return drafted


def _check(session: Session, span: Span, now: datetime) -> None:
    held = (
        Meeting.school_id == span.school.id,
        Meeting.section_id == Section.id,
        Section.term_id == span.term.id,
        Meeting.day.between(span.monday, span.sunday),
    )
    meetings = session.scalars(
        select(Meeting).join(Section, Section.id == Meeting.section_id).where(*held)
    ).all()
    if not meetings:
        raise NothingHeld
    zone = span.school.time_zone
    if any(one.state is MeetingState.PLANNED and one.ends(zone) > now for one in meetings):
        raise WeekNotOver


def _drafts(
    span: Span,
    week: Week,
    numbers: Mapping[int, Mapping[Measure, Amount]],
    past: Past,
    *,
    is_club: bool,
    now: datetime,
) -> list[Diagnosis]:
    """Make the diagnoses of the clubs, or of the homerooms; they are judged among their like."""
    cases = [
        Case(
            subject,
            measure,
            amount,
            past.get((subject, None, measure) if is_club else (None, subject, measure), NOTHING),
        )
        for subject, of_subject in sorted(numbers.items())
        for measure, amount in sorted(of_subject.items(), key=_in_order)
    ]
    judged: dict[int, list[Judged]] = {}
    for one in judge(cases):
        judged.setdefault(one.case.subject, []).append(one)
    return [
        Diagnosis(
            school_id=span.school.id,
            term_id=span.term.id,
            week=span.monday,
            section_id=subject if is_club else None,
            homeroom_id=None if is_club else subject,
            drafted_at=now,
            lines=[_line(span.school.id, one, week if is_club else Week()) for one in lines],
        )
        for subject, lines in judged.items()
    ]


def _in_order(item: tuple[Measure, Amount]) -> int:
    return list(Measure).index(item[0])


def _line(school_id: int, judged: Judged, week: Week) -> DiagnosisLine:
    case = judged.case
    detail = _detail(case.measure, case.subject, week)
    return DiagnosisLine(
        school_id=school_id,
        measure=case.measure,
        value=case.now.value,
        of_all=case.now.of,
        usual_value=case.before.value,
        usual_of=case.before.of,
        median=judged.median,
        outlook=judged.outlook,
        detail="、".join(detail),
        detail_en=", ".join(one.en for one in detail),
    )


def _detail(measure: Measure, section_id: int, week: Week) -> Sequence[Named]:
    if measure is Measure.REPEATED:
        return week.found_again.get(section_id, [])
    return []
