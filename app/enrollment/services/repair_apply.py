"""Carrying out what families agreed to, and what becomes of the others: one transaction."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.services import record, wait_for_turn
from app.core.errors import Invalid
from app.enrollment import errors
from app.enrollment.models import Place, PlaceSource
from app.enrollment.queries import offers as offer_queries
from app.enrollment.queries import places as place_queries
from app.enrollment.queries import repair_problem as problem
from app.enrollment.queries import repairs as queries
from app.enrollment.repair_models import MoveState, Repair, RepairMove, RepairState
from app.enrollment.services import repair_messages as messages
from app.enrollment.services.groups import NewWaiting, wait_many
from app.enrollment.services.places import check_fit, close_place, settle_lists, write_place
from app.enrollment.services.repair_answers import break_chains
from app.enrollment.services.repair_plans import slots_of
from app.enrollment.services.seats import take_seats
from app.enrollment.services.telling import tell_teachers
from app.enrollment.services.waiting import leave_lists, move_on

ENDED = "停开：{reason}"
MADE_ROOM = "为停开社团的孩子腾出名额"


@dataclass(frozen=True)
class Applied:
    """What applying a repair did."""

    moved: int
    without: int


def apply_repair(
    session: Session, school_id: int, repair_id: int, *, actor_id: int, now: datetime
) -> Applied:
    """Carry out every chain in which all agreed, end the section, put the others on waiting lists.

    Who declined, did not answer or has no seat loses the place in the section; the lists below it
    are joined at the draw number's place, so that a seat that comes free is offered by itself.

    Raises:
        NotFound: there is no such repair.
        RepairEnded: it was applied or dropped.
        NobodyAsked: families were not told yet.
        PlacedMeanwhile: a child got another place at that time in this moment.
    """
    wait_for_turn(session, school_id)
    repair = queries.get_repair(session, school_id, repair_id)
    if not repair.is_undecided:
        raise errors.RepairEnded
    if repair.state is RepairState.DRAFT:
        raise errors.NobodyAsked
    members = problem.members(session, school_id, repair.section_id)
    freed = _carry_out(session, repair, actor_id, now)
    left = problem.members(session, school_id, repair.section_id)
    for place in left:
        reason = ENDED.format(reason=repair.reason)
        close_place(session, place, reason=reason, actor_id=actor_id, now=now)
    freed |= _wait_elsewhere(session, repair, members)
    _tell_without(session, repair, left, now)
    freed |= _end_waiting_list(session, repair, actor_id, now)
    repair.state, repair.ended_at = RepairState.APPLIED, now
    session.flush()
    moved = len(members) - len(left)
    _record(session, repair, actor_id, now, moved=moved, without=len(left))
    move_on(session, school_id, freed, now=now)
    return Applied(moved, len(left))


def _carry_out(session: Session, repair: Repair, actor_id: int, now: datetime) -> set[int]:
    """Move the chains that can be moved, let the others fall; gives what came free."""
    chains: dict[int, list[RepairMove]] = defaultdict(list)
    for move in queries.moves_of(session, repair.school_id, repair.id):
        if move.state in queries.OPEN:
            chains[move.chain].append(move)
        elif move.state is MoveState.PROPOSED:
            move.state = MoveState.RELEASED  # nobody was asked, so nobody is told
    held = _held(session, repair, [move.student_id for chain in chains.values() for move in chain])
    freed: set[int] = set()
    for number, chain in chains.items():
        places = [_place(move, held) for move in chain]
        if _is_sound(session, chain, places, held):
            freed |= _move_chain(session, chain, places, actor_id, now)
        else:
            freed |= break_chains(session, repair, {number}, now=now)
    targets = {move.to_section_id for chain in chains.values() for move in chain}
    tell_teachers(session, repair.school_id, [key for key in targets if key is not None], now)
    return freed


def _held(
    session: Session, repair: Repair, student_ids: Sequence[int]
) -> Mapping[int, Sequence[Place]]:
    found: dict[int, list[Place]] = defaultdict(list)
    term_id = repair.section.term_id
    for place in place_queries.places_of(session, repair.school_id, term_id, student_ids):
        found[place.student_id].append(place)
    return found


def _place(move: RepairMove, held: Mapping[int, Sequence[Place]]) -> Place | None:
    """Find the place that a move leaves; none if it ended meanwhile."""
    mine = held.get(move.student_id, ())
    return next((place for place in mine if place.section_id == move.from_section_id), None)


def _is_sound(
    session: Session,
    chain: Sequence[RepairMove],
    places: Sequence[Place | None],
    held: Mapping[int, Sequence[Place]],
) -> bool:
    """Whether all of a chain agreed, have their places still and may have the new ones."""
    for move, place in zip(chain, places, strict=True):
        if move.state is not MoveState.AGREED or place is None or move.to_section is None:
            return False
        if place_queries.is_promised(session, move.school_id, move.to_section.id):
            return False
        others = [other for other in held[move.student_id] if other is not place]
        try:
            check_fit(move.to_section, move.student, others)
        except Invalid:
            return False
    return True


def _move_chain(
    session: Session,
    chain: Sequence[RepairMove],
    places: Sequence[Place | None],
    actor_id: int,
    now: datetime,
) -> set[int]:
    """Move from the end of a chain, where the seat is held, to its displaced child."""
    freed: set[int] = set()
    chain[0].holds_section_id = None  # the seat becomes the last one's place
    for move, place in reversed(list(zip(chain, places, strict=True))):
        if place is None or move.to_section is None:
            raise errors.RepairEnded
        if move is not chain[-1] and not take_seats(session, move.school_id, move.to_section.id, 1):
            raise errors.SectionFull(title=move.to_section.course.named)
        reason = ENDED.format(reason=move.repair.reason) if move is chain[0] else MADE_ROOM
        close_place(session, place, reason=reason, actor_id=actor_id, now=now)
        write_place(session, move.to_section, move.student, PlaceSource.REPAIR, "", now)
        move.state = MoveState.MOVED
        freed |= settle_lists(session, move.to_section, move.student_id, actor_id=actor_id, now=now)
        title = move.to_section.course.named
        messages.tell_family(session, move.student, messages.MOVED, now, title=title)
    session.flush()
    return freed


def _wait_elsewhere(session: Session, repair: Repair, members: Sequence[Place]) -> set[int]:
    """Put the displaced on the lists below the club that ends and above what they got."""
    school_id, section, slots = repair.school_id, repair.section, slots_of(repair.section)
    students = {place.student_id: place.student for place in members}
    lists = problem.handed_in(session, school_id, section.term_id, slots, list(students))
    running = problem.open_sections(session, school_id, section.term_id, slots)
    open_to = {one.id: one for one in running}
    declined = problem.refused(session, school_id, repair.id)
    waits = problem.waited_for(session, school_id, list(students))
    got = {
        move.student_id: move.to_section_id
        for move in queries.moves_of(session, school_id, repair.id)
        if move.state is MoveState.MOVED and move.position == 0
    }
    lines = [
        NewWaiting(other, student_id, handed.numbers[slot_id], rank)
        for student_id, handed in lists.items()
        for rank, slot_id, other in _below(handed, section.id, got.get(student_id))
        if other in open_to
        and open_to[other].accepts(students[student_id].grade)
        and students[student_id].is_enrolled
        and (student_id, other) not in declined | waits
    ]
    wait_many(session, school_id, lines)
    return {line.section_id for line in lines}


def _below(handed: problem.HandedIn, ended: int, got: int | None) -> list[tuple[int, int, int]]:
    """Give the lines of a list that were out of reach while the child had the club that ends."""
    ranks = handed.ranks
    if ended not in ranks:
        return []  # it came from elsewhere; all better clubs are waited for already
    worst = ranks.get(got, len(ranks) + 1) if got is not None else len(ranks) + 1
    return [line for line in handed.lines if ranks[ended] < ranks[line[2]] < worst]


def _tell_without(session: Session, repair: Repair, left: Sequence[Place], now: datetime) -> None:
    students = {place.student_id: place.student for place in left}
    waits = problem.waited_for(session, repair.school_id, list(students))
    waiting = {student_id for student_id, _ in waits}
    title = repair.section.course.named
    for student_id, student in students.items():
        sentence = messages.WAITS_NOW if student_id in waiting else messages.WITHOUT_NOW
        messages.tell_family(session, student, sentence, now, title=title)


def _end_waiting_list(session: Session, repair: Repair, actor_id: int, now: datetime) -> set[int]:
    rows = offer_queries.waiting_list(session, repair.school_id, repair.section_id)
    title = repair.section.course.named
    for line in rows:
        messages.tell_family(session, line.student, messages.LIST_ENDED, now, title=title)
    return leave_lists(session, repair.school_id, rows, actor_id=actor_id, now=now)


def _record(session: Session, repair: Repair, actor_id: int, now: datetime, **detail: int) -> None:
    record(
        session,
        "apply repair",
        "repair",
        repair.id,
        school_id=repair.school_id,
        actor_id=actor_id,
        now=now,
        section_id=repair.section_id,
        **detail,
    )
