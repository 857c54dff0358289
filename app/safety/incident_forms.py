"""Shapes of requests about incidents."""

from datetime import time

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import DateField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, Optional

from app.safety.services import Where
from app.web.forms import Form

LONGEST_WORDS = 200


class StepForm(Form):
    """When a step was done; now without a time."""

    at = TimeField(_("At"), [Optional()])

    @property
    def said(self) -> time | None:
        """The time that was said, if one was."""
        return self.at.data if isinstance(self.at.data, time) else None


class IncidentForm(Form):
    """Where and what it was."""

    what = TextAreaField(_("What happened, in a few sentences"), [Optional(), Length(max=600)])
    meeting_id = SelectField(_("Club"), [Optional()], coerce=int)
    room_id = SelectField(_("Room"), [Optional()], coerce=int)
    afterword = TextAreaField(
        _("What we learnt from it"),
        [Optional(), Length(max=600)],
        description=_("After it is over: what went well, what we do otherwise next time."),
    )

    @property
    def said(self) -> Where:
        """What was written."""
        return Where(
            meeting_id=self.meeting_id.data or None,
            room_id=self.room_id.data or None,
            what=(self.what.data or "").strip(),
            afterword=(self.afterword.data or "").strip(),
        )


class WordsForm(Form):
    """What a family is sent."""

    words = TextAreaField(_("Words for the family"), [InputRequired(), Length(max=LONGEST_WORDS)])


class FollowUpForm(Form):
    """What is still to be done."""

    task = StringField(_("What is to be done"), [InputRequired(), Length(max=120)])
    owner_id = SelectField(_("By whom"), [InputRequired()], coerce=int)
    due_on = DateField(_("Until"), [InputRequired()])


class PhotoForm(Form):
    """One photograph."""

    picture = FileField(_("Photograph"))


class CardForm(Form):
    """The steps of a card, a line each."""

    steps = TextAreaField(
        _("Steps, a line each"),
        [Optional(), Length(max=2000)],
        description=_("Empty brings the shipped steps back."),
    )
