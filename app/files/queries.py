"""Reads of photographs; who may see one is asked before, by the page of its owner."""

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.core.errors import NotFound
from app.files.models import Photo


def get_photo(session: Session, school_id: int, photo_id: int) -> Photo:
    """Load a photograph with its content, or `NotFound`."""
    statement = (
        select(Photo)
        .where(Photo.school_id == school_id, Photo.id == photo_id)
        .options(undefer(Photo.content))
    )
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found
