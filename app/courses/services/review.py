"""The way of a section into the catalogue: proposed, returned with a note, published, withdrawn."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.audit.services import record
from app.core.errors import Invalid
from app.core.text import N_
from app.courses import errors
from app.courses.models import BEING_WRITTEN, Section, SectionState
from app.courses.queries import sections as queries
from app.courses.queries import teachers
from app.courses.services.obstacles import Week, external_of, obstacles
from app.courses.services.sections import UNDER_DISCUSSION
from app.courses.services.version import bump_catalogue
from app.messages.services import send
from app.schools import queries as schools
from app.schools.models import Term

PUBLISHED = frozenset({SectionState.PUBLISHED})


@dataclass
class Outcome:
    """What became of publishing several at once."""

    published: list[Section] = field(default_factory=list)
    refused: list[tuple[Section, list[Invalid]]] = field(default_factory=list)


def propose(session: Session, section: Section, *, actor_id: int, now: datetime) -> None:
    """Hand a draft in for review; `queries.get_section` has loaded it.

    Raises:
        AlreadyProposed: it is under review or published.
        RulesMissing, SafetyNoteMissing: the administrator could not publish it.
        RoomTaken, TeacherTaken, BeforeBandTime, IntoNextPeriod: it clashes by now.
    """
    if section.state not in BEING_WRITTEN:
        raise errors.AlreadyProposed(title=section.course.named)
    if not section.course.rules.strip():
        raise errors.RulesMissing(title=section.course.named)
    if not section.course.safety_note.strip():
        raise errors.SafetyNoteMissing(title=section.course.named)
    _week(session, section, UNDER_DISCUSSION).check_section(section)
    section.state = SectionState.PROPOSED
    section.proposed_by_id = actor_id
    session.flush()
    bump_catalogue(session, section.school_id, section.term_id)
    _record(session, "propose section", section, actor_id, now)
    send(
        session,
        section.school_id,
        _administrators(session, section.school_id, now),
        N_("%(title)s waits for your review."),
        link=f"/courses/{section.id}",
        now=now,
        title=section.course.named,
    )


def return_with_note(
    session: Session, section: Section, note: str, *, actor_id: int, now: datetime
) -> None:
    """Give a proposal back to its teacher, who may change it and hand it in again.

    Raises:
        NotProposed: it is not under review.
        NoteMissing: nothing says what to change.
    """
    if section.state is not SectionState.PROPOSED:
        raise errors.NotProposed(title=section.course.named)
    if not note.strip():
        raise errors.NoteMissing
    section.state, section.review_note = SectionState.RETURNED, note.strip()
    session.flush()
    bump_catalogue(session, section.school_id, section.term_id)
    _record(session, "return section", section, actor_id, now)
    _tell(session, section, N_("Please change %(title)s: read the note."), now)


def publish(session: Session, section: Section, *, actor_id: int | None, now: datetime) -> None:
    """Show a section to families; `queries.get_section` has loaded it.

    Raises:
        RulesMissing, SafetyNoteMissing, RoomMissing, TeacherMissing: something is missing.
        NotQualified, QualificationExpired, NotCleared, PaidAgency: an adult from outside may not.
        RoomTaken, TeacherTaken, BeforeBandTime, IntoNextPeriod: it clashes.
    """
    outcome = publish_several(session, [section], actor_id=actor_id, now=now)
    for _section, refusals in outcome.refused:
        raise refusals[0]


def publish_several(
    session: Session, sections: Sequence[Section], *, actor_id: int | None, now: datetime
) -> Outcome:
    """Publish what can be published among sections of one term, and say what keeps the others."""
    outcome = what_can_be_published(session, sections, now=now)
    for section in outcome.published:
        section.state, section.published_at = SectionState.PUBLISHED, now
        section.review_note = ""
    session.flush()
    if outcome.published:
        bump_catalogue(session, sections[0].school_id, sections[0].term_id)
    for section in outcome.published:
        _record(session, "publish section", section, actor_id, now)
        if section.proposed_by_id not in (None, actor_id):
            _tell(session, section, N_("%(title)s is published."), now)
    return outcome


def what_can_be_published(
    session: Session, sections: Sequence[Section], *, now: datetime
) -> Outcome:
    """Say what `publish_several` would do with sections of one term; writes nothing.

    Of two that clash with each other only the first can be published.
    """
    outcome = Outcome()
    if not sections:
        return outcome
    week = _week(session, sections[0], PUBLISHED)
    check = _Check(session, sections, now)
    for section in sections:
        if section.state is SectionState.PUBLISHED:
            continue
        if refusals := check.obstacles(section, week):
            outcome.refused.append((section, refusals))
            continue
        week.add(section)
        outcome.published.append(section)
    return outcome


def obstacles_of(
    session: Session, sections: Sequence[Section], *, now: datetime
) -> dict[int, list[Invalid]]:
    """Say of each loaded section of one term what keeps it from being published."""
    if not sections:
        return {}
    week = _week(session, sections[0], PUBLISHED)
    check = _Check(session, sections, now)
    return {section.id: check.obstacles(section, week) for section in sections}


def withdraw(
    session: Session, section: Section, reason: str, *, actor_id: int, now: datetime
) -> None:
    """Take a published section out of the catalogue; it can be published again.

    Raises:
        NotPublished: it is not in the catalogue.
        ReasonMissing: no reason was given.
        InRound: a choice round has announced it; withdraw it there.
        StillHasMembers: children have a place.
    """
    if section.state is not SectionState.PUBLISHED:
        raise errors.NotPublished(title=section.course.named)
    if not reason.strip():
        raise errors.ReasonMissing
    if queries.is_in_round(session, section.school_id, section.id):
        raise errors.InRound(title=section.course.named)
    if section.taken:
        raise errors.StillHasMembers(title=section.course.named, count=section.taken)
    section.state, section.review_note = SectionState.WITHDRAWN, reason.strip()
    session.flush()
    bump_catalogue(session, section.school_id, section.term_id)
    _record(session, "withdraw section", section, actor_id, now, reason=reason.strip())


def cancel(
    session: Session, section: Section, reason: str, *, actor_id: int, now: datetime
) -> None:
    """Give up a published section; its row stays, families do not see it any more.

    The children in it get other places by a repair (`app.enrollment`).
    """
    section.state, section.review_note = SectionState.CANCELLED, reason.strip()
    session.flush()
    bump_catalogue(session, section.school_id, section.term_id)
    _record(session, "cancel section", section, actor_id, now, reason=reason.strip())


def resume(session: Session, section: Section, *, actor_id: int, now: datetime) -> None:
    """Let a cancelled section take place after all; the places in it were kept."""
    section.state, section.review_note = SectionState.PUBLISHED, ""
    session.flush()
    bump_catalogue(session, section.school_id, section.term_id)
    _record(session, "resume section", section, actor_id, now)


class _Check:
    """What publishing asks of sections of one term, loaded once."""

    def __init__(self, session: Session, sections: Sequence[Section], now: datetime) -> None:
        self.school = schools.get_school(session, sections[0].school_id)
        term = schools.get_term(session, self.school.id, sections[0].term_id)
        self.day = _first_day(term, self.school.today(now))
        self.external = external_of(session, self.school.id, sections)

    def obstacles(self, section: Section, week: Week) -> list[Invalid]:
        """List what keeps a section from being published."""
        return obstacles(section, week, self.school, self.external, today=self.day)


def _first_day(term: Term, today: date) -> date:
    """Give the day on which a qualification must hold: the first that is still to come."""
    return max(term.starts_on, today)


def _week(session: Session, section: Section, states: frozenset[SectionState]) -> Week:
    term = schools.get_term(session, section.school_id, section.term_id)
    return Week.of_term(session, term, states)


def _administrators(session: Session, school_id: int, now: datetime) -> Collection[int]:
    today = schools.get_school(session, school_id).today(now)
    return teachers.administrators(session, school_id, on=today)


def _tell(session: Session, section: Section, sentence: str, now: datetime) -> None:
    """Tell the person who proposed a section what became of it."""
    if section.proposed_by_id is not None:
        send(
            session,
            section.school_id,
            [section.proposed_by_id],
            sentence,
            link=f"/courses/{section.id}",
            now=now,
            title=section.course.named,
        )


def _record(
    session: Session,
    action: str,
    section: Section,
    actor_id: int | None,
    now: datetime,
    **detail: str,
) -> None:
    record(
        session,
        action,
        "section",
        section.id,
        school_id=section.school_id,
        actor_id=actor_id,
        now=now,
        **detail,
    )
