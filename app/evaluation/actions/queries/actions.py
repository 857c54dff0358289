"""Lists of actions and one with its steps, always of one school."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, joinedload

from app.core.errors import NotFound
from app.courses.models import Section, SectionTeacher
from app.evaluation.actions.models import Action, ActionState, ActionStep

PENDING = (ActionState.OPEN, ActionState.DOING)
SHOWN = 200


@dataclass(frozen=True)
class Wanted:
    """Which actions: of an owner, in some states, overdue on a day."""

    states: Sequence[ActionState] = tuple(ActionState)
    owner_id: int | None = None
    overdue_on: date | None = None


def get_action(session: Session, school_id: int, action_id: int) -> Action:
    """Load an action with who and what it is about, or `NotFound`."""
    found = session.scalars(_whole(school_id).where(Action.id == action_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def actions(session: Session, school_id: int, wanted: Wanted) -> Sequence[Action]:
    """List actions, the earliest day first, at most `SHOWN`."""
    statement = _whole(school_id).where(*_conditions(wanted)).limit(SHOWN)
    return session.scalars(statement.order_by(Action.due_on, Action.id)).all()


def actions_by_id(
    session: Session, school_id: int, action_ids: Sequence[int]
) -> Mapping[int, Action]:
    """Give some actions by their ids."""
    found = session.scalars(_whole(school_id).where(Action.id.in_(action_ids)))
    return {action.id: action for action in found}


def waiting_for_a_look(session: Session, school_id: int) -> Sequence[Action]:
    """List what was put right by its owner's word, the oldest word first."""
    statement = _whole(school_id).where(Action.state == ActionState.DONE)
    return session.scalars(statement.order_by(Action.done_at, Action.id).limit(SHOWN)).all()


def counts(session: Session, school_id: int, wanted: Wanted) -> int:
    """Count actions."""
    statement = select(func.count()).where(Action.school_id == school_id, *_conditions(wanted))
    return session.scalar(statement) or 0


def steps_of(session: Session, action: Action) -> Sequence[ActionStep]:
    """List the steps of an action in their order, with who made each."""
    statement = (
        select(ActionStep)
        .where(ActionStep.school_id == action.school_id, ActionStep.action_id == action.id)
        .options(joinedload(ActionStep.by), joinedload(ActionStep.photo))
        .order_by(ActionStep.id)
    )
    return session.scalars(statement).all()


def teachers_of(session: Session, action: Action) -> frozenset[int]:
    """Name the accounts of those who teach the club an action is about."""
    if action.section_id is None:
        return frozenset()
    statement = select(SectionTeacher.account_id).where(
        SectionTeacher.school_id == action.school_id,
        SectionTeacher.section_id == action.section_id,
    )
    return frozenset(one for one in session.scalars(statement) if one is not None)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Action.state.in_(wanted.states)]
    if wanted.owner_id is not None:
        found.append(Action.owner_id == wanted.owner_id)
    if wanted.overdue_on is not None:
        found.append(Action.due_on < wanted.overdue_on)
    return found


def _whole(school_id: int) -> Select[Action]:
    return (
        select(Action)
        .where(Action.school_id == school_id)
        .options(
            joinedload(Action.owner),
            joinedload(Action.opened_by),
            joinedload(Action.room),
            joinedload(Action.section).joinedload(Section.course),
        )
    )
