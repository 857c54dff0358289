"""Reads for the odds of a list: what the trial draws need, and what a page needs of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, undefer

from app.courses.models import Section
from app.lottery.models import (
    ChoiceList,
    ChoiceRound,
    Draw,
    RoundOdds,
    RoundSection,
    SectionOdds,
)


@dataclass(frozen=True)
class Trials:
    """The trial draws of a round as a page reads them."""

    odds: RoundOdds
    by_section: Mapping[int, Sequence[Any]]  # see app/lottery/allocation/odds.py


def trials(session: Session, school_id: int, round_id: int) -> Trials | None:
    """Give the trial draws of a round, if there are any; one statement."""
    statement = (
        select(RoundOdds, SectionOdds.section_id, SectionOdds.trials)
        .join(SectionOdds, SectionOdds.round_id == RoundOdds.round_id)
        .where(RoundOdds.school_id == school_id, RoundOdds.round_id == round_id)
    )
    rows = session.execute(statement).all()
    return Trials(rows[0][0], {row[1]: row[2] for row in rows}) if rows else None


def rounds_to_tell(session: Session) -> Sequence[ChoiceRound]:
    """List the announced rounds of every school whose lists are not fixed yet; for jobs."""
    statement = (
        select(ChoiceRound)
        .where(
            ChoiceRound.announced_at.is_not(None),
            ChoiceRound.frozen_at.is_(None),
            ChoiceRound.earlier_round_id.is_(None),  # there the numbers are no chance
        )
        .order_by(ChoiceRound.school_id, ChoiceRound.id)
    )
    return session.scalars(statement).all()


def get_odds(session: Session, school_id: int, round_id: int) -> RoundOdds | None:
    """Load what was computed last for a round."""
    statement = select(RoundOdds).where(
        RoundOdds.school_id == school_id, RoundOdds.round_id == round_id
    )
    return session.scalars(statement).one_or_none()


def count_changed_lists(
    session: Session, school_id: int, round_id: int, earlier: RoundOdds | None
) -> int:
    """Count the lists that were handed in since the odds were computed."""
    counted = select(func.count()).where(
        ChoiceList.school_id == school_id,
        ChoiceList.round_id == round_id,
        ChoiceList.handed_in_at.is_not(None),
    )
    if earlier is not None:
        counted = counted.where(ChoiceList.handed_in_at > earlier.computed_at)
    return session.scalar(counted) or 0


def published_entries(session: Session, school_id: int, term_id: int) -> Sequence[str]:
    """Give the frozen entries behind the published draws of a term."""
    statement = (
        select(Draw)
        .join(ChoiceRound, ChoiceRound.id == Draw.round_id)
        .where(
            Draw.school_id == school_id,
            ChoiceRound.term_id == term_id,
            ChoiceRound.earlier_round_id.is_(None),
            Draw.published_at.is_not(None),
        )
        .options(undefer(Draw.entries_text))
        .order_by(Draw.id)
    )
    return [draw.entries_text for draw in session.scalars(statement)]


def courses_of_term(session: Session, school_id: int, term_id: int) -> Sequence[Row[str, int, int]]:
    """List code, course and first grade of the sections of a term, by code."""
    statement = (
        select(Section.code, Section.course_id, Section.grade_from)
        .where(Section.school_id == school_id, Section.term_id == term_id)
        .order_by(Section.code)
    )
    return session.execute(statement).all()


def courses_of_round(
    session: Session, school_id: int, round_id: int
) -> Sequence[Row[str, int, int, int]]:
    """List code, course, first grade and id of the sections of a round, by code."""
    statement = (
        select(Section.code, Section.course_id, Section.grade_from, Section.id)
        .join(RoundSection, RoundSection.section_id == Section.id)
        .where(RoundSection.school_id == school_id, RoundSection.round_id == round_id)
        .order_by(Section.code)
    )
    return session.execute(statement).all()
