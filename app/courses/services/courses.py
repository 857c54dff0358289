"""Courses: what a school offers over the years."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.services import record
from app.core.pinyin import syllables
from app.courses import errors
from app.courses.models import Course, Track
from app.courses.queries import courses as queries
from app.courses.services.version import bump_catalogue
from app.courses.values import CourseValues


def create_course(
    session: Session,
    school_id: int,
    values: CourseValues,
    *,
    code: str = "",
    actor_id: int | None,
    now: datetime,
) -> Course:
    """Create a course; without a code it gets the next free one of its track.

    Raises:
        DomainMissing, KindMissing: domain or kind does not go with the track.
        CourseCodeTaken: another course has the code.
    """
    _check(values)
    code = code.strip().upper() or next_code(
        values.track, {course.code for course in queries.courses(session, school_id)}
    )
    if queries.course_by_code(session, school_id, code) is not None:
        raise errors.CourseCodeTaken(code=code)
    course = Course(school_id=school_id, code=code)
    _fill(course, values)
    session.add(course)
    session.flush()
    bump_catalogue(session, school_id)
    _record(session, "create course", course, actor_id, now)
    return course


def update_course(
    session: Session, course: Course, values: CourseValues, *, actor_id: int | None, now: datetime
) -> None:
    """Change what a course is; every term that offers it shows it.

    Raises:
        DomainMissing, KindMissing: domain or kind does not go with the track.
    """
    _check(values)
    _fill(course, values)
    session.flush()
    bump_catalogue(session, course.school_id)
    _record(session, "change course", course, actor_id, now)


def next_code(track: Track, taken: set[str]) -> str:
    """Give the first free code of a track: X01, X02 ..."""
    letter = "B" if track is Track.BASE else track.value.upper()
    return next(code for n in range(1, len(taken) + 2) if (code := f"{letter}{n:02}") not in taken)


def _check(values: CourseValues) -> None:
    if (values.track is Track.X) != (values.domain is not None):
        raise errors.DomainMissing
    if (values.track is Track.E) != (values.e_kind is not None):
        raise errors.KindMissing


def _fill(course: Course, values: CourseValues) -> None:
    for field, value in values._asdict().items():
        setattr(course, field, value)
    course.title_pinyin = syllables(values.title)


def _record(
    session: Session, action: str, course: Course, actor_id: int | None, now: datetime
) -> None:
    record(
        session,
        action,
        "course",
        course.id,
        school_id=course.school_id,
        actor_id=actor_id,
        now=now,
    )
