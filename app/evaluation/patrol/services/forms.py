"""A school's own form: each change is a version of its own, older visits keep theirs."""

from collections.abc import Sequence
from datetime import datetime
from secrets import token_hex

from sqlalchemy.orm import Session

from app.audit.services import record
from app.evaluation.patrol.errors import NoItems, NoPoints
from app.evaluation.patrol.models import PatrolForm, PatrolItem
from app.evaluation.patrol.queries.forms import form_in_force
from app.evaluation.patrol.reports import FormLine


def kept_form(session: Session, form: PatrolForm) -> PatrolForm:
    """Store the usual form the first time it is used."""
    if form.id is None:
        session.add(form)
        session.flush()
    return form


def change_form(
    session: Session, school_id: int, lines: Sequence[FormLine], *, actor_id: int, now: datetime
) -> PatrolForm:
    """Make the next version of a school's form; a text left as it was keeps its English.

    Raises:
        NoItems: nothing is left of it.
        NoPoints: no line counts.
    """
    if not lines:
        raise NoItems
    if not any(line.points for line in lines):
        raise NoPoints
    before = kept_form(session, form_in_force(session, school_id, now=now))
    english = {item.label: item.label_en for item in before.items}
    english |= {item.part: item.part_en for item in before.items}
    made = PatrolForm(
        school_id=school_id,
        version=before.version + 1,
        made_at=now,
        made_by_id=actor_id,
        items=[
            PatrolItem(
                school_id=school_id,
                position=position,
                key=line.key or token_hex(4),
                part=line.part,
                part_en=english.get(line.part, ""),
                label=line.label,
                label_en=english.get(line.label, ""),
                points=line.points,
                severity=line.severity,
                owner_kind=line.owner_kind,
                is_compliance=line.is_compliance,
            )
            for position, line in enumerate(lines)
        ],
    )
    session.add(made)
    session.flush()
    record(
        session,
        "change patrol form",
        "patrol_form",
        made.id,
        school_id=school_id,
        actor_id=actor_id,
        now=now,
        version=made.version,
    )
    return made
