"""Reads of rounds, their sections, manifests and notices."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.core.errors import NotFound
from app.courses.models import BY_CHOICE, Section, SectionState, SectionTime
from app.lottery.models import (
    ChoiceRound,
    RoundManifest,
    RoundNotice,
    RoundSection,
    RoundSlot,
)

_NOTICES = (  # on every page of choosing, so put together once
    select(RoundNotice)
    .where(
        RoundNotice.school_id == bindparam("of_school"),
        RoundNotice.round_id == bindparam("of_round"),
    )
    .options(joinedload(RoundNotice.section).joinedload(Section.course))
    .order_by(RoundNotice.at.desc(), RoundNotice.id.desc())
)


def get_round(
    session: Session, school_id: int, round_id: int, *, for_update: bool = False
) -> ChoiceRound:
    """Load a round with its slots, or `NotFound`."""
    statement = (
        select(ChoiceRound)
        .where(ChoiceRound.school_id == school_id, ChoiceRound.id == round_id)
        .options(selectinload(ChoiceRound.slots).joinedload(RoundSlot.slot))
    )
    if for_update:
        statement = statement.with_for_update()
    return _found(session.scalars(statement).one_or_none())


def get_announced_round(session: Session, round_id: int) -> ChoiceRound:
    """Load a round of any school for its public page, or `NotFound` before it is announced."""
    statement = (
        select(ChoiceRound)
        .where(ChoiceRound.id == round_id, ChoiceRound.announced_at.is_not(None))
        .options(selectinload(ChoiceRound.slots).joinedload(RoundSlot.slot))
    )
    return _found(session.scalars(statement).one_or_none())


def rounds(session: Session, school_id: int, term_id: int) -> Sequence[ChoiceRound]:
    """List the rounds of a term with their slots, newest first."""
    statement = (
        select(ChoiceRound)
        .where(ChoiceRound.school_id == school_id, ChoiceRound.term_id == term_id)
        .options(selectinload(ChoiceRound.slots).joinedload(RoundSlot.slot))
        .order_by(ChoiceRound.opens_at.desc(), ChoiceRound.id.desc())
    )
    return session.scalars(statement).all()


def rounds_for_families(session: Session, school_id: int, term_id: int) -> Sequence[ChoiceRound]:
    """List the announced rounds of a term, the one that closes last first."""
    statement = (
        select(ChoiceRound)
        .where(
            ChoiceRound.school_id == school_id,
            ChoiceRound.term_id == term_id,
            ChoiceRound.announced_at.is_not(None),
        )
        .order_by(ChoiceRound.closes_at.desc(), ChoiceRound.id.desc())
    )
    return session.scalars(statement).all()


def open_rounds(session: Session, school_id: int, *, now: datetime) -> Sequence[ChoiceRound]:
    """List the rounds in which lists may be handed in now, the one that closes first first."""
    statement = (
        select(ChoiceRound)
        .where(
            ChoiceRound.school_id == school_id,
            ChoiceRound.announced_at.is_not(None),
            ChoiceRound.frozen_at.is_(None),
            ChoiceRound.opens_at <= now,
            ChoiceRound.closes_at > now,
        )
        .order_by(ChoiceRound.closes_at, ChoiceRound.id)
    )
    return session.scalars(statement).all()


def sections_by_choice(session: Session, school_id: int, term_id: int) -> Sequence[Section]:
    """List the published sections of a term whose places are given by choice, by code."""
    statement = (
        select(Section)
        .where(
            Section.school_id == school_id,
            Section.term_id == term_id,
            Section.state == SectionState.PUBLISHED,
            Section.admission.in_(BY_CHOICE),
        )
        .options(
            joinedload(Section.course),
            joinedload(Section.room),
            selectinload(Section.times).joinedload(SectionTime.slot),
        )
        .order_by(Section.code)
    )
    return session.scalars(statement).all()


def round_sections(session: Session, school_id: int, round_id: int) -> Sequence[RoundSection]:
    """List the sections of an announced round with their courses, by code."""
    statement = (
        select(RoundSection)
        .join(RoundSection.section)
        .where(RoundSection.school_id == school_id, RoundSection.round_id == round_id)
        .options(joinedload(RoundSection.section).joinedload(Section.course))
        .order_by(Section.code)
    )
    return session.scalars(statement).all()


def get_round_section(
    session: Session, school_id: int, round_id: int, section_id: int
) -> RoundSection:
    """Load one section of a round with its course, or `NotFound`."""
    statement = (
        select(RoundSection)
        .where(
            RoundSection.school_id == school_id,
            RoundSection.round_id == round_id,
            RoundSection.section_id == section_id,
        )
        .options(joinedload(RoundSection.section).joinedload(Section.course))
    )
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def manifests(session: Session, school_id: int, round_id: int) -> Sequence[RoundManifest]:
    """List the manifests of a round, the one in force last."""
    statement = (
        select(RoundManifest)
        .where(RoundManifest.school_id == school_id, RoundManifest.round_id == round_id)
        .order_by(RoundManifest.position)
    )
    return session.scalars(statement).all()


def get_manifest(session: Session, school_id: int, round_id: int) -> RoundManifest:
    """Load the manifest in force, or `NotFound` before the round is announced."""
    listed = manifests(session, school_id, round_id)
    if not listed:
        raise NotFound
    return listed[-1]


def notices(session: Session, school_id: int, round_id: int) -> Sequence[RoundNotice]:
    """List what happened to a round in public, newest first."""
    facts = {"of_school": school_id, "of_round": round_id}
    return session.scalars(_NOTICES, facts).all()


def round_count(session: Session, school_id: int, term_id: int) -> int:
    """Count the rounds of a term."""
    counted = select(func.count()).where(
        ChoiceRound.school_id == school_id, ChoiceRound.term_id == term_id
    )
    return session.scalar(counted) or 0


def _found(row: ChoiceRound | None) -> ChoiceRound:
    if row is None:
        raise NotFound
    return row
