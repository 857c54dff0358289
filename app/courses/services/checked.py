"""The values of a section, checked against the school before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.errors import NotFound
from app.courses import errors
from app.courses.clashes import Occupation, Times
from app.courses.models import Course, Section
from app.courses.queries import sections as queries
from app.courses.queries.teachers import staff_by_id
from app.courses.services.obstacles import Week
from app.courses.values import SectionValues
from app.schools import queries as schools
from app.schools.models import HIGHEST_GRADE, LOWEST_GRADE, Homeroom, Room, Slot, Term


@dataclass(frozen=True)
class Checked:
    """Values that go together, with the rows they name."""

    values: SectionValues
    room: Room | None
    teachers: Sequence[Account]
    slots: Mapping[int, Slot]
    homerooms: Sequence[Homeroom]


def check(
    session: Session,
    term: Term,
    course: Course,
    values: SectionValues,
    *,
    section: Section | None,
    week: Week,
) -> Checked:
    """Check the values of a section; `section` is none for a new one.

    Raises:
        NotFound: a slot, room, teacher or homeroom is not of this school.
        Invalid: the values do not go together, or a room, teacher or band's time clashes.
    """
    _check_numbers(values)
    _check_code(session, term, values.code, section)
    checked = Checked(
        values,
        room=_room(session, term.school_id, values.room_id),
        teachers=_teachers(session, term.school_id, values.teacher_ids),
        slots=_slots(session, term.school_id, values),
        homerooms=_homerooms(session, term.school_id, values.homeroom_ids),
    )
    _check_lessons(session, term, values, checked.slots)
    week.check(_occupation(checked, course, section))
    return checked


def _check_numbers(values: SectionValues) -> None:
    if not LOWEST_GRADE <= values.grade_from <= values.grade_to <= HIGHEST_GRADE:
        raise errors.GradesBackwards
    if values.seats < 1:
        raise errors.SeatsMissing
    if values.min_size > values.seats:
        raise errors.MinimumAboveSeats(least=values.min_size, seats=values.seats)
    if values.reserved > values.seats:
        raise errors.ReservedAboveSeats(reserved=values.reserved, seats=values.seats)


def _check_code(session: Session, term: Term, code: str, section: Section | None) -> None:
    namesake = queries.section_by_code(session, term.school_id, term.id, code)
    if namesake is not None and namesake is not section:
        raise errors.SectionCodeTaken(code=code, title=namesake.course.named)


def _room(session: Session, school_id: int, room_id: int | None) -> Room | None:
    if room_id is None:
        return None
    room = schools.get_room(session, school_id, room_id)
    if not room.is_in_use:
        raise errors.RoomNotInUse(room=room.name)
    return room


def _teachers(session: Session, school_id: int, account_ids: Sequence[int]) -> Sequence[Account]:
    accounts = staff_by_id(session, school_id, account_ids)
    return [accounts[account_id] for account_id in dict.fromkeys(account_ids)]


def _slots(session: Session, school_id: int, values: SectionValues) -> Mapping[int, Slot]:
    if not values.times:
        raise errors.TimesMissing
    if len({time.slot_id for time in values.times}) < len(values.times):
        raise errors.SameSlotTwice
    slots = {slot.id: slot for slot in schools.slots(session, school_id)}
    for time in values.times:
        if time.slot_id not in slots:
            raise NotFound
        if time.ends_at <= time.starts_at:
            raise errors.EndsBeforeStart(
                starts_at=f"{time.starts_at:%H:%M}", ends_at=f"{time.ends_at:%H:%M}"
            )
    return slots


def _check_lessons(
    session: Session, term: Term, values: SectionValues, slots: Mapping[int, Slot]
) -> None:
    """Refuse a time at which a grade of the section still has lessons (R45)."""
    grades = range(values.grade_from, values.grade_to + 1)
    ends = schools.lessons_end(session, term.school_id, grades, term.starts_on)
    for time in values.times:
        for band, ends_at in ends:
            if slots[time.slot_id].kind.follows_lessons and time.starts_at < ends_at:
                raise errors.InLessons(
                    band=band.name,
                    ends_at=f"{ends_at:%H:%M}",
                    starts_at=f"{time.starts_at:%H:%M}",
                )


def _homerooms(session: Session, school_id: int, homeroom_ids: Sequence[int]) -> Sequence[Homeroom]:
    known = {homeroom.id: homeroom for homeroom in schools.homerooms(session, school_id)}
    if not known.keys() >= set(homeroom_ids):
        raise NotFound
    return [known[homeroom_id] for homeroom_id in dict.fromkeys(homeroom_ids)]


def _occupation(checked: Checked, course: Course, section: Section | None) -> Occupation:
    values, room = checked.values, checked.room
    return Occupation(
        section_id=section.id if section is not None else None,
        title=course.named,
        times=[
            Times(
                checked.slots[time.slot_id].weekday,
                checked.slots[time.slot_id].period,
                time.starts_at,
                time.ends_at,
            )
            for time in values.times
        ],
        room_id=room.id if room is not None else None,
        room=room.name if room is not None else "",
        teachers={account.id: account.name for account in checked.teachers},
        grade_from=values.grade_from,
        grade_to=values.grade_to,
    )
