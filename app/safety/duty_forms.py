"""Shapes of requests about duty."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.safety.duty_models import DutyKind
from app.safety.duty_words import OFFERED, PLACES
from app.safety.services import Remark
from app.web.forms import Form

MOST_WEEKS = 20
ROOM = "room-"


class TurnForm(Form):
    """A person, the weekdays, and the week of the rotation."""

    account_id = SelectField(_("Who"), [Optional()], coerce=int)
    name = StringField(
        _("Or a name, without an account"),
        [Optional(), Length(max=40)],
        filters=[lambda text: text.strip() if text else ""],
    )
    week = SelectField(_("Week of the rotation"), [InputRequired()], coerce=int)
    weekdays = SelectMultipleField(
        _("Weekdays"),
        [InputRequired()],
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class StandInForm(Form):
    """Who stands in, why, and what is done in return."""

    account_id = SelectField(_("Who stands in"), [Optional()], coerce=int)
    name = StringField(
        _("Or a name, without an account"),
        [Optional(), Length(max=40)],
        filters=[lambda text: text.strip() if text else ""],
    )
    in_return = SelectField(_("In return for"), [Optional()], coerce=int)
    reason = StringField(_("Reason"), [InputRequired(), Length(max=60)])


class EntryForm(Form):
    """A line of a log: the remark is the button that sends it."""

    place = SelectField(_("Where"), [Optional()], validate_choice=True)
    remark = StringField(_("What"), [Optional(), Length(max=20)])
    note = StringField(_("In other words"), [Optional(), Length(max=120)])

    def said(self, kind: DutyKind) -> Remark:
        """Give what was tapped; a remark that this roster does not offer is none."""
        place = str(self.place.data or "")
        is_room = place.startswith(ROOM)
        remark = str(self.remark.data or "")
        return Remark(
            place=place if place in PLACES else "",
            room_id=int(place.removeprefix(ROOM)) if is_room else None,
            remark=remark if remark in OFFERED[kind] else "",
            note=str(self.note.data or "").strip(),
        )
