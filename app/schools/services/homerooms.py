"""Homerooms come with the roster: whoever imports one finds or creates them."""

from datetime import date

from sqlalchemy.orm import Session

from app.schools import defaults, queries
from app.schools.models import Homeroom


def find_or_create_homeroom(
    session: Session, school_id: int, *, grade: int, class_no: int, on: date
) -> Homeroom:
    """Give the homeroom that is `class_no` of `grade` on a day, made when there is none."""
    found = queries.homeroom_by_name(session, school_id, grade=grade, class_no=class_no)
    if found is not None:
        return found
    homeroom = Homeroom(
        school_id=school_id,
        grade=grade,
        class_no=class_no,
        entry_year=defaults.entry_year(grade, on),
    )
    session.add(homeroom)
    session.flush()
    return homeroom
