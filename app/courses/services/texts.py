"""Rules and safety notes for many courses at once, where a list of clubs brought none."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.services import record
from app.courses.models import Course, Domain, Section
from app.courses.services.version import bump_catalogue


def without_texts(sections: Iterable[Section]) -> Sequence[Course]:
    """List the courses of loaded sections that lack rules or safety note, each once."""
    courses = {section.course.id: section.course for section in sections}
    return [one for one in courses.values() if not (one.rules.strip() and one.safety_note.strip())]


def fill_texts(
    session: Session,
    sections: Sequence[Section],
    *,
    rules: str,
    safety_notes: Mapping[Domain | None, str],
    actor_id: int | None,
    now: datetime,
) -> int:
    """Write rules and safety note where a course has none; gives how many courses changed.

    What somebody has written stays; a domain without a note leaves its courses without one.

    Args:
        session: the session.
        sections: loaded with their courses, all of one school.
        rules: for every course without rules.
        safety_notes: by domain, None for E clubs (R23).
        actor_id: who confirms the texts.
        now: when.
    """
    lacking = without_texts(sections)
    for course in lacking:
        course.rules = course.rules.strip() or rules.strip()
        course.safety_note = (
            course.safety_note.strip() or safety_notes.get(course.domain, "").strip()
        )
        record(
            session,
            "fill texts",
            "course",
            course.id,
            school_id=course.school_id,
            actor_id=actor_id,
            now=now,
        )
    session.flush()
    if lacking:
        bump_catalogue(session, lacking[0].school_id)
    return len(lacking)
