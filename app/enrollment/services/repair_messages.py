"""What families, teachers and administrators are told in the course of a repair."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.models import Student
from app.accounts.queries.people import administrators
from app.core.text import N_
from app.enrollment.queries import places as place_queries
from app.enrollment.repair_models import Repair, RepairMove
from app.enrollment.services.telling import tell_child
from app.messages.services import send

ANSWERS = "/offers"
GIVEN_UP = N_(
    "%(title)s is given up (%(reason)s). %(name)s can go to %(other)s. Please answer until "
    "%(until)s."
)
COULD_MOVE = N_(
    "%(name)s can go from %(held)s to %(other)s, which was ranked higher. Please answer until "
    "%(until)s."
)
NO_SEAT_YET = N_("%(title)s is given up (%(reason)s). No other club has a seat for %(name)s yet.")
COULD_NOT_BE_KEPT = N_(
    "%(title)s: the place for %(name)s could not be kept. The school looks for another one."
)
STAYS = N_("%(name)s stays in %(held)s: the place in %(title)s is not needed any more.")
TAKES_PLACE = N_("%(title)s takes place after all: nothing changes for %(name)s.")
RUN_OUT = N_("The question about another club for %(name)s was not answered in time.")
MOVED = N_("%(name)s has a place in %(title)s.")
WAITS_NOW = N_(
    "%(title)s has ended. %(name)s stands on the waiting lists of the clubs that were chosen, and "
    "is asked when a seat is free."
)
WITHOUT_NOW = N_("%(title)s has ended, and %(name)s has no club at that time now.")
LIST_ENDED = N_("%(title)s does not take place any more; %(name)s no longer waits for it.")
OFFER_ENDED = N_("%(title)s is given up, so its offer for %(name)s has ended.")
FOR_TEACHERS = N_("%(title)s is given up (%(reason)s). Its families are asked about other clubs.")
GOES_ON = N_("%(title)s takes place after all.")
ALL_ANSWERED = N_("All families have answered about %(title)s.")


def tell_family(
    session: Session, student: Student, sentence: str, now: datetime, **facts: str
) -> None:
    """Tell a child's family; the sentence may name the child."""
    tell_child(session, student, sentence, now, ANSWERS, **facts)


def tell_asked(session: Session, move: RepairMove, until: str, now: datetime) -> None:
    """Send a question; the move must be loaded with its repair."""
    facts = {"until": until, "other": _goes_to(move)}
    if move.position == 0:
        facts |= {"title": move.from_section.course.named, "reason": move.repair.reason}
        tell_family(session, move.student, GIVEN_UP, now, **facts)
    else:
        facts |= {"held": move.from_section.course.named}
        tell_family(session, move.student, COULD_MOVE, now, **facts)


def tell_released(session: Session, move: RepairMove, now: datetime) -> None:
    """Say that a question is over because another family said no."""
    sentence = COULD_NOT_BE_KEPT if move.position == 0 else STAYS
    held = move.from_section.course.named
    tell_family(session, move.student, sentence, now, title=_goes_to(move), held=held)


def tell_teachers(session: Session, repair: Repair, sentence: str, now: datetime) -> None:
    """Tell the teachers of the section of a repair."""
    school_id = repair.school_id
    for title, section_id, teachers in place_queries.teachers_of(
        session, school_id, [repair.section_id]
    ):
        facts = {"title": title, "reason": repair.reason}
        link = f"/rosters/{section_id}"
        send(session, school_id, teachers, sentence, link=link, now=now, **facts)


def tell_all_answered(session: Session, repair: Repair, now: datetime) -> None:
    """Tell the administrators that the last answer has come in."""
    send(
        session,
        repair.school_id,
        administrators(session, repair.school_id),
        ALL_ANSWERED,
        link=f"/repairs/{repair.id}",
        now=now,
        title=repair.section.course.named,
    )


def _goes_to(move: RepairMove) -> str:
    return move.to_section.course.named if move.to_section is not None else ""
