"""Telling families and teachers that a child has moved."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.models import Student
from app.accounts.queries.families import accounts_of
from app.core.text import N_
from app.enrollment.queries import places as queries
from app.messages.services import send

CLUBS = "/places"


def tell_teachers(
    session: Session, school_id: int, section_ids: Iterable[int], now: datetime
) -> None:
    """Tell the teachers of some sections that their rosters are new."""
    for title, section_id, teachers in queries.teachers_of(session, school_id, section_ids):
        send(
            session,
            school_id,
            teachers,
            N_("%(title)s: a child has moved, the roster is new."),
            link=f"/rosters/{section_id}",
            now=now,
            title=title,
        )


def tell_child(
    session: Session,
    student: Student,
    sentence: str,
    now: datetime,
    link: str = CLUBS,
    **facts: str | int,
) -> None:
    """Tell a child's family; the sentence may name the child and whatever stands in the facts."""
    send(
        session,
        student.school_id,
        accounts_of(session, student.school_id, [student.id]),
        sentence,
        link=link,
        now=now,
        name=student.name,
        **facts,
    )
