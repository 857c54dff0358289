"""The way of an action: opened, begun, done, verified by another look; answers at any time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.audit.services import record
from app.core.text import N_, Named
from app.evaluation.actions.errors import NotThatFar, OwnLook, SaySomething
from app.evaluation.actions.models import Action, ActionState, ActionStep, Severity, StepKind
from app.messages.services import send, send_urgent
from app.schools.models import School

OPENED = N_("To put right until %(day)s: %(what)s")
OPENED_NOW = N_("To put right at once: %(what)s")
HANDED_ON = N_("You were asked to put this right until %(day)s: %(what)s")


class Leg(NamedTuple):
    """Where a step leads, and from where; who hears of it, and how."""

    since: tuple[ActionState, ...]
    to: ActionState | None  # none: it stays where it is
    sentence: str
    tells_owner: bool = False  # else who found it


LEGS: Mapping[StepKind, Leg] = {
    StepKind.ANSWERED: Leg(tuple(ActionState), None, N_("There is an answer to: %(what)s")),
    StepKind.BEGUN: Leg((ActionState.OPEN,), ActionState.DOING, N_("Being put right: %(what)s")),
    StepKind.DONE: Leg(
        (ActionState.OPEN, ActionState.DOING),
        ActionState.DONE,
        N_("Put right, and waiting for a second look: %(what)s"),
    ),
    StepKind.VERIFIED: Leg(
        (ActionState.DONE,),
        ActionState.VERIFIED,
        N_("Looked at and right: %(what)s"),
        tells_owner=True,
    ),
    StepKind.NOT_YET: Leg(
        (ActionState.DONE,),
        ActionState.OPEN,
        N_("Looked at and not right yet: %(what)s"),
        tells_owner=True,
    ),
}


@dataclass(frozen=True)
class Asked:
    """What somebody is asked to put right: owner, club, room and page it comes from, if any."""

    what: Named
    severity: Severity
    owner_id: int | None = None
    section_id: int | None = None
    room_id: int | None = None
    note: str = ""
    photo_id: int | None = None
    link: str = ""
    due_on: date | None = None  # none: as follows from its severity


def open_action(
    session: Session, school: School, asked: Asked, *, actor_id: int, now: datetime
) -> Action:
    """Ask somebody to put something right."""
    action = Action(
        school_id=school.id,
        what=str(asked.what),
        what_en=asked.what.en,
        severity=asked.severity,
        owner_id=asked.owner_id,
        due_on=asked.due_on or asked.severity.due_on(school.today(now)),
        section_id=asked.section_id,
        room_id=asked.room_id,
        note=asked.note,
        photo_id=asked.photo_id,
        link=asked.link,
        opened_at=now,
        opened_by_id=actor_id,
    )
    session.add(action)
    session.flush()
    if asked.owner_id is not None and asked.owner_id != actor_id:
        is_now = asked.severity is Severity.NOW
        tell, sentence = (send_urgent, OPENED_NOW) if is_now else (send, OPENED)
        told = [asked.owner_id]
        tell(session, school.id, told, sentence, link=link_to(action), now=now, **_facts(action))
    return action


def take_step(
    session: Session,
    action: Action,
    kind: StepKind,
    *,
    actor_id: int,
    now: datetime,
    note: str = "",
    photo_id: int | None = None,
) -> ActionStep:
    """Write a step down, lead the action on, and tell the other side.

    Raises:
        NotThatFar: the step does not follow from where the action is.
        OwnLook: who put it right verifies it.
        SaySomething: an answer without a word.
    """
    leg = LEGS[kind]
    if action.state not in leg.since:
        raise NotThatFar
    if kind in (StepKind.VERIFIED, StepKind.NOT_YET) and actor_id == action.done_by_id:
        raise OwnLook
    if kind is StepKind.ANSWERED and not note:
        raise SaySomething
    step = _written(session, action, kind, note, photo_id, actor_id, now)
    if leg.to is not None:
        action.state = leg.to
    if kind is StepKind.DONE:
        action.done_at, action.done_by_id = now, actor_id
    action.verified_at = now if action.state is ActionState.VERIFIED else None
    told = action.owner_id if leg.tells_owner else action.opened_by_id
    if kind is StepKind.ANSWERED and actor_id == action.opened_by_id:
        told = action.owner_id
    if told is not None and told != actor_id:
        send(
            session,
            action.school_id,
            [told],
            leg.sentence,
            link=link_to(action),
            now=now,
            what=named(action),
        )
    session.flush()
    _noted(session, action, kind, actor_id, now)
    return step


def hand_on(
    session: Session, action: Action, owner: Account, due_on: date, *, actor_id: int, now: datetime
) -> None:
    """Ask somebody else to put it right, or give another day.

    Raises:
        NotThatFar: it is done already.
    """
    if not action.state.is_pending:
        raise NotThatFar
    action.owner_id, action.due_on = owner.id, due_on
    _written(session, action, StepKind.HANDED_ON, owner.name, None, actor_id, now)
    if owner.id != actor_id:
        send(
            session,
            action.school_id,
            [owner.id],
            HANDED_ON,
            link=link_to(action),
            now=now,
            **_facts(action),
        )
    session.flush()
    _noted(session, action, StepKind.HANDED_ON, actor_id, now)


def link_to(action: Action) -> str:
    """Give the path of an action's page."""
    return f"/actions/{action.id}"


def named(action: Action) -> Named:
    """Give what an action is about in both languages."""
    return Named(action.what, action.what_en)


def _facts(action: Action) -> dict[str, str]:
    return {"what": named(action), "day": action.due_on.isoformat()}


def _written(
    session: Session,
    action: Action,
    kind: StepKind,
    note: str,
    photo_id: int | None,
    actor_id: int,
    now: datetime,
) -> ActionStep:
    step = ActionStep(
        school_id=action.school_id,
        action_id=action.id,
        kind=kind,
        note=note,
        photo_id=photo_id,
        at=now,
        by_id=actor_id,
    )
    session.add(step)
    session.flush()
    return step


def _noted(session: Session, action: Action, kind: StepKind, actor_id: int, now: datetime) -> None:
    record(
        session,
        "take step of action",
        "action",
        action.id,
        school_id=action.school_id,
        actor_id=actor_id,
        now=now,
        step=kind.value,
    )
