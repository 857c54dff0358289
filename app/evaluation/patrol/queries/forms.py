"""The patrol's form: the version in force, or an older one."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.evaluation.patrol.models import PatrolForm, PatrolItem
from app.evaluation.patrol.usual_form import USUAL_ITEMS


def form_in_force(session: Session, school_id: int, *, now: datetime) -> PatrolForm:
    """Load the newest version; a school that never changed it has the usual one, not stored yet."""
    statement = (
        select(PatrolForm)
        .where(PatrolForm.school_id == school_id)
        .order_by(PatrolForm.version.desc())
        .limit(1)
        .options(selectinload(PatrolForm.items))
    )
    return session.scalars(statement).one_or_none() or usual_form(school_id, now=now)


def form_of_version(
    session: Session, school_id: int, version: int, *, now: datetime
) -> PatrolForm | None:
    """Load a version, the usual one too while the school has none; none that never was."""
    statement = (
        select(PatrolForm)
        .where(PatrolForm.school_id == school_id, PatrolForm.version == version)
        .options(selectinload(PatrolForm.items))
    )
    found = session.scalars(statement).one_or_none()
    if found is None and version == 1:
        return usual_form(school_id, now=now)
    return found


def usual_form(school_id: int, *, now: datetime) -> PatrolForm:
    """Make the form a school starts with; it belongs to no session yet."""
    items = [
        PatrolItem(
            school_id=school_id,
            position=position,
            key=item.key,
            part=item.part[0],
            part_en=item.part[1],
            label=item.label[0],
            label_en=item.label[1],
            points=item.points,
            severity=item.severity,
            owner_kind=item.owner,
            is_compliance=item.is_compliance,
        )
        for position, item in enumerate(USUAL_ITEMS)
    ]
    return PatrolForm(school_id=school_id, version=1, made_at=now, items=items)
