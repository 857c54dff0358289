"""Shapes of what is sent about surveys."""

from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.validators import Optional as MayBeEmpty
from wtforms.widgets import CheckboxInput, ListWidget

from app.evaluation.survey.questions import Kind, Sent
from app.web.forms import Form, options


class SurveyForm(Form):
    """What is asked, and until when."""

    closes_on = DateField(lazy_gettext("Last day for answers"), validators=[InputRequired()])
    keys = SelectMultipleField(
        lazy_gettext("Questions"),
        choices=(),  # the page knows what can be asked
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )


class QuestionForm(Form):
    """A question in the school's own words; the page knows the clubs and the conditions."""

    kind = SelectField(
        lazy_gettext("Answered with"),
        choices=options(
            [
                (Kind.SCALE.value, lazy_gettext("five faces")),
                (Kind.SINGLE.value, lazy_gettext("one of several answers")),
                (Kind.MULTI.value, lazy_gettext("several answers")),
                (Kind.TEN.value, lazy_gettext("a number from 0 to 10")),
                (Kind.TEXT.value, lazy_gettext("their own words")),
            ]
        ),
    )
    label = StringField(lazy_gettext("Question in Chinese"), [Length(max=120)])
    label_en = StringField(
        lazy_gettext("Question in English"),
        [Length(max=120)],
        description=lazy_gettext(
            "One language is enough; families see the other one if it is empty."
        ),
    )
    answers = TextAreaField(
        lazy_gettext("Answers in Chinese"),
        [Length(max=600)],
        description=lazy_gettext("One on each line, if there are answers to choose from."),
    )
    answers_en = TextAreaField(lazy_gettext("Answers in English"), [Length(max=900)])
    asked_of = SelectField(
        lazy_gettext("Asked"),
        description=lazy_gettext(
            "A question about one club is asked only of families with a child there."
        ),
    )
    condition = SelectField(lazy_gettext("Shown"))
    most = IntegerField(
        lazy_gettext("Answers at most (several answers)"), [MayBeEmpty(), NumberRange(0, 12)]
    )
    is_required = BooleanField(lazy_gettext("Must be answered"))


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
