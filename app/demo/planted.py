"""What is planted in the weeks of the demonstration, for figures and diagnoses to find.

Everything else is chance: a made-up school with nothing in it but chance would show no sentence.
"""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Student
from app.enrollment.models import Place
from app.schools.models import School

BEGINS_AFTER = 3  # meetings; what is planted in a club shows from the fourth on
LEAST_CHILDREN = 20  # of a club in which something is planted
ILL_SHARE = 0.5  # of a homeroom, at its last meetings


@dataclass(frozen=True)
class Planted:
    """Clubs and a homeroom by what is planted there; 0 where the school is too small for it."""

    often_away: int = 0  # one child misses the last three meetings
    shrinks: int = 0  # every third child stays away
    late: int = 0  # every third child comes late
    unprepared: int = 0  # each patrol finds it so, and nobody puts it right
    praised: int = 0  # each patrol praises it
    disliked: int = 0  # families are less content in the second month
    ill: int = 0  # this homeroom, in the last week


def plant(session: Session, school: School) -> Planted:
    """Choose where things are planted: the same school always gives the same clubs."""
    large = (
        select(Place.section_id)
        .where(Place.school_id == school.id, Place.ended_at.is_(None))
        .group_by(Place.section_id)
        .having(func.count() >= LEAST_CHILDREN)
        .order_by(Place.section_id)
    )
    clubs = iter(session.scalars(large).all())
    homeroom = session.scalar(
        select(func.max(Student.homeroom_id)).where(Student.school_id == school.id)
    )
    return Planted(
        often_away=next(clubs, 0),
        shrinks=next(clubs, 0),
        late=next(clubs, 0),
        unprepared=next(clubs, 0),
        praised=next(clubs, 0),
        disliked=next(clubs, 0),
        ill=homeroom or 0,
    )
