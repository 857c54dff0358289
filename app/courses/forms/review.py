"""The shapes of decisions about clubs."""

from flask_babel import lazy_gettext as _
from wtforms import SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput

from app.web.forms import Form


class ButtonForm(Form):
    """A button that sends nothing but itself."""


class NoteForm(Form):
    """What the teacher should change."""

    note = TextAreaField(
        _("What the teacher should change"),
        [InputRequired(_("Write what the teacher should change.")), Length(max=500)],
    )


class ReasonForm(Form):
    """Why a club does not take place."""

    reason = TextAreaField(
        _("Reason, for families to read"),
        [InputRequired(_("Write the reason; families read it.")), Length(max=300)],
    )


class PublishForm(Form):
    """Which of the clubs that are ready are published."""

    section_ids = SelectMultipleField(
        _("Clubs"), coerce=int, validate_choice=False, option_widget=CheckboxInput()
    )
