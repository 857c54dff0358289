"""Shapes of what an administrator sends about the school."""

from collections.abc import Mapping
from datetime import time

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput

from app.schools.bells import Cell, Times
from app.schools.models import HIGHEST_GRADE, LOWEST_GRADE, DayKind, ServiceKind
from app.schools.rules import Limits
from app.web.forms import Form, options

NAME = Length(max=60)
GRADE = NumberRange(LOWEST_GRADE, HIGHEST_GRADE)
WEEKDAYS = {
    1: _("Monday"),
    2: _("Tuesday"),
    3: _("Wednesday"),
    4: _("Thursday"),
    5: _("Friday"),
    6: _("Saturday"),
    7: _("Sunday"),
}
DAY_KINDS = {
    DayKind.HOLIDAY: _("Holiday"),
    DayKind.MAKE_UP: _("Make-up day"),
    DayKind.NO_SERVICE: _("Lessons, but no after-school service"),
}
GRADES = {
    1: _("Grade 1"),
    2: _("Grade 2"),
    3: _("Grade 3"),
    4: _("Grade 4"),
    5: _("Grade 5"),
    6: _("Grade 6"),
    7: _("Grade 7"),
    8: _("Grade 8"),
    9: _("Grade 9"),
}
SERVICE_KINDS = {
    ServiceKind.BREAKFAST: _("Breakfast"),
    ServiceKind.LUNCH: _("Lunch"),
    ServiceKind.NOON_REST: _("Noon rest"),
    ServiceKind.AFTERNOON_1: _("Afternoon, first part"),
    ServiceKind.AFTERNOON_2: _("Afternoon, second part"),
    ServiceKind.EXTENDED: _("Extended care"),
    ServiceKind.EVENING: _("Evening study"),
    ServiceKind.SATURDAY: _("Saturday service"),
}
MOST_PERIODS = 8
LONGEST_ID = 16  # digits, as in addresses


class SettingsForm(Form):
    """The school itself."""

    name = StringField(_("Name of the school"), [DataRequired(), NAME])
    name_en = StringField(_("Name in English"), [NAME])
    time_zone = StringField(_("Time zone"), [DataRequired(), NAME])
    starts_on = DateField(
        _("First day of the service"), [Optional()], description=_("Empty: since always.")
    )
    pilot_grades = SelectMultipleField(
        _("Grades that take part"),
        choices=options(GRADES.items()),
        coerce=int,
        description=_("None ticked: every grade takes part."),
        option_widget=CheckboxInput(),
    )
    allows_paid_agencies = BooleanField(_("Paid agencies from outside may teach clubs"))


class TermForm(Form):
    """A term."""

    title = StringField(_("Name of the term"), [DataRequired(), NAME])
    starts_on = DateField(_("First day"), [InputRequired()])
    ends_on = DateField(_("Last day"), [InputRequired()])


class DayForm(Form):
    """What a day of the calendar is."""

    day = DateField(_("Day"), [InputRequired()])
    kind = SelectField(_("What it is"), choices=options(DAY_KINDS.items()), coerce=DayKind)
    follows_weekday = SelectField(
        _("Timetable it follows"),
        [Optional()],
        choices=options([("", _("(only for a make-up day)")), *WEEKDAYS.items()]),
        coerce=lambda value: int(value) if value else None,
    )
    label = StringField(_("Reason, for families to read"), [Length(max=40)])


class BandForm(Form):
    """A band of grades."""

    name = StringField(_("Name of the band"), [DataRequired(), NAME])
    grade_from = IntegerField(_("From grade"), [InputRequired(), GRADE])
    grade_to = IntegerField(_("To grade"), [InputRequired(), GRADE])
    dismissal_at = TimeField(_("At the gate"), [Optional()])


class SeasonForm(Form):
    """A season of the year."""

    name = StringField(_("Name of the season"), [DataRequired(), NAME])
    first_day = StringField(
        _("First day"), [DataRequired(), Length(max=5)], description=_("Month and day, like 05-01.")
    )
    last_day = StringField(_("Last day"), [DataRequired(), Length(max=5)])


class BellsForm(Form):
    """Every cell of the bell table: two times each, or none."""

    def times(self, sent: Mapping[str, str]) -> dict[Cell, Times]:
        """Read the cells that have both times; `validate_cells` has been called before."""
        found = {}
        for cell, (starts_at, ends_at) in _cells(sent).items():
            if starts_at and ends_at:
                found[cell] = Times(time.fromisoformat(starts_at), time.fromisoformat(ends_at))
        return found

    def validate_cells(self, sent: Mapping[str, str]) -> bool:
        """Whether every cell has two times or none, written as HH:MM."""
        for starts_at, ends_at in _cells(sent).values():
            if bool(starts_at) != bool(ends_at) or not _are_times(starts_at, ends_at):
                self.form_errors.append(_("Write both times of a period like 16:25, or none."))
                return False
        return True


