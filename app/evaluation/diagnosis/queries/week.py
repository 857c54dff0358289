"""The numbers of one week, for every club and every homeroom; a fixed number of statements."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Student
from app.attendance.gate_models import LateCall
from app.attendance.models import Absence, Roll
from app.attendance.numbers import Counts
from app.attendance.queries.figures import Scope, by_homeroom, by_section
from app.attendance.queries.streaks import missed_often
from app.core.text import Named
from app.courses.models import Section
from app.enrollment.models import Place
from app.evaluation.actions.models import Action, ActionState
from app.evaluation.diagnosis.measures import Amount, Measure
from app.evaluation.patrol.models import Finding, PatrolItem, Praise, Visit
from app.evaluation.survey.models import Survey, SurveyState
from app.evaluation.survey.queries.results import results
from app.evaluation.survey.queries.surveys import get_survey
from app.safety.incident_models import Incident, IncidentChild
from app.schools.models import School, Term
from app.timetable.models import Meeting, MeetingState

FOUND_AGAIN_WITHIN = timedelta(weeks=4)
CONTENT_KEY = "club_content"  # of the survey's questions

Numbers = dict[Measure, Amount]


@dataclass
class Week:
    """Its numbers by club and by homeroom, and what was found again in a club."""

    clubs: dict[int, Numbers] = field(default_factory=lambda: defaultdict(dict))
    homerooms: dict[int, Numbers] = field(default_factory=lambda: defaultdict(dict))
    found_again: dict[int, list[Named]] = field(default_factory=dict)


@dataclass(frozen=True)
class Span:
    """A week of a term of a school: its Monday, its Sunday."""

    school: School
    term: Term
    monday: date

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    def moments(self) -> tuple[datetime, datetime]:
        """Give when it begins and when the next one does."""
        zone = ZoneInfo(self.school.time_zone)
        begins = datetime.combine(self.monday, time(), zone)
        return begins.astimezone(UTC), (begins + timedelta(days=7)).astimezone(UTC)


def numbers_of(session: Session, span: Span) -> Week:
    """Count a week. Clubs that had no meeting planned, and homerooms without a mark, have none."""
    week = Week()
    _attendance(session, span, week)
    _meetings(session, span, week)
    _absences(session, span, week)
    _incidents(session, span, week)
    _late_pickups(session, span, week)
    _places(session, span, week)
    _patrols(session, span, week)
    _actions(session, span, week)
    _surveys(session, span, week)
    planned = {one for one, numbers in week.clubs.items() if Measure.HELD in numbers}
    week.clubs = {one: numbers for one, numbers in week.clubs.items() if one in planned}
    marked = {one for one, numbers in week.homerooms.items() if Measure.CAME in numbers}
    week.homerooms = {one: numbers for one, numbers in week.homerooms.items() if one in marked}
    return week


def _attendance(session: Session, span: Span, week: Week) -> None:
    scope = Scope(span.school.id)
    for figure in by_section(session, scope, span.monday, span.sunday):
        week.clubs[figure.section.id] |= _shares(figure.counts)
    for room, counts in by_homeroom(session, scope, span.monday, span.sunday):
        week.homerooms[room.id] |= _shares(counts)
    for one in missed_often(session, scope, span.sunday):
        _add(week.clubs[one.section.id], Measure.AWAY, 1)
        if one.student.homeroom_id is not None:
            _add(week.homerooms[one.student.homeroom_id], Measure.AWAY, 1)


def _shares(counts: Counts) -> Numbers:
    return {
        Measure.CAME: Amount(counts.there, counts.all),
        Measure.LATE: Amount(counts.late, counts.all),
        Measure.ON_LEAVE: Amount(counts.on_leave, counts.all),
    }


def _meetings(session: Session, span: Span, week: Week) -> None:
    statement = (
        select(Meeting.section_id, Meeting.state, func.count())
        .join(Section, Section.id == Meeting.section_id)
        .where(Meeting.school_id == span.school.id, Section.term_id == span.term.id, _in(span))
        .group_by(Meeting.section_id, Meeting.state)
    )
    for section_id, state, count in session.execute(statement):
        _add(week.clubs[section_id], Measure.HELD, count * (state is MeetingState.PLANNED), count)


def _absences(session: Session, span: Span, week: Week) -> None:
    """Count absences, and those whose outcome nobody wrote down."""
    statement = (
        select(
            Meeting.section_id,
            Student.homeroom_id,
            func.count(),
            func.count().filter(Absence.outcome.is_(None)),
        )
        .join(Roll, Roll.id == Absence.roll_id)
        .join(Meeting, Meeting.id == Roll.meeting_id)
        .join(Student, Student.id == Absence.student_id)
        .where(Absence.school_id == span.school.id, _in(span))
        .group_by(Meeting.section_id, Student.homeroom_id)
    )
    for section_id, homeroom_id, absent, unsettled in session.execute(statement):
        _add(week.clubs[section_id], Measure.UNSETTLED, unsettled, absent)
        if homeroom_id is not None:
            _add(week.homerooms[homeroom_id], Measure.UNSETTLED, unsettled, absent)


def _incidents(session: Session, span: Span, week: Week) -> None:
    days = Incident.day.between(span.monday, span.sunday)
    of_clubs = (
        select(Meeting.section_id, func.count())
        .join(Incident, Incident.meeting_id == Meeting.id)
        .where(Incident.school_id == span.school.id, days)
        .group_by(Meeting.section_id)
    )
    for section_id, count in session.execute(of_clubs):
        _add(week.clubs[section_id], Measure.INCIDENTS, count)
    of_homerooms = (
        select(Student.homeroom_id, func.count(Incident.id.distinct()))
        .join(IncidentChild, IncidentChild.student_id == Student.id)
        .join(Incident, Incident.id == IncidentChild.incident_id)
        .where(Incident.school_id == span.school.id, days, Student.homeroom_id.is_not(None))
        .group_by(Student.homeroom_id)
    )
    for homeroom_id, count in session.execute(of_homerooms):
        _add(week.homerooms[homeroom_id], Measure.INCIDENTS, count)


def _late_pickups(session: Session, span: Span, week: Week) -> None:
    """Count the children whose family had to be called, by homeroom."""
    statement = (
        select(Student.homeroom_id, func.count(LateCall.student_id.distinct()))
        .join(LateCall, LateCall.student_id == Student.id)
        .where(
            LateCall.school_id == span.school.id,
            LateCall.day.between(span.monday, span.sunday),
            Student.homeroom_id.is_not(None),
        )
        .group_by(Student.homeroom_id)
    )
    for homeroom_id, count in session.execute(statement):
        _add(week.homerooms[homeroom_id], Measure.LATE_PICKUPS, count)


def _places(session: Session, span: Span, week: Week) -> None:
    """Count who left a club and who joined it, of those who were there when the week began."""
    begins, ends = span.moments()
    was_there = (Place.began_at < begins) & (Place.ended_at.is_(None) | (Place.ended_at >= begins))
    has_left = was_there & (Place.ended_at < ends)
    joined = (Place.began_at >= begins) & (Place.began_at < ends)
    statement = (
        select(
            Place.section_id,
            func.count().filter(has_left),
            func.count().filter(was_there),
            func.count().filter(joined & Place.ended_at.is_(None)),
        )
        .join(Section, Section.id == Place.section_id)
        .where(Place.school_id == span.school.id, Section.term_id == span.term.id)
        .group_by(Place.section_id)
    )
    for section_id, left, there, came in session.execute(statement):
        _add(week.clubs[section_id], Measure.LEFT, left, there)
        _add(week.clubs[section_id], Measure.JOINED, came)


def _patrols(session: Session, span: Span, week: Week) -> None:
    visits = (
        select(
            Meeting.section_id,
            func.count(),
            func.sum(Visit.got),
            func.sum(Visit.full_points),
        )
        .join(Meeting, Meeting.id == Visit.meeting_id)
        .where(Visit.school_id == span.school.id, _in(span))
        .group_by(Meeting.section_id)
    )
    for section_id, count, got, full in session.execute(visits):
        _add(week.clubs[section_id], Measure.SCORE, int(got), int(full))
        _add(week.clubs[section_id], Measure.FOUND, 0, count)
        _add(week.clubs[section_id], Measure.PRAISED, 0, count)
    _findings(session, span, week)
    praises = (
        select(Meeting.section_id, func.count())
        .join(Visit, Visit.meeting_id == Meeting.id)
        .join(Praise, Praise.visit_id == Visit.id)
        .where(Praise.school_id == span.school.id, _in(span))
        .group_by(Meeting.section_id)
    )
    for section_id, count in session.execute(praises):
        _add(week.clubs[section_id], Measure.PRAISED, count)


def _findings(session: Session, span: Span, week: Week) -> None:
    """Count what was found, and what of it an earlier visit had found too."""
    statement = (
        select(
            Meeting.section_id, Meeting.day, PatrolItem.key, PatrolItem.label, PatrolItem.label_en
        )
        .join(Finding, Finding.item_id == PatrolItem.id)
        .join(Visit, Visit.id == Finding.visit_id)
        .join(Meeting, Meeting.id == Visit.meeting_id)
        .where(
            Finding.school_id == span.school.id,
            Meeting.day.between(span.monday - FOUND_AGAIN_WITHIN, span.sunday),
        )
        .order_by(Meeting.day, Finding.id)
    )
    earlier: set[tuple[int, str]] = set()
    for section_id, day, key, label, label_en in session.execute(statement):
        if day >= span.monday:
            _add(week.clubs[section_id], Measure.FOUND, 1)
            if (section_id, key) in earlier:
                _add(week.clubs[section_id], Measure.REPEATED, 1)
                week.found_again.setdefault(section_id, []).append(Named(label, label_en))
        earlier.add((section_id, key))


def _actions(session: Session, span: Span, week: Week) -> None:
    """Count what should have been put right by the week's end and was not, and what was."""
    begins, ends = span.moments()
    is_late = (Action.due_on <= span.sunday) & (Action.done_at.is_(None) | (Action.done_at >= ends))
    was_verified = (Action.verified_at >= begins) & (Action.verified_at < ends)
    statement = (
        select(
            Action.section_id,
            func.count().filter(is_late),
            func.count().filter(was_verified),
        )
        .where(
            Action.school_id == span.school.id,
            Action.opened_at < ends,
            Action.state.in_((ActionState.OPEN, ActionState.DOING)) | (Action.done_at >= begins),
        )
        .group_by(Action.section_id)
    )
    for section_id, late, verified in session.execute(statement):
        if section_id is not None:
            _add(week.clubs[section_id], Measure.OVERDUE, late)
            _add(week.clubs[section_id], Measure.PUT_RIGHT, verified)


def _surveys(session: Session, span: Span, week: Week) -> None:
    """Count who is content with a club, if a survey closed this week; small groups stay hidden."""
    closed = (
        select(Survey.id)
        .where(
            Survey.school_id == span.school.id,
            Survey.state == SurveyState.CLOSED,
            Survey.closed_on.between(span.monday, span.sunday),
        )
        .order_by(Survey.id)
    )
    for survey_id in session.scalars(closed).all():
        for club in results(session, get_survey(session, span.school.id, survey_id)).clubs:
            for question, given in club.answers if club.section else ():
                if question.key == CONTENT_KEY and club.section is not None:
                    amount = Amount(given.satisfied, given.size)
                    week.clubs[club.section.id][Measure.CONTENT] = amount


def _in(span: Span) -> ColumnElement[bool]:
    return Meeting.day.between(span.monday, span.sunday)


def _add(numbers: Numbers, measure: Measure, value: int, of: int = 0) -> None:
    numbers[measure] = numbers.get(measure, Amount()) + Amount(value, of)
