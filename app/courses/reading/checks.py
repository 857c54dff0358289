"""Clashes among the clubs of one file, without knowing the school."""

from collections.abc import Sequence
from datetime import time

from app.core.text import Marked
from app.courses.clashes import Bounds, Occupation, Times, clashes
from app.courses.clashes import Kind as ClashKind
from app.courses.reading.rows import ClubRow, Issue, Kind

KINDS = {ClashKind.ROOM: Kind.ROOM_CLASH, ClashKind.TEACHER: Kind.TEACHER_CLASH}


def clash_issues(rows: Sequence[ClubRow]) -> list[Issue]:
    """Tell of two clubs of a file in one room, or with one teacher, at once."""
    rooms = {row.room: number for number, row in enumerate(rows) if row.room}
    teachers = {row.teacher_key: number for number, row in enumerate(rows) if row.teacher_key}
    others: list[Occupation] = []
    issues = []
    for row in rows:
        held = _occupation(row, rooms.get(row.room), teachers.get(row.teacher_key))
        for clash in clashes(held, others, Bounds([])):
            facts = {**clash.facts, "title": row.title, "other": clash.facts["title"]}
            facts |= {"day": Marked(clash.day)}
            issues.append(Issue(row.sheet, row.row, "", KINDS[clash.kind], facts))
        others.append(held)
    return issues


def _occupation(row: ClubRow, room_id: int | None, teacher_id: int | None) -> Occupation:
    """Say what a row holds; a time of which only the period is known is left out."""
    return Occupation(
        section_id=None,
        title=row.title,
        times=[
            Times(
                at.weekday,
                at.period or 0,
                time.fromisoformat(at.starts_at),
                time.fromisoformat(at.ends_at),
            )
            for at in row.times
            if at.starts_at
        ],
        room_id=room_id,
        room=row.room,
        teachers={} if teacher_id is None else {teacher_id: row.teacher or row.teacher_no},
        grade_from=row.grade_from,
        grade_to=row.grade_to,
    )
