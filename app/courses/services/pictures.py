"""The picture of a course: one, small, replaced by the next."""

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.services import record
from app.courses.models import Course, CoursePicture
from app.courses.pictures import small_webp
from app.courses.queries import courses as queries
from app.courses.services.version import bump_catalogue

DIGEST_LETTERS = 16


def set_picture(
    session: Session, course: Course, content: bytes, *, actor_id: int | None, now: datetime
) -> None:
    """Keep a photograph as the picture of a course, in place of the one it has.

    Raises:
        PictureUnreadable: it is no JPEG, PNG or WebP picture, or a broken one.
        PictureTooLarge: it has more pixels than its kind may have.
    """
    written = small_webp(content)
    picture = queries.picture_of(session, course.school_id, course.id)
    if picture is None:
        picture = CoursePicture(course_id=course.id, school_id=course.school_id)
        session.add(picture)
    picture.content = written
    picture.digest = hashlib.sha256(written).hexdigest()[:DIGEST_LETTERS]
    session.flush()
    _changed(session, "set picture", course, actor_id, now)


def remove_picture(
    session: Session, course: Course, *, actor_id: int | None, now: datetime
) -> None:
    """Go back to the drawn picture; without a photograph nothing happens."""
    picture = queries.picture_of(session, course.school_id, course.id)
    if picture is not None:
        session.delete(picture)
        session.flush()
        _changed(session, "remove picture", course, actor_id, now)


def _changed(
    session: Session, action: str, course: Course, actor_id: int | None, now: datetime
) -> None:
    bump_catalogue(session, course.school_id)
    record(
        session,
        action,
        "course",
        course.id,
        school_id=course.school_id,
        actor_id=actor_id,
        now=now,
    )
