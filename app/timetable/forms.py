"""The shapes of requests about meetings."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, IntegerField, SelectField, StringField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from app.web.forms import Form
from app.web.ids import LARGEST_ID

REASON_LENGTH = 120


class ReasonForm(Form):
    """Why something changes; families and adults read it."""

    reason = StringField(_("Reason"), validators=[InputRequired(), Length(max=REASON_LENGTH)])


class MoveForm(ReasonForm):
    """Another day, time or room, and why."""

    day = DateField(_("Day"), validators=[InputRequired()])
    starts_at = TimeField(_("From"), validators=[InputRequired()])
    ends_at = TimeField(_("To"), validators=[InputRequired()])
    room_id = SelectField(_("Room"), coerce=int, validators=[Optional()])


class AwayForm(ReasonForm):
    """Who cannot come and why."""

    account_id = IntegerField(
        widget=HiddenInput(), validators=[InputRequired(), NumberRange(1, LARGEST_ID)]
    )


class PersonForm(Form):
    """Somebody, by a button."""

    account_id = IntegerField(
        widget=HiddenInput(), validators=[InputRequired(), NumberRange(1, LARGEST_ID)]
    )


class CoverForm(PersonForm):
    """Who stands in for whom."""

    absent_id = IntegerField(
        widget=HiddenInput(), validators=[InputRequired(), NumberRange(1, LARGEST_ID)]
    )
