"""The version of a term's catalogue, under which its pages are cached."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.schools.models import Term


def bump_catalogue(session: Session, school_id: int, term_id: int | None = None) -> None:
    """Say, in the transaction of an edit, that a term's catalogue (or every one) has changed."""
    statement = update(Term).where(Term.school_id == school_id)
    if term_id is not None:
        statement = statement.where(Term.id == term_id)
    session.execute(statement.values(catalogue_version=Term.catalogue_version + 1))
