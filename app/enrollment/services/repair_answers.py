"""What families answer to a repair, and what follows when a chain of moves falls.

Every act waits for its turn first, like all acts on places.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.services import record, wait_for_turn
from app.enrollment import errors
from app.enrollment.queries import places as place_queries
from app.enrollment.queries import repairs as queries
from app.enrollment.repair_models import MoveState, Repair, RepairMove
from app.enrollment.services import repair_messages as messages
from app.enrollment.services.seats import free_seat
from app.enrollment.services.waiting import move_on


def agree(
    session: Session,
    school_id: int,
    move_id: int,
    *,
    on_behalf: bool = False,
    actor_id: int,
    now: datetime,
) -> RepairMove:
    """Note that a family accepts another place; the child moves when the school applies it.

    `on_behalf` marks an answer that came to the school on paper or by telephone.

    Raises:
        NotFound: there is no such move.
        QuestionEnded: it was answered, ran out, or is not needed any more.
    """
    wait_for_turn(session, school_id)
    move = queries.get_move(session, school_id, move_id)
    if not move.waits_for_answer(now) or not _is_held(session, move):
        raise errors.QuestionEnded
    _answer(session, move, MoveState.AGREED, actor_id, now, on_behalf=on_behalf)
    _tell_when_complete(session, move.repair, now)
    return move


def decline(
    session: Session,
    school_id: int,
    move_id: int,
    *,
    on_behalf: bool = False,
    actor_id: int,
    now: datetime,
) -> RepairMove:
    """Note that a family declines, also after it agreed; what hangs on the move falls with it.

    Raises:
        NotFound: there is no such move.
        QuestionEnded: it was declined, ran out, was carried out or is not needed any more.
    """
    wait_for_turn(session, school_id)
    move = queries.get_move(session, school_id, move_id)
    if move.state is not MoveState.AGREED and not move.waits_for_answer(now):
        raise errors.QuestionEnded
    freed = _answer(session, move, MoveState.DECLINED, actor_id, now, on_behalf=on_behalf)
    freed |= break_chains(session, move.repair, {move.chain}, now=now)
    _tell_when_complete(session, move.repair, now)
    move_on(session, school_id, freed, now=now)
    return move


def expire_questions(session: Session, school_id: int, *, now: datetime) -> int:
    """End the questions that nobody answered in time; gives how many."""
    wait_for_turn(session, school_id)
    due = queries.due_moves(session, school_id, now)
    freed: set[int] = set()
    for move in due:
        if move.state is MoveState.ASKED:  # its chain may have fallen with another one
            freed |= _answer(session, move, MoveState.EXPIRED, None, now)
            messages.tell_family(session, move.student, messages.RUN_OUT, now)
            freed |= break_chains(session, move.repair, {move.chain}, now=now)
    for repair in {move.repair_id: move.repair for move in due}.values():
        _tell_when_complete(session, repair, now)
    move_on(session, school_id, freed, now=now)
    return len(due)


def break_chains(
    session: Session, repair: Repair, chains: Collection[int], *, now: datetime
) -> set[int]:
    """Let chains of moves fall: nobody moves in them, and their families are told.

    Returns:
        The sections whose seats came free by it; the caller passes them on (`move_on`).
    """
    freed: set[int] = set()
    for move in queries.moves_of(session, repair.school_id, repair.id):
        if move.chain not in chains:
            continue
        freed |= release_seat(session, move)
        if move.state in queries.OPEN:
            move.state = MoveState.RELEASED
            messages.tell_released(session, move, now)
    session.flush()
    return freed


def release_seat(session: Session, move: RepairMove) -> set[int]:
    """Give back the seat that a chain's first move holds; gives the section it came free in."""
    if move.holds_section_id is None:
        return set()
    section_id, move.holds_section_id = move.holds_section_id, None
    free_seat(session, move.school_id, section_id)
    return {section_id}


def _answer(
    session: Session,
    move: RepairMove,
    state: MoveState,
    actor_id: int | None,
    now: datetime,
    *,
    on_behalf: bool = False,
) -> set[int]:
    """Write an answer down; gives the sections whose seats came free by it."""
    freed = set() if state is MoveState.AGREED else release_seat(session, move)
    move.state, move.answered_at = state, now
    session.flush()
    record(
        session,
        f"{_VERBS[state]} move",
        "repair_move",
        move.id,
        school_id=move.school_id,
        actor_id=actor_id,
        now=now,
        repair_id=move.repair_id,
        student_id=move.student_id,
        section_id=move.to_section_id,
        on_behalf=on_behalf,
    )
    return freed


_VERBS = {
    MoveState.AGREED: "agree to",
    MoveState.DECLINED: "decline",
    MoveState.EXPIRED: "expire",
}


def _is_held(session: Session, move: RepairMove) -> bool:
    """Whether the child still has the place that it would leave."""
    term_id = move.from_section.term_id
    held = place_queries.places_of(session, move.school_id, term_id, [move.student_id])
    return move.from_section_id in {place.section_id for place in held}


def _tell_when_complete(session: Session, repair: Repair, now: datetime) -> None:
    moves = queries.moves_of(session, repair.school_id, repair.id)
    if not any(move.state is MoveState.ASKED for move in moves):
        messages.tell_all_answered(session, repair, now)
