"""Shapes of requests about rolls and absences."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from secrets import token_hex

from flask import Request
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.attendance.collecting import Adult, Going
from app.attendance.collector_models import HomeWay
from app.attendance.gate_models import ReleaseWay
from app.attendance.labels import OTHER_REASON, REASONS
from app.attendance.merging import Tap
from app.attendance.models import MarkState, Outcome
from app.attendance.periods import Period
from app.web.forms import Form, options

MOST_TAPS = 500  # of one request; a phone sends the rest with the next
MILLISECONDS = timedelta(milliseconds=1)


class AgainForm(Form):
    """Why a roll is opened again."""

    reason = StringField(_("Reason"), [Optional(), Length(max=120)])


class OutcomeForm(Form):
    """What became of an absence."""

    outcome = SelectField(_("Outcome"), [InputRequired()], coerce=Outcome)
    note = StringField(_("Note"), [Optional(), Length(max=120)])


class RuleForm(Form):
    """What the school decides about absences."""

    grace_minutes = IntegerField(
        _("Minutes before guardians hear of an absence"),
        [InputRequired(), NumberRange(0, 30)],
    )
    alarm_minutes = IntegerField(
        _("Minutes after the bell until a roll that was not called stands out"),
        [InputRequired(), NumberRange(1, 30)],
    )
    confirms_leave = BooleanField(
        _("The homeroom teacher confirms leave"),
        description=_("Otherwise leave is on the roll as soon as a guardian has sent it."),
    )

    counts_at_gate = BooleanField(
        _("Children are counted at the gate"),
        description=_("Nobody lost then counts each child until it has left the school."),
    )
    late_minutes = IntegerField(
        _("Minutes after its wave until a child counts as collected late"),
        [InputRequired(), NumberRange(0, 120)],
    )


class AnswerForm(Form):
    """Why leave is declined."""

    answer = StringField(_("Why"), [Optional(), Length(max=120)])


class LeaveForm(Form):
    """Leave of a child: when, and why. The reason is the button that sends."""

    DAYS = "days"

    when = RadioField(_("When"), [InputRequired()])
    first_day = DateField(_("First day"), [Optional()])
    last_day = DateField(_("Last day"), [Optional()])
    reason = StringField(_("Reason"), [InputRequired(), Length(max=20)])
    note = StringField(_("Another reason"), [Optional(), Length(max=60)])

    def period(self, offered: Mapping[str, Period]) -> Period | None:
        """Give the time that was chosen; none, with a sentence, where its days are missing."""
        if self.when.data != self.DAYS:
            return offered[str(self.when.data)]
        if self.first_day.data is None or self.last_day.data is None:
            self.last_day.errors = [*self.last_day.errors, str(_("Choose both days."))]
            return None
        return Period(self.first_day.data, self.last_day.data)

    def said(self) -> str | None:
        """Give the reason, by its key or in words; none, with a sentence, where it is missing."""
        if self.reason.data in REASONS:
            return str(self.reason.data)
        note = str(self.note.data or "").strip()
        if self.reason.data != OTHER_REASON or not note:
            self.note.errors = [*self.note.errors, str(_("Say in a few words why."))]
            return None
        return note


class CountForm(Form):
    """How many children the gate counted."""

    counted = IntegerField(_("Counted"), [InputRequired(), NumberRange(0, 999)])


class ReleaseForm(Form):
    """How a child leaves; the button says which way."""

    way = SelectField(
        choices=options((way, way) for way in ReleaseWay if way is not ReleaseWay.WAVE),
        validators=[InputRequired()],
    )
    collector = StringField(_("Who collects the child"), [Optional(), Length(max=40)])


class AdultForm(Form):
    """Somebody who collects a child."""

    name = StringField(_("Name of who collects"), [InputRequired(), Length(max=40)])
    relation = StringField(_("Relation"), [Optional(), Length(max=20)])
    phone = StringField(_("Telephone"), [Optional(), Length(max=20)])
    when = RadioField(
        _("When"),
        [InputRequired()],
        choices=options((("today", _("Only today")), ("always", _("Every day")))),
        default="today",
    )

    def adult(self, today: date) -> Adult:
        """Give the person, for today alone or for every day."""
        return Adult(
            name=str(self.name.data).strip(),
            relation=str(self.relation.data or "").strip(),
            phone=str(self.phone.data or "").strip(),
            on_day=today if self.when.data == "today" else None,
        )


class ForbidForm(Form):
    """Who must not collect a child, and why."""

    name = StringField(_("Who must not collect the child"), [InputRequired(), Length(max=40)])
    reason = StringField(_("Why (only office and homeroom teacher read it)"), [Length(max=120)])


class CallForm(Form):
    """What a family said when it was called."""

    note = StringField(_("What the family said"), [Optional(), Length(max=80)])


class VisitorForm(Form):
    """Who comes in, and why."""

    name = StringField(_("Visitor"), [InputRequired(), Length(max=40)])
    purpose = StringField(_("What for, and to whom"), [InputRequired(), Length(max=60)])


class CareForm(Form):
    """What teachers must heed about a child; empty takes it away."""

    instruction = StringField(
        _("What to heed"),
        [Optional(), Length(max=60)],
        description=_("As an instruction, without the cause: “allergy: nuts”, “sits in front”."),
    )


def sent_week(request: Request) -> dict[int, Going]:
    """Read how a child goes home: fields `way-1` to `way-7`, and `until-1` for extended care."""
    week = {}
    for weekday in range(1, 8):
        way = request.form.get(f"way-{weekday}", "")
        if way in set(HomeWay):
            week[weekday] = Going(HomeWay(way), _time(request.form.get(f"until-{weekday}", "")))
    return week


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None


def sent_taps(request: Request) -> list[Tap]:
    """Read the taps of a request; what cannot be read is left out, and so not acknowledged.

    A phone's queue sends `tap=key,student,state,age in ms`; a button without a script sends
    `mark=student:state`, and `mode` when the state beside the list counts instead.
    """
    taps = [_queued(text) for text in request.form.getlist("tap")[:MOST_TAPS]]
    pressed = _pressed(request.form.get("mark", ""), request.form.get("mode", ""))
    return [tap for tap in [*taps, pressed] if tap is not None]


def _queued(text: str) -> Tap | None:
    key, _comma, rest = text.partition(",")
    parts = rest.split(",")
    if len(parts) != 3 or not (8 <= len(key) <= 64 and key.isascii()):
        return None
    student_id, state, age = parts
    if not (student_id.isdecimal() and age.isdecimal() and len(student_id + age) < 30):
        return None
    return _tap(key, student_id, state, int(age) * MILLISECONDS)


def _pressed(text: str, mode: str) -> Tap | None:
    student_id, _colon, state = text.partition(":")
    if not student_id.isdecimal() or len(student_id) > 15:
        return None
    return _tap(token_hex(16), student_id, mode or state, timedelta())


def _tap(key: str, student_id: str, state: str, age: timedelta) -> Tap | None:
    try:
        return Tap(key, int(student_id), MarkState(state), age)
    except (ValueError, OverflowError):
        return None
