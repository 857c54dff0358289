"""The shape of an idea."""

from flask_babel import lazy_gettext as _
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.web.forms import Form


class IdeaForm(Form):
    """What works, and how."""

    title = StringField(_("The idea in one line"), [InputRequired(), Length(max=60)])
    text = TextAreaField(_("How it is done"), [InputRequired(), Length(max=600)])
