"""Shapes of requests about actions."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.evaluation.actions.models import StepKind
from app.web.forms import Form, options


class StepForm(Form):
    """A step of an action; the button says which."""

    kind = SelectField(
        choices=options((kind, kind) for kind in StepKind if kind is not StepKind.HANDED_ON),
        validators=[InputRequired()],
    )
    note = StringField(_("One sentence"), [Optional(), Length(max=120)])
    picture = FileField(_("Photo"))


class HandOnForm(Form):
    """Who puts it right instead, and until when."""

    owner_id = SelectField(_("Who"), [InputRequired()], coerce=int)
    due_on = DateField(_("Until"), [InputRequired()])
