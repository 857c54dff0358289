"""Shapes of what families say and what the school answers."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app.evaluation.voices.labels import CATEGORIES
from app.web.forms import Form, options

LONGEST = 1000


class SuggestionForm(Form):
    """A suggestion, with or without the sender's name."""

    text = TextAreaField(_("What could be better?"), [DataRequired(), Length(max=LONGEST)])
    named = RadioField(
        _("Who is it from?"),
        choices=options([("yes", _("With my name")), ("no", _("Without my name"))]),
        default="yes",
        validators=[InputRequired()],
    )


class CodeForm(Form):
    """The code of a suggestion without a name."""

    code = StringField(_("Code"), [DataRequired(), Length(max=20)])


class AnswerForm(Form):
    """What the school answers."""

    answer = TextAreaField(_("Answer of the school"), [DataRequired(), Length(max=LONGEST)])
    is_public = BooleanField(_("All families may read the suggestion and the answer"))


class OwnerForm(Form):
    """Who answers, until when."""

    owner_id = SelectField(_("Answered by"), coerce=int)
    due_on = DateField(_("Until"), [InputRequired()])


class ComplaintForm(Form):
    """A complaint in confidence; the page knows who it may be about."""

    category = SelectField(
        _("About what?"),
        choices=options((one.value, _(label)) for one, label in CATEGORIES.items()),
    )
    about_id = SelectField(
        _("About whom?"),
        coerce=int,
        description=_("This person never sees the complaint, whatever their role."),
    )
    text = TextAreaField(_("What happened?"), [DataRequired(), Length(max=LONGEST)])


class OutcomeForm(Form):
    """What became of a complaint; the sender reads it."""

    outcome = TextAreaField(_("Outcome, for the sender"), [DataRequired(), Length(max=LONGEST)])


class ReaderForm(Form):
    """A leader who reads complaints."""

    account_id = SelectField(_("Leader"), coerce=int)
