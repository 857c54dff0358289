"""The shape of what begins a term."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from app.web.forms import Form


class NewTermForm(Form):
    """A term that begins."""

    title = StringField(_("Name of the term"), [DataRequired(), Length(max=60)])
    starts_on = DateField(_("First day"), [InputRequired()])
    ends_on = DateField(_("Last day"), [InputRequired()])
