"""Shapes of requests about diagnoses."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.web.forms import Form


class CauseForm(Form):
    """Why the week went as it did."""

    cause = TextAreaField(_("Why was it so?"), [Optional(), Length(max=500)])


class PromiseForm(Form):
    """A measure: what, who, until when."""

    what = StringField(_("What is to be done?"), [InputRequired(), Length(max=80)])
    owner_id = SelectField(_("By whom"), [InputRequired()], coerce=int)
    due_on = DateField(_("Until"), [InputRequired()])


class CommentForm(Form):
    """One comment."""

    text = StringField(_("Comment"), [Length(max=300)])


class QuestionForm(Form):
    """A question to the club's families, answered with five faces."""

    question = StringField(_("Question to the families"), [DataRequired(), Length(max=120)])
