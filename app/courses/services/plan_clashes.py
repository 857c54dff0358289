"""Clashes that a catalogue file would bring: among its rows, and with what is proposed already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.courses.clashes import Bounds, Clash, Occupation, Times, clashes
from app.courses.queries.occupations import occupations
from app.courses.reading.rows import ClubRow
from app.courses.services.known import Known
from app.courses.services.sections import UNDER_DISCUSSION
from app.courses.values import TimeValues


@dataclass
class Numbers:
    """Numbers for rooms and teachers, also for those that the import would make."""

    known: Known
    new: dict[str, int] = field(default_factory=dict)

    def room(self, name: str) -> int | None:
        """Number a room by its name."""
        if not name:
            return None
        room = self.known.rooms.get(name)
        return room.id if room is not None else self._new(f"room {name}")

    def teacher(self, row: ClubRow) -> int | None:
        """Number a row's teacher."""
        if not row.teacher_key:
            return None
        account = self.known.teacher_of(row)
        return account.id if account is not None else self._new(f"teacher {row.teacher_key}")

    def _new(self, name: str) -> int:
        return -self.new.setdefault(name, len(self.new) + 1)


def clashes_of_rows(
    session: Session,
    known: Known,
    rows: Iterable[tuple[ClubRow, Sequence[TimeValues]]],
    replaced: frozenset[int],
) -> list[list[Clash]]:
    """List the clashes of each row, in their order.

    Args:
        session: what is read with.
        known: what the school has.
        rows: each with its times.
        replaced: the sections that the rows speak of, which do not stand in their way.
    """
    term = known.term
    bounds = Bounds.of_term(known.bells, term.starts_on, term.ends_on)
    others = [
        other
        for other in occupations(session, term.school_id, term.id, UNDER_DISCUSSION)
        if other.section_id not in replaced
    ]
    numbers, found = Numbers(known), []
    for row, times in rows:
        held = _occupation(row, times, numbers)
        found.append(clashes(held, others, bounds))
        others.append(held)
    return found


def _occupation(row: ClubRow, times: Sequence[TimeValues], numbers: Numbers) -> Occupation:
    slots = {slot.id: slot for slot in numbers.known.slots}
    teacher = numbers.teacher(row)
    return Occupation(
        section_id=None,
        title=row.title,
        times=[
            Times(slots[at.slot_id].weekday, slots[at.slot_id].period, at.starts_at, at.ends_at)
            for at in times
        ],
        room_id=numbers.room(row.room),
        room=row.room,
        teachers={teacher: row.teacher or row.teacher_no} if teacher is not None else {},
        grade_from=row.grade_from,
        grade_to=row.grade_to,
    )
