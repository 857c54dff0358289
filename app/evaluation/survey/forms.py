"""Shapes of what is sent about surveys."""

from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import DateField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.evaluation.survey.questions import Sent
from app.evaluation.survey.usual_form import USUAL_QUESTIONS
from app.web.forms import Form, options


class SurveyForm(Form):
    """What is asked, and until when."""

    closes_on = DateField(lazy_gettext("Last day for answers"), validators=[InputRequired()])
    keys = SelectMultipleField(
        lazy_gettext("Questions"),
        choices=options((one.key, one.label) for one in USUAL_QUESTIONS),
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )


class ReplyForm(Form):
    """You said, we did."""

    said = StringField(lazy_gettext("What families said"), validators=[Length(max=200)])
    done = StringField(lazy_gettext("What the school does"), validators=[Length(max=200)])


def sent_answers(form: MultiDict[str, str]) -> Sent:
    """Read what was tapped: `q-KEY` about the service, `q-KEY-SECTION` about a club."""
    sent: dict[tuple[str, int | None], list[str]] = {}
    for name, values in form.lists():
        prefix, _, rest = name.partition("-")
        key, _, section = rest.partition("-")
        if prefix == "q" and key and (not section or _is_id(section)):
            sent[key, int(section) if section else None] = [str(one) for one in values]
    return sent


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 12
