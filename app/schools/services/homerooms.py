"""Homerooms come with the roster: whoever imports one finds or creates them."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.audit.services import record
from app.core.dependants import dependants
from app.schools import defaults, queries
from app.schools.errors import HomeroomStillUsed, NameTaken
from app.schools.models import Homeroom, School


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


def add_homeroom(
    session: Session,
    school: School,
    *,
    grade: int,
    class_no: int,
    actor_id: int | None,
    now: datetime,
) -> Homeroom:
    """Add a homeroom.

    Raises:
        NameTaken: the school has this homeroom.
    """
    _check_name(session, school.id, grade, class_no)
    homeroom = find_or_create_homeroom(
        session, school.id, grade=grade, class_no=class_no, on=school.today(now)
    )
    _record(session, "add homeroom", homeroom, actor_id, now)
    return homeroom


def rename_homeroom(
    session: Session,
    school: School,
    homeroom: Homeroom,
    *,
    grade: int,
    class_no: int,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Correct the grade or number of a homeroom; its students stay in it.

    Raises:
        NameTaken: another homeroom has this grade and number.
    """
    if (homeroom.grade, homeroom.class_no) != (grade, class_no):
        _check_name(session, school.id, grade, class_no)
    homeroom.grade, homeroom.class_no = grade, class_no
    homeroom.entry_year = defaults.entry_year(grade, school.today(now))
    session.flush()
    _record(session, "rename homeroom", homeroom, actor_id, now)


def delete_homeroom(
    session: Session, homeroom: Homeroom, *, actor_id: int | None, now: datetime
) -> None:
    """Delete a homeroom that no student is or was in.

    Raises:
        HomeroomStillUsed: students belong to it or did so before.
    """
    if used := dependants(session, homeroom):
        raise HomeroomStillUsed(name=homeroom.title, count=sum(used.values()))
    _record(session, "delete homeroom", homeroom, actor_id, now)
    session.delete(homeroom)
    session.flush()


def _check_name(session: Session, school_id: int, grade: int, class_no: int) -> None:
    namesake = queries.homeroom_by_name(session, school_id, grade=grade, class_no=class_no)
    if namesake is not None:
        raise NameTaken(name=namesake.title)


def _record(
    session: Session, action: str, homeroom: Homeroom, actor_id: int | None, now: datetime
) -> None:
    record(
        session,
        action,
        "homeroom",
        homeroom.id,
        school_id=homeroom.school_id,
        actor_id=actor_id,
        now=now,
    )
