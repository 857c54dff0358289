"""The shape of a club: what it is over the years, and how it runs in a term."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DecimalField,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # -- old stubs
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, HiddenInput

from app.courses import names
from app.courses.models import Admission, Course, Domain, EKind, Risk, Section, Tier, Track
from app.courses.values import FORMER_MEMBERS_SHARE, CourseValues, SectionValues, TimeValues
from app.schools.bells import Times
from app.schools.forms import GRADES
from app.web.forms import Form, options
from app.web.ids import LARGEST_ID

FEN = 100
MOST_SEATS = 2000
MOST_YUAN = 10_000
MOST_SLOTS = 28
TEACHERS, MOST_TEACHERS = 3, 10  # asked for on the page; kept when an import named more
TITLE, TEXT = Length(max=60), Length(max=2000)

Usual = Callable[[int, int, int], Times | None]


def _id(value: str | int | None) -> int | None:
    return int(value) if value else None


def _stripped(text: str | None) -> str:
    return (text or "").strip()


def _choices(words: Mapping[Any, str]) -> list[SelectChoice]:
    return options((member.value, _(word)) for member, word in words.items())


KINDS = [
    *(
        SelectChoice(f"{track.value}-{one.value}", _(word), optgroup=_(names.TRACKS[track]))
        for track, words in ((Track.X, names.DOMAINS), (Track.E, names.E_KINDS))
        for one, word in words.items()
    ),
    SelectChoice(Track.BASE.value, _("Homework and study"), optgroup=_(names.TRACKS[Track.BASE])),
]


def kind_of(course: Course) -> str:
    """Name the kind of a course as the form does: one choice for track, domain and E kind."""
    detail = course.domain or course.e_kind
    return f"{course.track.value}-{detail.value}" if detail is not None else course.track.value


class CourseForm(Form):
    """What the school offers over the years."""

    title = StringField(_("Title"), [DataRequired(), TITLE], filters=[_stripped])
    title_en = StringField(_("Title in English"), [TITLE], filters=[_stripped])
    kind = SelectField(_("Kind"), [InputRequired()], choices=KINDS)
    tier = RadioField(_("Tier"), choices=_choices(names.TIERS), default=Tier.EMERGING.value)
    summary = TextAreaField(
        _("In a few sentences, for families"), [Length(max=500)], filters=[_stripped]
    )
    summary_en = TextAreaField(_("The same in English"), [Length(max=1000)], filters=[_stripped])
    rules = TextAreaField(
        _("Rules of the club"),
        [TEXT],
        filters=[_stripped],
        description=_("Needed before it is handed in: one rule in a line."),
    )
    safety_note = TextAreaField(
        _("Safety note"),
        [TEXT],
        filters=[_stripped],
        description=_("Needed before it is handed in: what can happen, and who does what."),
    )
    risk = RadioField(
        _("How much can happen"), choices=_choices(names.RISKS), default=Risk.LOW.value
    )
    picture = FileField()
    drops_picture = BooleanField(_("Take the photograph away"))

    def values(self, *, activity: str = "") -> CourseValues:
        """Read what the course is; the form must be valid."""
        track, _dash, detail = str(self.kind.data).partition("-")
        return CourseValues(
            title=str(self.title.data),
            title_en=str(self.title_en.data),
            track=Track(track),
            domain=Domain(detail) if track == Track.X else None,
            e_kind=EKind(detail) if track == Track.E else None,
            tier=Tier(self.tier.data),
            summary=str(self.summary.data),
            summary_en=str(self.summary_en.data),
            activity=activity,
            rules=str(self.rules.data),
            safety_note=str(self.safety_note.data),
            risk=Risk(self.risk.data),
        )


class TimeForm(wtforms.Form):
    """One slot: whether the club meets in it, and its own times."""

    slot_id = IntegerField(widget=HiddenInput(), validators=[NumberRange(1, LARGEST_ID)])
    is_on = BooleanField()
    starts_at = TimeField(validators=[Optional()])
    ends_at = TimeField(validators=[Optional()])


class DetailsForm(Form):
    """What may change although a choice round has announced the club."""

    room_id = SelectField(_("Room"), [Optional()], coerce=_id)
    teacher_ids = FieldList(
        SelectField(validators=[Optional()], coerce=_id),
        _("Teachers"),
        min_entries=TEACHERS,
        max_entries=MOST_TEACHERS,
    )
    fee = DecimalField(
        _("Materials fee in yuan"),
        [Optional(), NumberRange(0, MOST_YUAN)],
        description=_("For the whole term. 0: nothing to pay."),
    )
    meetings_planned = IntegerField(_("Meetings in the term"), [Optional(), NumberRange(0, 200)])

    def validate_fee(self, field: DecimalField) -> None:
        """Refuse less than a fen."""
        if field.data is not None and field.data * FEN % 1:
            raise ValidationError(_("Write yuan with at most two digits behind the point."))

    def details(self, kept: SectionValues) -> SectionValues:
        """Read what may change; the rest stays. The form must be valid."""
        return kept._replace(
            room_id=self.room_id.data,
            teacher_ids=[one for one in self.teacher_ids.data if one],
            materials_fee_fen=int((self.fee.data or Decimal(0)) * FEN),
            meetings_planned=self.meetings_planned.data or 0,
        )


class SectionForm(DetailsForm):
    """How the club runs in a term."""

    grade_from = SelectField(_("From grade"), choices=options(GRADES.items()), coerce=int)
    grade_to = SelectField(_("To grade"), choices=options(GRADES.items()), coerce=int)
    times = FieldList(FormField(TimeForm), _("When"), max_entries=MOST_SLOTS)
    seats = IntegerField(_("Seats"), [InputRequired(), NumberRange(1, MOST_SEATS)])
    min_size = IntegerField(
        _("Opens with at least"),
        [Optional(), NumberRange(0, MOST_SEATS)],
        description=_("Children. 0: with any number."),
    )
    runs_anyway = BooleanField(_("It takes place even with fewer"))
    admission = RadioField(
        _("How places are given"),
        choices=_choices(names.ADMISSIONS),
        default=Admission.OPEN.value,
    )
    continuing_share = IntegerField(
        _("Percent of the seats for former members"),
        [Optional(), NumberRange(0, 100)],
        default=FORMER_MEMBERS_SHARE,
    )
    homeroom_ids = SelectMultipleField(_("Homerooms"), coerce=int, option_widget=CheckboxInput())
    reserved = IntegerField(
        _("Reserved seats"),
        [Optional(), NumberRange(0, MOST_SEATS)],
        description=_("For children the school looks after first; unused ones go to all."),
    )

    def validate_grade_to(self, field: SelectField) -> None:
        """Refuse grades that run backwards."""
        if field.data and self.grade_from.data and field.data < self.grade_from.data:
            raise ValidationError(_("The highest grade lies below the lowest."))

    def fill_times(self, usual: Usual, periods: dict[int, int]) -> bool:
        """Put the bell times where a ticked slot has none; says whether every slot has its times.

        Args:
            usual: gives the times of a period for grades.
            periods: of the slots, by id.
        """
        checked = [self._has_times(entry, usual, periods) for entry in self._ticked()]
        return all(checked)

    def _has_times(self, entry: Any, usual: Usual, periods: dict[int, int]) -> bool:
        if (entry.starts_at.data is None) != (entry.ends_at.data is None):
            entry.ends_at.errors = [_("Write both times like 16:25, or leave both empty.")]
        elif entry.starts_at.data is None:
            period = periods.get(entry.slot_id.data, 0)
            times = usual(period, self.grade_from.data, self.grade_to.data)
            if times is None:
                entry.ends_at.errors = [_("The school has no bell here: write both times.")]
            else:
                entry.starts_at.data, entry.ends_at.data = times.starts_at, times.ends_at
        return not entry.ends_at.errors

    def values(self, kept: SectionValues | None, *, may_reserve: bool) -> SectionValues:
        """Read how it runs; the form must be valid and its times filled."""
        reserved = self.reserved.data or 0 if may_reserve else kept.reserved if kept else 0
        plan = SectionValues(
            grade_from=self.grade_from.data,
            grade_to=self.grade_to.data,
            times=[
                TimeValues(entry.slot_id.data, entry.starts_at.data, entry.ends_at.data)
                for entry in self._ticked()
            ],
            seats=self.seats.data or 0,
            min_size=self.min_size.data or 0,
            runs_anyway=self.runs_anyway.data,
            admission=Admission(self.admission.data),
            continuing_share=self.continuing_share.data or 0,
            homeroom_ids=self.homeroom_ids.data or (),
            reserved=reserved,
        )
        return self.details(plan)

    def _ticked(self) -> Sequence[Any]:
        return [entry.form for entry in self.times if entry.form.is_on.data]


def course_data(course: Course) -> dict[str, Any]:
    """Give what the form shows of a course."""
    shown = ("title", "title_en", "summary", "summary_en", "rules", "safety_note")
    chosen = {name: getattr(course, name) for name in shown}
    return chosen | {
        "kind": kind_of(course),
        "tier": course.tier.value,
        "risk": course.risk.value,
    }


def section_data(section: Section, values: SectionValues) -> dict[str, Any]:
    """Give what the form shows of a loaded section, but for its times."""
    teachers: list[int | None] = [*values.teacher_ids]
    return values._asdict() | {
        "admission": section.admission.value,
        "continuing_share": section.continuing_share or FORMER_MEMBERS_SHARE,
        "fee": Decimal(section.materials_fee_fen) / FEN,
        "teacher_ids": teachers + [None] * (TEACHERS - len(teachers)),
    }
