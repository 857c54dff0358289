"""The evidence of all sections of a term; a fixed number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.attendance.queries.figures import Scope, by_section
from app.courses.models import Section, SectionState
from app.courses.queries.sections import sections
from app.evaluation.actions.models import Action
from app.evaluation.diagnosis.measures import Outlook
from app.evaluation.diagnosis.models import Diagnosis, DiagnosisLine
from app.evaluation.patrol.queries.coverage import Visited, visits_by_section
from app.evaluation.summary.evidence import (
    Attendance,
    Closing,
    Demand,
    Evidence,
    Patrols,
    Weeks,
)
from app.evaluation.summary.queries.opinions import opinions
from app.lottery.models import Choice, ChoiceRound, Draw, DrawnSection
from app.schools.models import School, Term


@dataclass(frozen=True)
class Found:
    """A section and what the term knows of it."""

    section: Section
    evidence: Evidence


def gather(session: Session, school: School, term: Term, *, today: date) -> Sequence[Found]:
    """List the published sections of a term by code, each with its evidence until today."""
    listed = sections(session, school.id, term.id, states=[SectionState.PUBLISHED])
    wanted = demands(session, school.id, term.id)
    last = min(today, term.ends_on)
    came = {
        one.section.id: Attendance(one.rolls, one.counts.all, one.counts.there)
        for one in by_section(session, Scope(school.id), term.starts_on, last)
    }
    seen = visits_by_section(session, school.id, term.id)
    closed = closings(session, school, term.id, today=today)
    weeks = diagnosed(session, school.id, term.id)
    said = opinions(session, school.id, term, today=today)
    return [
        Found(
            one,
            Evidence(
                taken=one.taken,
                seats=one.seats,
                min_size=one.min_size,
                most_seats=one.room.seats if one.room is not None else None,
                demand=_demand(one, wanted),
                attendance=came.get(one.id),
                patrols=_patrols(seen.get(one.id)),
                closing=closed.get(one.id),
                diagnosis=weeks.get(one.id),
                opinion=said.get(one.id),
            ),
        )
        for one in listed
    ]


def demands(session: Session, school_id: int, term_id: int) -> Mapping[int, Demand]:
    """Count the handed-in lists of the frozen first rounds of a term, by section.

    Sections of such a round that nobody named stand there with none.
    """
    named = {
        row[0]: (row[1], row[2])
        for row in session.execute(
            select(Choice.section_id, func.count(), func.count().filter(Choice.rank == 1))
            .join(ChoiceRound, ChoiceRound.id == Choice.round_id)
            .where(
                Choice.school_id == school_id,
                ChoiceRound.term_id == term_id,
                ChoiceRound.earlier_round_id.is_(None),
                ChoiceRound.frozen_at.is_not(None),
            )
            .group_by(Choice.section_id)
        )
    }
    drawn = session.execute(
        select(DrawnSection.section_id, DrawnSection.seats)
        .join(Draw, Draw.id == DrawnSection.draw_id)
        .join(ChoiceRound, ChoiceRound.id == Draw.round_id)
        .where(
            DrawnSection.school_id == school_id,
            ChoiceRound.term_id == term_id,
            ChoiceRound.earlier_round_id.is_(None),
        )
        .order_by(Draw.id)
    )
    seats = {row[0]: row[1] for row in drawn}  # of the newest draw
    found = {}
    for section_id in {*named, *seats}:
        listed, first = named.get(section_id, (0, 0))
        found[section_id] = Demand(first, listed, seats.get(section_id, 0))
    return found


def closings(
    session: Session, school: School, term_id: int, *, today: date
) -> Mapping[int, Closing]:
    """Count the actions of each section that are done, or whose day is over, and in time."""
    rows = session.execute(
        select(Action.section_id, Action.due_on, Action.done_at)
        .join(Section, Section.id == Action.section_id)
        .where(Action.school_id == school.id, Section.term_id == term_id)
    )
    found: dict[int, list[int]] = {}
    for section_id, due_on, done_at in rows:
        if section_id is None:
            continue
        counted = found.setdefault(section_id, [0, 0, 0])
        if done_at is not None:
            counted[0] += 1
            counted[1] += school.today(done_at) <= due_on
        elif due_on < today:
            counted[0] += 1
            counted[2] += 1
    return {section_id: Closing(*counted) for section_id, counted in found.items()}


def diagnosed(session: Session, school_id: int, term_id: int) -> Mapping[int, Weeks]:
    """Count the diagnosed weeks of each section, and what went worse in them."""
    worse = case((DiagnosisLine.outlook == Outlook.WORSE, DiagnosisLine.diagnosis_id))
    rows = session.execute(
        select(
            Diagnosis.section_id,
            func.count(Diagnosis.id.distinct()),
            func.count(worse.distinct()),
            func.count(worse),
        )
        .outerjoin(DiagnosisLine, DiagnosisLine.diagnosis_id == Diagnosis.id)
        .where(
            Diagnosis.school_id == school_id,
            Diagnosis.term_id == term_id,
            Diagnosis.section_id.is_not(None),
        )
        .group_by(Diagnosis.section_id)
    )
    return {row[0]: Weeks(row[1], row[2], row[3]) for row in rows if row[0] is not None}


def _demand(section: Section, wanted: Mapping[int, Demand]) -> Demand | None:
    found = wanted.get(section.id)
    if found is None or not section.is_by_choice:
        return None
    return found if found.seats else Demand(found.first, found.listed, section.seats)


def _patrols(seen: Visited | None) -> Patrols | None:
    if seen is None:
        return None
    return Patrols(seen.visits, seen.score, seen.findings, seen.praises)
