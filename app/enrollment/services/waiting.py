"""Waiting lists that move: a free seat goes to the next in line, until nobody wants it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.models import Student
from app.accounts.queries.families import accounts_of
from app.audit.services import record, wait_for_turn
from app.core.text import N_
from app.courses.models import Section, SectionState
from app.enrollment import errors
from app.enrollment.models import Offer, OfferState, Waiting
from app.enrollment.offering import Candidate, answer_until, next_in_line
from app.enrollment.queries import offers as queries
from app.enrollment.queries import places as place_queries
from app.enrollment.services.seats import free_seat, take_seats
from app.messages.services import send
from app.schools.calendar import school_days
from app.schools.models import School, Term
from app.schools.queries import calendar_days, get_school, get_term

OFFERS = "/offers"


def move_on(
    session: Session, school_id: int, section_ids: Iterable[int], *, now: datetime
) -> Sequence[Offer]:
    """Let offers of some sections run out whose time is over, and offer every free seat.

    The caller has waited for its turn (`wait_for_turn`).
    """
    made: list[Offer] = []
    for section_id in sorted(set(section_ids)):
        _expire(session, queries.due_offers(session, school_id, now, section_id), now)
        made += _offer_seats(session, school_id, section_id, now)
    return made


def sweep(session: Session, school_id: int, *, now: datetime) -> tuple[int, int]:
    """Let every offer run out whose time is over, and offer every free seat that is waited for.

    Returns:
        How many offers ran out, and how many were made.
    """
    wait_for_turn(session, school_id)
    due = queries.due_offers(session, school_id, now)
    _expire(session, due, now)
    sections = {offer.section_id for offer in due}
    free = queries.lists_with_free_seats(session, school_id)
    return len(due), len(move_on(session, school_id, {*sections, *free}, now=now))


def leave_lists(
    session: Session,
    school_id: int,
    rows: Sequence[Waiting],
    *,
    actor_id: int | None,
    now: datetime,
) -> set[int]:
    """Take lines off waiting lists, and withdraw what was offered for them.

    Returns:
        The sections whose seats came free by it; the caller passes them on (`move_on`).
    """
    freed = set()
    for waiting in rows:
        held = queries.offers_that_hold(
            session, school_id, [waiting.section_id], waiting.student_id
        )
        for offer in held:
            close_offer(session, offer, OfferState.WITHDRAWN, actor_id=actor_id, now=now)
            freed.add(waiting.section_id)
        session.delete(waiting)
    session.flush()
    return freed


def leave_list(
    session: Session,
    school_id: int,
    section_id: int,
    student_id: int,
    *,
    actor_id: int,
    now: datetime,
) -> None:
    """Take a child off a section's waiting list; an open offer goes to the next.

    Raises:
        NotFound: the child does not wait there.
    """
    wait_for_turn(session, school_id)
    waiting = queries.get_waiting(session, school_id, section_id, student_id)
    record(
        session,
        "leave waiting list",
        "waitlist",
        waiting.id,
        school_id=school_id,
        actor_id=actor_id,
        now=now,
        section_id=section_id,
        student_id=student_id,
    )
    freed = leave_lists(session, school_id, [waiting], actor_id=actor_id, now=now)
    move_on(session, school_id, freed, now=now)


def follow_leavers(
    session: Session, school_id: int, *, actor_id: int | None, now: datetime
) -> set[int]:
    """Take those who left the school off every list; gives the sections whose seats came free."""
    rows = queries.waiting_leavers(session, school_id)
    return leave_lists(session, school_id, rows, actor_id=actor_id, now=now)


def close_offer(
    session: Session,
    offer: Offer,
    state: OfferState,
    *,
    reason: str = "",
    actor_id: int | None,
    now: datetime,
) -> None:
    """End an offer once; unless it was accepted, its seat is free again.

    Raises:
        OfferEnded: it had ended already.
    """
    ended = session.connection().execute(
        update(Offer)
        .where(
            Offer.school_id == offer.school_id,
            Offer.id == offer.id,
            Offer.state == OfferState.OFFERED,
        )
        .values(state=state, ended_at=now, reason=reason)
    )
    if ended.rowcount != 1:
        raise errors.OfferEnded
    session.expire(offer, ["state", "ended_at", "reason"])
    if state is not OfferState.ACCEPTED:
        free_seat(session, offer.school_id, offer.section_id)
    facts = {"section_id": offer.section_id, "student_id": offer.student_id}
    record(
        session,
        f"{_VERBS[state]} offer",
        "offer",
        offer.id,
        school_id=offer.school_id,
        actor_id=actor_id,
        now=now,
        **facts | ({"reason": reason} if reason else {}),
    )


_VERBS = {
    OfferState.ACCEPTED: "accept",
    OfferState.DECLINED: "decline",
    OfferState.EXPIRED: "expire",
    OfferState.WITHDRAWN: "withdraw",
}


def drop_line(session: Session, offer: Offer) -> None:
    """Take the child of an offer that came to nothing off the section's list."""
    waiting = queries.find_waiting(session, offer.school_id, offer.section_id, offer.student_id)
    if waiting is not None:
        session.delete(waiting)
        session.flush()


