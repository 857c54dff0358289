"""What the page of a club works on: its two forms, and the week they choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from app.core.db import db
from app.core.errors import Invalid
from app.courses.forms.club import MOST_SLOTS, CourseForm, DetailsForm, SectionForm
from app.courses.models import Section
from app.courses.queries.sections import is_in_round
from app.courses.queries.teachers import staff
from app.courses.usual_times import usual_times
from app.schools import queries as schools
from app.schools.bells import Bells, Times
from app.schools.models import Slot, Term
from app.web.forms import options
from app.web.weekdays import slot_name


@dataclass(frozen=True)
class SlotRow:
    """One slot of the week with its inputs."""

    slot: Slot
    name: str
    inputs: Any  # the form of the slot


@dataclass
class Page:
    """What the page of a club works on; `section` is none for a new one."""

    term: Term
    section: Section | None
    course_form: CourseForm | None  # none when the text is shared and somebody else decides it
    section_form: DetailsForm  # a SectionForm, unless a round has announced the club
    slots: Sequence[Slot]
    bells: Bells

    def is_valid(self) -> bool:
        """Check both forms, and give ticked slots their times."""
        checked = [form.validate() for form in (self.course_form, self.section_form) if form]
        return all(checked) and self._has_times()

    @property
    def is_announced(self) -> bool:
        """Whether a choice round keeps times, seats and grades as they are."""
        return not isinstance(self.section_form, SectionForm)

    def refuse(self, refusal: Invalid) -> None:
        """Show a refusal in the form that has its field."""
        if self.course_form is not None and refusal.field in self.course_form:
            self.course_form.refuse(refusal)
        else:
            self.section_form.refuse(refusal)

    def rows(self) -> list[SlotRow]:
        """List the slots with their inputs, in the order of the week."""
        if not isinstance(self.section_form, SectionForm):
            return []
        inputs = {entry.form.slot_id.data: entry.form for entry in self.section_form.times}
        return [
            SlotRow(slot, slot_name(slot.weekday, slot.period, is_short=False), inputs[slot.id])
            for slot in self.slots
            if slot.id in inputs
        ]

    def bell_lines(self) -> list[tuple[int, list[tuple[str, Times]]]]:
        """List the bells of each period by band, on the first day of the term."""
        lines = []
        for period in sorted({slot.period for slot in self.slots if slot.is_club_time}):
            rung = [
                (band.name, times)
                for band in self.bells.bands
                if (times := self.bells.band_times(band, period, self.term.starts_on))
            ]
            lines.append((period, rung))
        return [line for line in lines if line[1]]

    def _has_times(self) -> bool:
        if not isinstance(self.section_form, SectionForm):
            return True
        periods = {slot.id: slot.period for slot in self.slots}
        return self.section_form.fill_times(self._usual, periods)

    def _usual(self, period: int, grade_from: int, grade_to: int) -> Times | None:
        days = self.term.starts_on, self.term.ends_on
        return usual_times(self.bells, days, period, (grade_from, grade_to))


def club_page(
    term: Term, section: Section | None, form: CourseForm | None, data: dict[str, Any] | None
) -> Page:
    """Put the page together; without `data` the section's form is read from the request."""
    session, school_id = db.session(), term.school_id
    slots = schools.slots(session, school_id)[:MOST_SLOTS]
    is_announced = section is not None and is_in_round(session, school_id, section.id)
    shape = DetailsForm if is_announced else SectionForm
    if data is None:
        section_form = shape()
    else:
        section_form = shape(None, data=data | {"times": _times_data(slots, section)})
    _fill_choices(section_form, school_id)
    return Page(term, section, form, section_form, slots, schools.bells(session, school_id))


def _times_data(slots: Sequence[Slot], section: Section | None) -> list[dict[str, Any]]:
    own = {at.slot_id: at for at in section.times} if section is not None else {}
    return [
        {
            "slot_id": slot.id,
            "is_on": slot.id in own,
            "starts_at": own[slot.id].starts_at if slot.id in own else None,
            "ends_at": own[slot.id].ends_at if slot.id in own else None,
        }
        for slot in slots
    ]


def _fill_choices(form: DetailsForm, school_id: int) -> None:
    session = db.session()
    rooms = schools.rooms(session, school_id, in_use_only=True)
    form.room_id.choices = options(
        [
            ("", gettext("(not fixed yet)")),
            *((room.id, _room_words(room.name, room.seats)) for room in rooms),
        ]
    )
    people = [(account.id, account.name) for account in staff(session, school_id)]
    for entry in form.teacher_ids:
        entry.choices = options([("", gettext("(nobody)")), *people])
    if isinstance(form, SectionForm):
        form.homeroom_ids.choices = options(
            (homeroom.id, homeroom.title) for homeroom in schools.homerooms(session, school_id)
        )


def _room_words(name: str, seats: int) -> str:
    return str(gettext("%(room)s (%(seats)d seats)", room=name, seats=seats)) if seats else name
