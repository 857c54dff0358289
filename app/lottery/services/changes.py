"""Changing an announced round, always in public: a longer window, a section withdrawn."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.audit.services import record
from app.core.text import N_
from app.courses.models import Section, SectionState
from app.enrollment.models import PromisedSection
from app.lottery import errors
from app.lottery.models import (
    ChoiceRound,
    NoticeKind,
    RoundManifest,
    RoundNotice,
    RoundSection,
)
from app.lottery.queries import families
from app.lottery.queries import rounds as queries
from app.lottery.services.rounds import fix_manifest
from app.messages.services import send
from app.schools.models import School, Term


def extend_round(
    session: Session,
    school: School,
    choice_round: ChoiceRound,
    *,
    closes_at: datetime,
    reason: str,
    actor_id: int | None,
    now: datetime,
) -> RoundManifest:
    """Move the closing time of a running round later, with a public reason.

    The closing time stands in the manifest, so a new manifest and commitment replace it.

    Raises:
        NotRunning: the round is not announced, or its closing time has passed.
        NotAnExtension: the new time is not later.
        ReasonMissing: no reason was given.
    """
    _check_running(choice_round, now)
    if closes_at <= choice_round.closes_at:
        raise errors.NotAnExtension
    notice = _notice(choice_round, NoticeKind.EXTENSION, reason, now)
    notice.until = closes_at
    session.add(notice)
    choice_round.closes_at = closes_at
    manifest = _new_manifest(session, school, choice_round, now)
    _record(session, "extend round", choice_round, reason, actor_id, now, manifest)
    return manifest


def withdraw_section(
    session: Session,
    school: School,
    choice_round: ChoiceRound,
    round_section: RoundSection,
    *,
    reason: str,
    actor_id: int | None,
    now: datetime,
) -> RoundManifest:
    """Take a section out of a running round, with a public reason; its families are told.

    Raises:
        NotRunning: the round is not announced, or its closing time has passed.
        ReasonMissing: no reason was given.
    """
    _check_running(choice_round, now)
    notice = _notice(choice_round, NoticeKind.WITHDRAWAL, reason, now)
    notice.section_id = round_section.section_id
    session.add(notice)
    round_section.withdrawn_at = now
    _leave_catalogue(session, round_section.section, choice_round)
    manifest = _new_manifest(session, school, choice_round, now)
    _record(
        session,
        "withdraw section",
        choice_round,
        reason,
        actor_id,
        now,
        manifest,
        section_id=round_section.section_id,
    )
    _tell(session, choice_round, round_section.section, now)
    return manifest


def _check_running(choice_round: ChoiceRound, now: datetime) -> None:
    if choice_round.announced_at is None or now >= choice_round.closes_at:
        raise errors.NotRunning


def _notice(choice_round: ChoiceRound, kind: NoticeKind, reason: str, now: datetime) -> RoundNotice:
    if not reason.strip():
        raise errors.ReasonMissing
    return RoundNotice(
        school_id=choice_round.school_id,
        round_id=choice_round.id,
        kind=kind,
        reason=reason.strip(),
        at=now,
    )


def _leave_catalogue(session: Session, section: Section, choice_round: ChoiceRound) -> None:
    section.state = SectionState.WITHDRAWN
    session.execute(
        delete(PromisedSection).where(
            PromisedSection.school_id == section.school_id,
            PromisedSection.section_id == section.id,
        )
    )
    bump_catalogue(session, choice_round.school_id, choice_round.term_id)


def bump_catalogue(session: Session, school_id: int, term_id: int) -> None:
    """Let cached pages of the catalogue expire."""
    session.execute(
        update(Term)
        .where(Term.school_id == school_id, Term.id == term_id)
        .values(catalogue_version=Term.catalogue_version + 1)
    )


def _new_manifest(
    session: Session, school: School, choice_round: ChoiceRound, now: datetime
) -> RoundManifest:
    """Fix the manifest anew over the sections that are still in the round."""
    session.flush()
    sections = sections_in_round(session, choice_round)
    return fix_manifest(session, school, choice_round, sections, now=now)


def sections_in_round(session: Session, choice_round: ChoiceRound) -> list[Section]:
    """List the sections of an announced round that were not withdrawn, with their times."""
    kept = set(
        session.scalars(
            select(RoundSection.section_id).where(
                RoundSection.school_id == choice_round.school_id,
                RoundSection.round_id == choice_round.id,
                RoundSection.withdrawn_at.is_(None),
            )
        )
    )
    everything = queries.sections_by_choice(session, choice_round.school_id, choice_round.term_id)
    return [section for section in everything if section.id in kept]


def _tell(session: Session, choice_round: ChoiceRound, section: Section, now: datetime) -> None:
    accounts: Collection[int] = families.accounts_with_section(
        session, choice_round.school_id, choice_round.id, section.id
    )
    send(
        session,
        choice_round.school_id,
        accounts,
        N_("%(title)s does not take place. Please look at your list again."),
        link=f"/rounds/{choice_round.id}/list",
        now=now,
        title=section.course.named,
    )


def _record(
    session: Session,
    action: str,
    choice_round: ChoiceRound,
    reason: str,
    actor_id: int | None,
    now: datetime,
    manifest: RoundManifest,
    **detail: int,
) -> None:
    record(
        session,
        action,
        "choice_round",
        choice_round.id,
        school_id=choice_round.school_id,
        actor_id=actor_id,
        now=now,
        reason=reason.strip(),
        manifest_hash=manifest.hash,
        **detail,
    )
