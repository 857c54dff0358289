"""A section has lost its teacher: who takes over, so that no child has to move."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.accounts.queries.families import accounts_of
from app.audit.services import record, wait_for_turn
from app.core.text import N_
from app.courses.models import Section, SectionState
from app.courses.queries.sections import section_homerooms
from app.courses.queries.teachers import external_staff
from app.courses.services import update_section
from app.courses.services.obstacles import of_external
from app.courses.values import section_values
from app.enrollment import errors
from app.enrollment.queries import repair_problem as problem
from app.enrollment.queries.successors import Successor, free_teachers
from app.messages.services import send
from app.schools.queries import get_school


def successors(session: Session, section: Section, *, today: date) -> Sequence[Successor]:
    """List who could take over a loaded section: free at its times, and allowed to teach it.

    Who has taught the course comes first, then who has taught its kind, then who teaches least.
    """
    free = free_teachers(session, section, on=today)
    school = get_school(session, section.school_id)
    outside = external_staff(session, section.school_id, [one.account.id for one in free])
    return [
        one
        for one in free
        if one.account.id not in outside
        or not of_external(one.account.name, outside[one.account.id], school, today)
    ]


def hand_over(
    session: Session,
    section: Section,
    *,
    lost_id: int,
    successor_id: int,
    reason: str,
    actor_id: int,
    now: datetime,
) -> None:
    """Let somebody teach a loaded section in place of one of its teachers; no child moves.

    Raises:
        ReasonMissing: no reason was given.
        NotRunning: the section is not in the catalogue, or the other does not teach it.
        CannotTakeOver: the successor is not free, or may not teach.
        Invalid: the section clashes with another one by now.
    """
    reason = reason.strip()
    if not reason:
        raise errors.ReasonMissing
    wait_for_turn(session, section.school_id)
    teachers = {one.account_id: one.account for one in section.teachers}
    if section.state is not SectionState.PUBLISHED or lost_id not in teachers:
        raise errors.NotRunning(title=section.course.named)
    today = get_school(session, section.school_id).today(now)
    able = {one.account.id: one.account for one in successors(session, section, today=today)}
    if successor_id not in able:
        raise errors.CannotTakeOver(title=section.course.named)
    homerooms = section_homerooms(session, section.school_id, section.id)
    values = section_values(section, [homeroom.id for homeroom in homerooms])
    ids = [successor_id if one == lost_id else one for one in values.teacher_ids]
    values = values._replace(teacher_ids=ids)
    update_section(session, section, values, actor_id=actor_id, now=now)
    record(
        session,
        "hand over section",
        "section",
        section.id,
        school_id=section.school_id,
        actor_id=actor_id,
        now=now,
        from_id=lost_id,
        to_id=successor_id,
        reason=reason,
    )
    _tell(session, section, lost_id, successor_id, able[successor_id].name, now)


def _tell(
    session: Session, section: Section, lost_id: int, successor_id: int, name: str, now: datetime
) -> None:
    facts = {"title": section.course.named, "teacher": name}
    members = problem.members(session, section.school_id, section.id)
    families = accounts_of(session, section.school_id, [one.student_id for one in members])
    told = (
        (families, N_("%(title)s goes on, now with %(teacher)s. Nothing else changes."), "/"),
        (
            [successor_id],
            N_("%(title)s is yours from now on; here is its roster."),
            f"/rosters/{section.id}",
        ),
        ([lost_id], N_("%(teacher)s has taken over %(title)s."), "/inbox"),
    )
    for accounts, sentence, link in told:
        send(session, section.school_id, accounts, sentence, link=link, now=now, **facts)
