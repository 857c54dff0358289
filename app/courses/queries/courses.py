"""Reads of courses, their pictures and the register of resources."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.courses.models import Course, CoursePicture, Resource


def get_course(session: Session, school_id: int, course_id: int) -> Course:
    """Load a course of this school, or `NotFound`."""
    statement = select(Course).where(Course.school_id == school_id, Course.id == course_id)
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def courses(session: Session, school_id: int) -> Sequence[Course]:
    """List the courses of a school, by code."""
    statement = select(Course).where(Course.school_id == school_id).order_by(Course.code)
    return session.scalars(statement).all()


def course_by_code(session: Session, school_id: int, code: str) -> Course | None:
    """Find the course of a code."""
    statement = select(Course).where(Course.school_id == school_id, Course.code == code)
    return session.scalars(statement).one_or_none()


def picture_of(session: Session, school_id: int, course_id: int) -> CoursePicture | None:
    """Find a course's picture."""
    statement = select(CoursePicture).where(
        CoursePicture.school_id == school_id, CoursePicture.course_id == course_id
    )
    return session.scalars(statement).one_or_none()


def resources(session: Session, school_id: int) -> Sequence[Resource]:
    """List the register of resources, by name."""
    statement = select(Resource).where(Resource.school_id == school_id).order_by(Resource.name)
    return session.scalars(statement).all()


def get_resource(session: Session, school_id: int, resource_id: int) -> Resource:
    """Load an entry of the register, or `NotFound`."""
    statement = select(Resource).where(Resource.school_id == school_id, Resource.id == resource_id)
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def picture_by_digest(session: Session, course_id: int, digest: str) -> CoursePicture | None:
    """Find a picture by its address, which is shown to everybody with the catalogue."""
    statement = select(CoursePicture).where(
        CoursePicture.course_id == course_id, CoursePicture.digest == digest
    )
    return session.scalars(statement).one_or_none()
