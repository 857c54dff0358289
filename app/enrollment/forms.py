"""The shapes of requests about places."""

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.messages.forms import LONGEST_TEXT, ONE_LINE
from app.web.forms import Form, options
from app.web.ids import LARGEST_ID


class PlaceForm(Form):
    """A child, a club with a free seat, and the reason."""

    student_id = IntegerField(
        widget=HiddenInput(), validators=[InputRequired(), NumberRange(1, LARGEST_ID)]
    )
    section_id = SelectField(_("Club"), coerce=int, validate_choice=False)
    reason = StringField(_("Reason"), validators=[InputRequired(), Length(max=200)])


class FreeSeatsForm(Form):
    """The moment from which free seats are taken; a time of the school's own."""

    opens_at = DateTimeLocalField(_("From"), format="%Y-%m-%dT%H:%M", validators=[InputRequired()])


class EndForm(Form):
    """Why a place ends."""

    reason = StringField(_("Reason"), validators=[InputRequired(), Length(max=200)])


class WithdrawForm(Form):
    """Why an offer is taken back."""

    reason = StringField(_("Reason"), validators=[InputRequired(), Length(max=200)])


class SelectedForm(Form):
    """Who passed a trial: numbers, a line or a space between."""

    numbers = TextAreaField(
        _("Student numbers of those who passed"),
        description=_("One a line, or separated by spaces."),
        validators=[InputRequired(), Length(max=4000)],
    )


class GiveUpForm(Form):
    """Why a club cannot go on; families read it."""

    why = StringField(
        _("Reason"),
        description=_("Families read it, for example: the teacher is ill for a long time."),
        validators=[InputRequired(), Length(max=200)],
    )


class AnswerForm(Form):
    """What a family answered on paper or by telephone."""

    answer = RadioField(choices=options([("yes", ""), ("no", "")]), validators=[InputRequired()])


class HandOverForm(Form):
    """Who takes over from whom, and why."""

    lost_id = SelectField(_("Who cannot come any more"), coerce=int, validate_choice=False)
    successor_id = IntegerField(validators=[InputRequired(), NumberRange(1, LARGEST_ID)])
    reason = StringField(_("Reason"), validators=[InputRequired(), Length(max=200)])


class EmptyForm(Form):
    """A button."""


class ExchangeForm(Form):
    """From when to when clubs can be swapped; times of the school's own."""

    opens_at = DateTimeLocalField(_("From"), format="%Y-%m-%dT%H:%M", validators=[InputRequired()])
    closes_at = DateTimeLocalField(
        _("Until"), format="%Y-%m-%dT%H:%M", validators=[InputRequired()]
    )


class CallOffForm(Form):
    """Why an exchange is called off."""

    reason = StringField(_("Reason"), validators=[InputRequired(), Length(max=200)])


class SwapForm(Form):
    """What a child would rather have, the favourite first; 0 means nothing more."""

    place_id = IntegerField(
        widget=HiddenInput(), validators=[InputRequired(), NumberRange(1, LARGEST_ID)]
    )
    first = SelectField(_("Rather have"), coerce=int, validate_choice=False)
    second = SelectField(_("Or else"), coerce=int, validate_choice=False)
    third = SelectField(_("Or else"), coerce=int, validate_choice=False)

    @property
    def wishes(self) -> list[int]:
        """The sections that were named, in their order."""
        return [one for one in (self.first.data, self.second.data, self.third.data) if one]


class ChangeForm(Form):
    """Another club; after the trial week with a reason."""

    reason = StringField(_("Reason"), validators=[Length(max=200)])


class DeclineForm(Form):
    """Why a change is declined."""

    reason = StringField(_("Reason"), validators=[InputRequired(), Length(max=200)])


class TrialForm(Form):
    """The last day on trial; empty for no trial week."""

    ends_on = DateField(
        _("Last day of the trial week"),
        validators=[Optional()],
        description=_("Empty: there is none, and every change needs your word."),
    )


class CorrectionForm(Form):
    """The right club, or the place that should not be; why, for the family and for everybody."""

    section_id = IntegerField(
        widget=HiddenInput(), validators=[Optional(), NumberRange(1, LARGEST_ID)]
    )
    wrong_id = IntegerField(
        widget=HiddenInput(), validators=[Optional(), NumberRange(1, LARGEST_ID)]
    )
    cause = RadioField(_("What was wrong (everybody may read this)"), validators=[InputRequired()])
    reason = StringField(
        _("Reason for the family and the school"),
        validators=[InputRequired(), Length(max=200)],
    )
    adds_seat = BooleanField(_("Add a seat for this child"))


class ClubMessageForm(Form):
    """One sentence to the families of a club."""

    text = TextAreaField(
        _("One sentence"), validators=[InputRequired(), Length(max=LONGEST_TEXT), ONE_LINE]
    )
    audiences = SelectMultipleField(
        _("To whom"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    key = HiddenField(validators=[Length(max=64)])
