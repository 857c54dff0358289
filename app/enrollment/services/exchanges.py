"""Exchanges: announced, wished for, and carried out at closing in one transaction (promise 3)."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts.models import Student
from app.accounts.queries.families import accounts_of
from app.audit.services import record, wait_for_turn
from app.core.text import N_
from app.courses.models import Section
from app.enrollment import errors
from app.enrollment.allocation.exchange import Circle, Holder, exchange
from app.enrollment.exchange_models import (
    Exchange,
    ExchangeEntry,
    ExchangeState,
    ExchangeWish,
)
from app.enrollment.models import Place, PlaceSource
from app.enrollment.queries import exchanges as queries
from app.enrollment.queries.repair_problem import HandedIn, handed_in, open_sections
from app.enrollment.services.places import (
    check_return,
    close_place,
    settle_lists,
    write_place,
)
from app.enrollment.services.seats import take_seat
from app.enrollment.services.telling import tell_child, tell_teachers
from app.enrollment.services.waiting import move_on, written
from app.messages.services import send
from app.schools.models import School, Term

FORMAT = "exchange/1"
MOST_WISHES = 3
SWAPPED = "社团互换"
LINK = "/exchange"


@dataclass(frozen=True)
class Ran:
    """What an exchange did: children who swapped, circles, those who kept their place."""

    swapped: int
    circles: int
    kept: int


def announce_exchange(
    session: Session,
    school: School,
    term: Term,
    *,
    opens_at: datetime,
    closes_at: datetime,
    actor_id: int,
    now: datetime,
) -> Exchange:
    """Announce an exchange to every family whose child has a place that can be swapped.

    Raises:
        ExchangeAnnounced: another one of the term has not been run.
        MomentPast: it would have closed already.
        ClosesBeforeOpening: the two moments are the wrong way round.
    """
    wait_for_turn(session, school.id)
    earlier = queries.newest_exchange(session, school.id, term.id)
    if earlier is not None and earlier.run_at is None:
        raise errors.ExchangeAnnounced
    if closes_at <= now:
        raise errors.MomentPast
    if closes_at <= opens_at:
        raise errors.ClosesBeforeOpening
    row = Exchange(school_id=school.id, term_id=term.id, opens_at=opens_at, closes_at=closes_at)
    row.announced_at = now
    session.add(row)
    session.flush()
    _record(session, "announce exchange", row, actor_id, now)
    students = queries.holders_of_places(session, school.id, term.id)
    send(
        session,
        school.id,
        accounts_of(session, school.id, students),
        N_("Clubs can be swapped from %(opens)s to %(closes)s. Nobody loses a place by it."),
        link=LINK,
        now=now,
        opens=written(opens_at, school),
        closes=written(closes_at, school),
    )
    return row


def call_off_exchange(
    session: Session, row: Exchange, *, reason: str, actor_id: int, now: datetime
) -> None:
    """Call off an exchange that was not run; whoever took part reads why.

    Raises:
        ExchangeRun: seats have been swapped.
    """
    wait_for_turn(session, row.school_id)
    if row.run_at is not None:
        raise errors.ExchangeRun
    students = {entry.student_id for entry in queries.entries(session, row)}
    send(
        session,
        row.school_id,
        accounts_of(session, row.school_id, students),
        N_("The exchange is called off: %(reason)s Your place stays as it is."),
        link=LINK,
        now=now,
        reason=reason,
    )
    _record(session, "call off exchange", row, actor_id, now, reason=reason)
    session.execute(
        delete(Exchange).where(Exchange.school_id == row.school_id, Exchange.id == row.id)
    )


def wishable(
    session: Session, places: Sequence[Place], grade: int | None
) -> dict[int, list[Section]]:
    """List, by place, the sections it can be swapped for: by choice, for the grade, at its times.

    The sections of the places and their times must be loaded; all are of one term.
    """
    if not places:
        return {}
    own = places[0].section
    running = open_sections(session, own.school_id, own.term_id, _slots(places))
    return {
        place.id: [
            section
            for section in running
            if section.id != place.section_id
            and section.accepts(grade)
            and {time.slot_id for time in section.times} == _slots([place])
        ]
        for place in places
    }


def _slots(places: Iterable[Place]) -> set[int]:
    return {time.slot_id for place in places for time in place.section.times}


def wish(
    session: Session,
    row: Exchange,
    student: Student,
    place_id: int,
    section_ids: Sequence[int],
    *,
    actor_id: int,
    now: datetime,
) -> None:
    """Say what a child would rather have than a place of its own, the favourite first.

    It replaces what was said before; an empty list takes it back.

    Raises:
        NotOpenForSwaps: the exchange is not open.
        NothingToSwap: the child has no such place.
        TooManyWishes, WishTwice, NotSwappable: the list cannot be.
        EndedForGood: the school has ended the child's place in one of them.
    """
    if row.state(now) is not ExchangeState.OPEN:
        raise errors.NotOpenForSwaps
    wait_for_turn(session, row.school_id)
    places = queries.places_to_swap(session, row.school_id, row.term_id, student.id)
    place = next((one for one in places if one.id == place_id), None)
    if place is None:
        raise errors.NothingToSwap(name=student.name)
    _check_wishes(session, place, student, section_ids)
    for earlier in queries.entries(session, row, [student.id]):
        if earlier.place_id == place.id:
            session.delete(earlier)
    session.flush()
    if section_ids:
        session.add(_entry(row, place, section_ids, now))
    session.flush()
    _record(session, "wish to swap", row, actor_id, now, place_id=place.id, wishes=len(section_ids))


def preview(session: Session, row: Exchange) -> Ran:
    """Say what would happen if the exchange were run as it stands; nothing is written."""
    taking_part, circles = _computed(session, row)
    swapped = sum(map(len, circles))
    return Ran(swapped, len(circles), len(taking_part) - swapped)


def run_exchange(
    session: Session, school_id: int, exchange_id: int, *, actor_id: int | None, now: datetime
) -> Ran:
    """Swap the seats of every circle, tell everybody, and keep what went in and came out.

    Who has lost the place meanwhile, or wishes for what no longer runs, is left out.

    Raises:
        NotFound: there is no such exchange.
        NotClosedYet: families may still say what they would rather have.
        ExchangeRun: it was run already.
    """
    wait_for_turn(session, school_id)
    row = queries.get_exchange(session, school_id, exchange_id)
    if row.run_at is not None:
        raise errors.ExchangeRun
    if row.state(now) is not ExchangeState.CLOSED:
        raise errors.NotClosedYet
    holders, circles = _computed(session, row)
    everybody = {entry.place_id: entry for entry in queries.entries(session, row)}
    freed: set[int] = set()
    for number, circle in enumerate(circles, start=1):
        freed |= _swap(session, everybody, circle, number, actor_id, now)
    row.run_at, row.record = now, _written_record(holders, circles)
    session.flush()
    _tell(session, row, everybody.values(), now)
    ran = Ran(sum(map(len, circles)), len(circles), len(everybody) - sum(map(len, circles)))
    facts = {"swapped": ran.swapped, "circles": ran.circles, "kept": ran.kept}
    _record(session, "run exchange", row, actor_id, now, **facts)
    move_on(session, school_id, freed, now=now)
    return ran


def record_hash(row: Exchange) -> str:
    """Give the SHA-256 of what an exchange kept."""
    return hashlib.sha256(row.record.encode()).hexdigest()


def _check_wishes(
    session: Session, place: Place, student: Student, section_ids: Sequence[int]
) -> None:
    if len(section_ids) > MOST_WISHES:
        raise errors.TooManyWishes(most=MOST_WISHES)
    if len(set(section_ids)) < len(section_ids):
        raise errors.WishTwice
    allowed = {one.id: one for one in wishable(session, [place], student.grade)[place.id]}
    if not set(section_ids) <= allowed.keys():
        raise errors.NotSwappable(title=place.section.course.named)
    for section_id in section_ids:
        check_return(session, allowed[section_id], student)


def _entry(row: Exchange, place: Place, section_ids: Sequence[int], now: datetime) -> ExchangeEntry:
    return ExchangeEntry(
        school_id=row.school_id,
        exchange_id=row.id,
        student_id=place.student_id,
        place_id=place.id,
        from_section_id=place.section_id,
        handed_in_at=now,
        wishes=[
            ExchangeWish(school_id=row.school_id, section_id=section_id, rank=rank)
            for rank, section_id in enumerate(section_ids, start=1)
        ],
    )


def _computed(session: Session, row: Exchange) -> tuple[list[Holder], list[Circle]]:
    """Find the circles among those who still hold their place; keys are the places."""
    everybody = queries.entries(session, row)
    ids = [entry.place_id for entry in everybody]
    living = {place.id: place for place in queries.living_places(session, row.school_id, ids)}
    slots = {time.slot_id for entry in everybody for time in entry.from_section.times}
    running = {
        section.id: section for section in open_sections(session, row.school_id, row.term_id, slots)
    }
    students = {entry.student_id for entry in everybody}
    lists = handed_in(session, row.school_id, row.term_id, slots, students)
    holders = [
        Holder(
            key=entry.place_id,
            number=_number(lists.get(entry.student_id), entry),
            holds=entry.from_section.code,
            wishes=tuple(
                running[one.section_id].code
                for one in entry.wishes
                if one.section_id in running
                and running[one.section_id].accepts(entry.student.grade)
            ),
        )
        for entry in everybody
        if entry.place_id in living and entry.from_section_id in running
    ]
    return holders, exchange(holders)


def _number(mine: HandedIn | None, entry: ExchangeEntry) -> int | None:
    """Give the draw number of the place's time; of several times the best."""
    drawn = mine.numbers if mine is not None else {}
    slots = [time.slot_id for time in entry.from_section.times]
    return min((drawn[slot] for slot in slots if slot in drawn), default=None)


