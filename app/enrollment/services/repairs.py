"""A club that cannot go on: propose other places, ask the families, or drop it.

The club is cancelled when families are asked, so that nobody enters it any more; its children keep
their places until the repair is applied (`repair_apply`) and keep them for good when it is dropped.
Free seats at the ends of chains are held from asking on, each by one conditional update.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.audit.services import record, wait_for_turn
from app.courses.models import Section, SectionState
from app.courses.services import cancel, resume
from app.enrollment import errors
from app.enrollment.models import OfferState
from app.enrollment.offering import LASTS
from app.enrollment.queries import offers as offer_queries
from app.enrollment.queries import places as place_queries
from app.enrollment.queries import repair_problem as problem
from app.enrollment.queries import repairs as queries
from app.enrollment.repair_models import MoveState, Repair, RepairMove, RepairState
from app.enrollment.services import repair_messages as messages
from app.enrollment.services.repair_answers import break_chains, release_seat
from app.enrollment.services.repair_plans import Planned, plan, shape
from app.enrollment.services.seats import take_seats
from app.enrollment.services.waiting import close_offer, deadline, move_on, written
from app.schools.queries import get_school

TO_BE_FOUND = frozenset({MoveState.PROPOSED, MoveState.WITHOUT, MoveState.RELEASED})


def propose_repair(
    session: Session, section: Section, *, reason: str, actor_id: int, now: datetime
) -> Repair:
    """Propose other places for all children of a section; nothing happens and nobody is told yet.

    Raises:
        ReasonMissing: families would not read why.
        NotRunning: the section is not in the catalogue.
        BeingDrawn: a choice round has announced it; it is taken out there.
        UnderRepair: a proposal waits already.
    """
    reason = reason.strip()
    if not reason:
        raise errors.ReasonMissing
    wait_for_turn(session, section.school_id)
    session.refresh(section, ["state"])
    _check_can_end(session, section)
    if problem.undecided_repair(session, section.school_id, section.id) is not None:
        raise errors.UnderRepair(title=section.course.named)
    repair = Repair(school_id=section.school_id, section=section, reason=reason, made_at=now)
    session.add(repair)
    session.flush()
    members = problem.members(session, section.school_id, section.id)
    _write(session, repair, plan(session, section, members, frozenset()))
    _record(session, "propose repair", repair, actor_id, now, reason=reason)
    return repair


def look_again(
    session: Session, school_id: int, repair_id: int, *, actor_id: int, now: datetime
) -> bool:
    """Propose places anew for those who have none in view; whether another one was found.

    Whoever declined or did not answer is not asked a second time.

    Raises:
        NotFound, RepairEnded: there is nothing to look for.
    """
    repair = _undecided(session, school_id, repair_id)
    planned = _plan_again(session, repair)
    _replace(session, repair, planned)
    _record(session, "look again", repair, actor_id, now)
    return any(one.to_section_id is not None for one in planned)


def ask_families(
    session: Session, school_id: int, repair_id: int, *, actor_id: int, now: datetime
) -> bool:
    """Cancel the section, hold the free seats and ask the families; others are told nothing.

    Returns:
        False when seats or children have changed since the proposal was shown: then it stands there
        anew, and nobody was asked.

    Raises:
        NotFound, RepairEnded, NothingToAsk: as they say.
        NotRunning, BeingDrawn: the section has left the catalogue meanwhile, or is in a round.
    """
    repair = _undecided(session, school_id, repair_id)
    if repair.state is RepairState.DRAFT:
        _check_can_end(session, repair.section)
    planned = _plan_again(session, repair)
    shown = [_as_planned(move) for move in _waiting_moves(session, repair)]
    if shape(planned) != shape(shown):
        _replace(session, repair, planned)
        return False
    freed = set()
    if repair.state is RepairState.DRAFT:
        freed = _cancel(session, repair, actor_id, now)
    elif not any(one.to_section_id for one in shown):
        raise errors.NothingToAsk
    _ask(session, repair, now)
    _record(session, "ask families", repair, actor_id, now)
    move_on(session, school_id, freed, now=now)
    return True


def drop_repair(
    session: Session, school_id: int, repair_id: int, *, actor_id: int, now: datetime
) -> None:
    """Let everything stay as it is; whoever was told of the end is told that it does not come.

    Raises:
        NotFound, RepairEnded: as they say.
    """
    repair = _undecided(session, school_id, repair_id)
    section, freed = repair.section, set()
    if repair.state is RepairState.ASKED:
        for move in queries.moves_of(session, school_id, repair.id):
            freed |= release_seat(session, move)
            if move.state in queries.OPEN:
                move.state = MoveState.RELEASED
                if move.position > 0:
                    messages.tell_released(session, move, now)
        session.flush()
        resume(session, section, actor_id=actor_id, now=now)
        for place in problem.members(session, school_id, section.id):
            title = section.course.named
            messages.tell_family(session, place.student, messages.TAKES_PLACE, now, title=title)
        messages.tell_teachers(session, repair, messages.GOES_ON, now)
        freed.add(section.id)
    repair.state, repair.ended_at = RepairState.DROPPED, now
    session.flush()
    _record(session, "drop repair", repair, actor_id, now)
    move_on(session, school_id, freed, now=now)


def _check_can_end(session: Session, section: Section) -> None:
    if section.state is not SectionState.PUBLISHED:
        raise errors.NotRunning(title=section.course.named)
    if place_queries.is_promised(session, section.school_id, section.id):
        raise errors.BeingDrawn(title=section.course.named)


def _undecided(session: Session, school_id: int, repair_id: int) -> Repair:
    wait_for_turn(session, school_id)
    repair = queries.get_repair(session, school_id, repair_id)
    if not repair.is_undecided:
        raise errors.RepairEnded
    return repair


def _waiting_moves(session: Session, repair: Repair) -> list[RepairMove]:
    """Give the moves that nobody was asked about yet, and who stays without."""
    shown = (MoveState.PROPOSED, MoveState.WITHOUT)
    moves = queries.moves_of(session, repair.school_id, repair.id)
    return [move for move in moves if move.state in shown]


def _plan_again(session: Session, repair: Repair) -> list[Planned]:
    """Look for places for the children of the section who have no question open or answered."""
    school_id, section = repair.school_id, repair.section
    moves = queries.moves_of(session, school_id, repair.id)
    settled = {
        move.student_id for move in moves if move.position == 0 and move.state not in TO_BE_FOUND
    }
    members = problem.members(session, school_id, section.id)
    looking = [place for place in members if place.student_id not in settled]
    return plan(session, section, looking, problem.refused(session, school_id, repair.id))


def _as_planned(move: RepairMove) -> Planned:
    return Planned(
        move.student_id,
        move.from_section_id,
        move.to_section_id,
        move.chain,
        move.position,
        move.sentence,
        move.facts,
    )


def _replace(session: Session, repair: Repair, planned: Sequence[Planned]) -> None:
    session.execute(
        delete(RepairMove).where(
            RepairMove.school_id == repair.school_id,
            RepairMove.repair_id == repair.id,
            RepairMove.state.in_((MoveState.PROPOSED, MoveState.WITHOUT)),
        )
    )
    _write(session, repair, planned)


def _write(session: Session, repair: Repair, planned: Collection[Planned]) -> None:
    earlier = queries.moves_of(session, repair.school_id, repair.id)
    first = 1 + max((move.chain for move in earlier), default=0)
    session.add_all(
        RepairMove(
            school_id=repair.school_id,
            repair_id=repair.id,
            student_id=one.student_id,
            chain=first + one.chain,
            position=one.position,
            from_section_id=one.from_section_id,
            to_section_id=one.to_section_id,
            sentence=one.sentence,
            facts=dict(one.facts),
            state=MoveState.WITHOUT if one.to_section_id is None else MoveState.PROPOSED,
        )
        for one in planned
    )
    session.flush()


def _cancel(session: Session, repair: Repair, actor_id: int, now: datetime) -> set[int]:
    """Let nobody into the section any more; gives the sections whose seats came free by it."""
    school_id, section = repair.school_id, repair.section
    cancel(session, section, repair.reason, actor_id=actor_id, now=now)
    title = section.course.named
    for offer in offer_queries.offers_that_hold(session, school_id, [section.id]):
        close_offer(session, offer, OfferState.WITHDRAWN, actor_id=actor_id, now=now)
        messages.tell_family(session, offer.student, messages.OFFER_ENDED, now, title=title)
    freed: set[int] = set()
    for move in queries.open_moves_over(session, school_id, section.id, repair.id):
        freed |= break_chains(session, move.repair, {move.chain}, now=now)
    repair.state, repair.asked_at = RepairState.ASKED, now
    for move in _waiting_moves(session, repair):
        if move.state is MoveState.WITHOUT:
            facts = {"title": title, "reason": repair.reason}
            messages.tell_family(session, move.student, messages.NO_SEAT_YET, now, **facts)
    messages.tell_teachers(session, repair, messages.FOR_TEACHERS, now)
    return freed


def _ask(session: Session, repair: Repair, now: datetime) -> None:
    """Hold a seat for every chain and send the questions."""
    school = get_school(session, repair.school_id)
    until = deadline(session, school, repair.section, now) or now + LASTS
    chains: dict[int, list[RepairMove]] = defaultdict(list)
    for move in _waiting_moves(session, repair):
        if move.state is MoveState.PROPOSED:
            chains[move.chain].append(move)
    for chain in chains.values():
        first, last = chain[0], chain[-1]
        if last.to_section is None or not take_seats(
            session, repair.school_id, last.to_section.id, 1
        ):
            raise errors.RepairEnded
        for move in chain:
            move.state, move.answer_until = MoveState.ASKED, until
        first.holds_section_id = last.to_section_id
        session.flush()
        for move in chain:
            messages.tell_asked(session, move, written(until, school), now)


def _record(
    session: Session, action: str, repair: Repair, actor_id: int, now: datetime, **detail: str
) -> None:
    record(
        session,
        action,
        "repair",
        repair.id,
        school_id=repair.school_id,
        actor_id=actor_id,
        now=now,
        section_id=repair.section_id,
        **detail,
    )