def tell_family(session: Session, offer: Offer, sentence: str, now: datetime, **facts: str) -> None:
    """Tell the family of an offer; the sentence may name the club and the child."""
    send(
        session,
        offer.school_id,
        accounts_of(session, offer.school_id, [offer.student_id]),
        sentence,
        link=OFFERS,
        now=now,
        title=offer.section.course.named,
        name=offer.student.name,
        **facts,
    )


def written(moment: datetime, school: School) -> str:
    """Write a moment by the school's clock so that every language reads it."""
    return f"{moment.astimezone(ZoneInfo(school.time_zone)):%m-%d %H:%M}"


def _expire(session: Session, due: Sequence[Offer], now: datetime) -> None:
    for offer in due:
        close_offer(session, offer, OfferState.EXPIRED, actor_id=None, now=now)
        drop_line(session, offer)
        tell_family(
            session,
            offer,
            N_("%(title)s: the offer for %(name)s was not answered in time and has gone on."),
            now,
        )


def _offer_seats(session: Session, school_id: int, section_id: int, now: datetime) -> list[Offer]:
    """Offer the free seats of a section, if it runs and no round is giving them."""
    section = place_queries.get_section(session, school_id, section_id)
    session.refresh(section, ["taken", "seats", "state"])
    if section.state is not SectionState.PUBLISHED or section.taken >= section.seats:
        return []
    if place_queries.is_promised(session, school_id, section_id):
        return []
    chosen = next_in_line(queries.candidates(session, section), section.seats - section.taken)
    school = get_school(session, school_id)
    until = deadline(session, school, section, now) if chosen else None
    if until is None:
        return []
    return [_offer(session, school, section, candidate, until, now) for candidate in chosen]


def _offer(
    session: Session,
    school: School,
    section: Section,
    candidate: Candidate,
    until: datetime,
    now: datetime,
) -> Offer:
    if not take_seats(session, school.id, section.id, 1):
        raise errors.SectionFull(title=section.course.named)
    offer = Offer(
        school_id=school.id,
        section=section,
        student=session.get_one(Student, candidate.student_id),
        number=candidate.number,
        rank=candidate.rank,
        offered_at=now,
        expires_at=until,
    )
    session.add(offer)
    session.flush()
    record(
        session,
        "offer seat",
        "offer",
        offer.id,
        school_id=school.id,
        actor_id=None,
        now=now,
        section_id=section.id,
        student_id=candidate.student_id,
        number=candidate.number,
    )
    tell_family(
        session,
        offer,
        N_("%(title)s has a seat for %(name)s. Please answer until %(until)s."),
        now,
        until=written(until, school),
    )
    return offer


def deadline(session: Session, school: School, section: Section, now: datetime) -> datetime | None:
    """Say until when a family is given time to answer about a section; times must be loaded."""
    today = school.today(now)
    term: Term = get_term(session, school.id, section.term_id)
    special = calendar_days(session, school.id, term.starts_on, term.ends_on)
    weekdays = {time.slot.weekday for time in section.times}
    days = school_days(term, special, weekdays, service_from=school.starts_on)
    meetings = [one.day for one in days if one.day > today]
    return answer_until(now, ZoneInfo(school.time_zone), meetings)