def cell_name(season_id: int, band_id: int, period: int) -> str:
    """Name the inputs of a cell; "-start" and "-end" follow."""
    return f"bell-{season_id}-{band_id}-{period}"


def _cells(sent: Mapping[str, str]) -> dict[Cell, tuple[str, str]]:
    cells = {}
    for name in sent:
        parts = name.split("-")
        if len(parts) == 5 and parts[0] == "bell" and all(map(_is_id, parts[1:4])):
            cell = Cell(*(int(part) for part in parts[1:4]))
            prefix = cell_name(*cell)
            cells[cell] = sent.get(f"{prefix}-start", ""), sent.get(f"{prefix}-end", "")
    return cells


def _is_id(text: str) -> bool:
    return text.isdecimal() and len(text) <= LONGEST_ID


def _are_times(*texts: str) -> bool:
    try:
        for text in filter(None, texts):
            time.fromisoformat(text)
    except ValueError:
        return False
    return True


class SlotsForm(Form):
    """The slots of the week, each as "weekday-period"."""

    PLACES = [f"{day}-{period}" for day in WEEKDAYS for period in range(1, MOST_PERIODS + 1)]  # noqa: RUF012 -- a constant

    slots = SelectMultipleField(choices=options((place, place) for place in PLACES))
    club_time = SelectMultipleField(choices=options((place, place) for place in PLACES))

    def validate(self, extra_validators: object = None) -> bool:
        """Besides the fields: say above the table that a place is none of the week's."""
        is_right = bool(super().validate(extra_validators))
        if self.slots.errors or self.club_time.errors:
            self.form_errors.append(_("Tick periods of the table below. Nothing was changed."))
        return is_right

    @staticmethod
    def kinds(sent: Mapping[str, str]) -> dict[int, ServiceKind]:
        """Read what each period is; an unknown word is left out."""
        known = {str(kind): kind for kind in ServiceKind}
        return {
            period: known[kind]
            for period in range(1, MOST_PERIODS + 1)
            if (kind := sent.get(f"kind-{period}", "")) in known
        }

    @staticmethod
    def pairs(places: list[str] | None) -> frozenset[tuple[int, int]]:
        """Read places as (weekday, period)."""
        split = (place.split("-") for place in places or ())
        return frozenset((int(weekday), int(period)) for weekday, period in split)


class RulesForm(Form):
    """What the plan has to keep: two numbers, and three times for each band and season."""

    days_per_week = IntegerField(
        _("Days of service a week, at least"), [Optional(), NumberRange(1, 7)]
    )
    minutes_per_day = IntegerField(
        _("Minutes a day, at least"),
        [Optional(), NumberRange(1, 720)],
        description=_("With the breaks of up to 20 minutes between periods."),
    )

    def limits(self, sent: Mapping[str, str]) -> dict[tuple[int, int], Limits] | None:
        """Read the times of each band and season; none, and said so, when one is no time."""
        found: dict[tuple[int, int], dict[str, time]] = {}
        for name, value in sent.items():
            parts = name.split("-")
            if len(parts) != 4 or parts[0] != "limit" or parts[3] not in Limits._fields:
                continue
            if not all(map(_is_id, parts[1:3])) or not _are_times(value):
                self.form_errors.append(_("Write times like 17:30, or nothing."))
                return None
            if value:
                place = int(parts[1]), int(parts[2])
                found.setdefault(place, {})[parts[3]] = time.fromisoformat(value)
        return {place: Limits(**times) for place, times in found.items()}


class RoomForm(Form):
    """A room."""

    name = StringField(_("Name of the room"), [DataRequired(), NAME])
    building = StringField(_("Building"), [NAME])
    floor = IntegerField(_("Floor"), [Optional(), NumberRange(-5, 50)])
    seats = IntegerField(
        _("Seats in the room"),
        [InputRequired(), NumberRange(0, 2000)],
        description=_("0: not known."),
    )
    equipment = StringField(_("Equipment"), [Length(max=200)])
    keeper_id = SelectField(
        _("Person in charge"),
        [Optional()],
        coerce=lambda value: int(value) if value else None,
    )
    is_in_use = BooleanField(_("Clubs may use it"), default=True)


class HomeroomForm(Form):
    """A homeroom."""

    grade = SelectField(_("Grade"), choices=options(GRADES.items()), coerce=int)
    class_no = IntegerField(_("Class number"), [InputRequired(), NumberRange(1, 40)])