def _swap(
    session: Session,
    everybody: Mapping[int, ExchangeEntry],
    circle: Circle,
    number: int,
    actor_id: int | None,
    now: datetime,
) -> set[int]:
    """Carry out one circle: all seats are given up, then each is taken by the one before."""
    mine = [everybody[swap.key] for swap in circle]
    target = {entry.from_section.code: entry.from_section for entry in mine}
    places = queries.living_places(session, mine[0].school_id, [one.place_id for one in mine])
    for place in places:
        close_place(session, place, reason=SWAPPED, actor_id=actor_id, now=now)
    freed: set[int] = set()
    for entry, swap in zip(mine, circle, strict=True):
        section = target[swap.section]
        write_place(session, section, entry.student, PlaceSource.EXCHANGE, "", now)
        take_seat(session, section)
        entry.to_section_id, entry.circle = section.id, number
        entry.to_section = section
        freed |= settle_lists(session, section, entry.student_id, actor_id=actor_id, now=now)
    session.flush()
    return freed


def _written_record(holders: Sequence[Holder], circles: Sequence[Circle]) -> str:
    """Write what went in and came out, so that anybody who may see it can repeat it."""
    whole = {
        "format": FORMAT,
        "holders": [
            {
                "key": one.key,
                "number": one.number,
                "holds": one.holds,
                "wishes": list(one.wishes),
            }
            for one in sorted(holders, key=lambda one: one.key)
        ],
        "circles": [[[swap.key, swap.section] for swap in circle] for circle in circles],
    }
    return json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _tell(
    session: Session, row: Exchange, everybody: Collection[ExchangeEntry], now: datetime
) -> None:
    """Tell each family what came of it, and the teachers whose rosters are new."""
    sizes: dict[int, int] = {}
    for entry in everybody:
        if entry.circle is not None:
            sizes[entry.circle] = sizes.get(entry.circle, 0) + 1
    for entry in everybody:
        facts: dict[str, str | int] = {"held": entry.from_section.course.named}
        if entry.to_section is not None and entry.circle is not None:
            sentence = N_(
                "%(name)s gave %(held)s and has a place in %(title)s now: %(children)d children "
                "swapped in a circle."
            )
            facts |= {
                "title": entry.to_section.course.named,
                "children": sizes[entry.circle],
            }
        else:
            sentence = N_(
                "%(name)s stays in %(held)s: nobody who has what you wished for wanted to swap."
            )
        tell_child(session, entry.student, sentence, now, LINK, **facts)
    changed = {entry.to_section_id for entry in everybody if entry.to_section_id is not None}
    tell_teachers(session, row.school_id, changed, now)


def _record(
    session: Session,
    act: str,
    row: Exchange,
    actor_id: int | None,
    now: datetime,
    **detail: int | str,
) -> None:
    record(
        session,
        act,
        "exchange",
        row.id,
        school_id=row.school_id,
        actor_id=actor_id,
        now=now,
        **detail,
    )
