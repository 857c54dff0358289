"""Reads for freezing, drawing and publishing."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, undefer

from app.accounts.models import Student, StudentStatus
from app.core.errors import NotFound
from app.courses.models import Section
from app.enrollment.models import Place, PlaceSource
from app.lottery.models import (
    Choice,
    ChoiceList,
    Draw,
    DrawnSection,
    Outcome,
    RoundManifest,
)
from app.schools.models import Term


def handed_in_lists(session: Session, school_id: int, round_id: int) -> Sequence[ChoiceList]:
    """List the handed-in lists of enrolled students, with student and homeroom, by ticket."""
    statement = (
        select(ChoiceList)
        .join(ChoiceList.student)
        .where(
            ChoiceList.school_id == school_id,
            ChoiceList.round_id == round_id,
            ChoiceList.handed_in_at.is_not(None),
            Student.status == StudentStatus.ENROLLED,
        )
        .options(joinedload(ChoiceList.student).joinedload(Student.homeroom))
        .order_by(ChoiceList.ticket)
    )
    return session.scalars(statement).all()


def all_choices(
    session: Session, school_id: int, round_id: int
) -> Mapping[int, Mapping[int, Sequence[int]]]:
    """Give every handed-in list: student -> slot -> section ids, favourite first."""
    statement = (
        select(Choice.student_id, Choice.slot_id, Choice.section_id)
        .where(Choice.school_id == school_id, Choice.round_id == round_id)
        .order_by(Choice.student_id, Choice.slot_id, Choice.rank)
    )
    found: dict[int, dict[int, list[int]]] = {}
    for student_id, slot_id, section_id in session.execute(statement):
        found.setdefault(student_id, {}).setdefault(slot_id, []).append(section_id)
    return found


def term_before(session: Session, school_id: int, term_id: int) -> int | None:
    """Find the term before a term."""
    start = select(Term.starts_on).where(Term.id == term_id).scalar_subquery()
    statement = (
        select(Term.id)
        .where(Term.school_id == school_id, Term.starts_on < start)
        .order_by(Term.starts_on.desc())
        .limit(1)
    )
    return session.scalar(statement)


def draws(session: Session, school_id: int, round_id: int) -> Sequence[Draw]:
    """List the draws of a round with their manifests, the first first; without their texts."""
    statement = (
        select(Draw)
        .join(Draw.manifest)
        .where(Draw.school_id == school_id, Draw.round_id == round_id)
        .options(joinedload(Draw.manifest))
        .order_by(RoundManifest.position)
    )
    return session.scalars(statement).all()


def get_draw(
    session: Session,
    school_id: int,
    round_id: int,
    *,
    position: int | None = None,
    with_texts: bool = False,
) -> Draw:
    """Load the draw of the manifest in force, or of the one at `position`; without it `NotFound`.

    Before the entries are frozen there is no draw.
    """
    statement = (
        select(Draw)
        .join(Draw.manifest)
        .where(Draw.school_id == school_id, Draw.round_id == round_id)
        .options(joinedload(Draw.manifest))
        .order_by(RoundManifest.position.desc())
        .limit(1)
    )
    if position is not None:
        statement = statement.where(RoundManifest.position == position)
    if with_texts:
        statement = statement.options(
            undefer(Draw.entries_text),
            undefer(Draw.result_text),
            undefer(Draw.earlier_result_text),
            joinedload(Draw.manifest).undefer(RoundManifest.seed),
        )
    draw = session.scalars(statement).one_or_none()
    if draw is None:
        raise NotFound
    return draw


def drawn_sections(session: Session, school_id: int, draw_id: int) -> Sequence[DrawnSection]:
    """List what a draw did with each section, with its course, by code."""
    statement = (
        select(DrawnSection)
        .join(DrawnSection.section)
        .where(DrawnSection.school_id == school_id, DrawnSection.draw_id == draw_id)
        .options(joinedload(DrawnSection.section).joinedload(Section.course))
        .order_by(Section.code)
    )
    return session.scalars(statement).all()


def outcomes(session: Session, school_id: int, draw_id: int) -> Sequence[Outcome]:
    """List what a draw gave, by number."""
    statement = (
        select(Outcome)
        .where(Outcome.school_id == school_id, Outcome.draw_id == draw_id)
        .order_by(Outcome.slot_id, Outcome.number)
    )
    return session.scalars(statement).all()


def outcomes_of(
    session: Session, school_id: int, draw_id: int, student_id: int
) -> Mapping[int, Outcome]:
    """Give what a draw gave one student, by slot."""
    statement = select(Outcome).where(
        Outcome.school_id == school_id,
        Outcome.draw_id == draw_id,
        Outcome.student_id == student_id,
    )
    return {outcome.slot_id: outcome for outcome in session.scalars(statement)}


def entered_choices(session: Session, draw: Draw, ticket: str) -> Mapping[str, Sequence[str]]:
    """Give the lists of a ticket's row in the frozen entries: slot code -> section codes."""
    text = session.scalar(
        select(Draw.entries_text).where(Draw.school_id == draw.school_id, Draw.id == draw.id)
    )
    own = f'"ticket":{json.dumps(ticket)}'
    row = next((line for line in (text or "").split("\n") if own in line), None)
    return json.loads(row)["choices"] if row is not None else {}


def ticket_count(session: Session, school_id: int, draw_id: int, slot_id: int) -> int:
    """Count the numbers of a slot."""
    counted = select(func.count()).where(
        Outcome.school_id == school_id, Outcome.draw_id == draw_id, Outcome.slot_id == slot_id
    )
    return session.scalar(counted) or 0


def demand(session: Session, school_id: int, round_id: int) -> Mapping[int, tuple[int, int]]:
    """Count, per section, the lists that name it and those that name it first."""
    statement = (
        select(
            Choice.section_id,
            func.count(),
            func.count().filter(Choice.rank == 1),
        )
        .where(Choice.school_id == school_id, Choice.round_id == round_id)
        .group_by(Choice.section_id)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(statement)}


def fallback_count(
    session: Session, school_id: int, section_ids: Collection[int], given_at: datetime
) -> int:
    """Count the fallback places of some sections that the publication of a round gave."""
    counted = select(func.count()).where(
        Place.school_id == school_id,
        Place.section_id.in_(section_ids),
        Place.source == PlaceSource.FALLBACK,
        Place.began_at == given_at,  # a second round gives places in sections of the first
    )
    return session.scalar(counted) or 0


def student_names(
    session: Session, school_id: int, student_ids: Collection[int]
) -> Mapping[int, str]:
    """Give the names of some students."""
    statement = select(Student.id, Student.name).where(
        Student.school_id == school_id, Student.id.in_(student_ids)
    )
    return {row[0]: row[1] for row in session.execute(statement)}
