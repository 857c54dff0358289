"""The shapes of requests about rounds and lists."""

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.lottery.drafts import Step
from app.lottery.models import ChoiceRound, Mechanism, WhoChooses
from app.lottery.plan import RoundPlan
from app.web.dates import at_school
from app.web.forms import Form, options
from app.web.ids import LARGEST_ID

LARGEST_VERSION = 2**31
ORDER = r"^[1-9]\d{0,15}(,[1-9]\d{0,15}){0,9}$"


class VersionForm(Form):
    """Names the version of the list that the page showed."""

    version = IntegerField(
        widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, LARGEST_VERSION)]
    )

    def seen(self) -> int:
        """Give the version; the form must be valid."""
        return int(self.version.data or 0)


class TapForm(VersionForm):
    """One tap on the list: a button with the section's id, or the order after a drag."""

    add = IntegerField(validators=[Optional(), NumberRange(1, LARGEST_ID)])
    up = IntegerField(validators=[Optional(), NumberRange(1, LARGEST_ID)])
    down = IntegerField(validators=[Optional(), NumberRange(1, LARGEST_ID)])
    remove = IntegerField(validators=[Optional(), NumberRange(1, LARGEST_ID)])
    order = StringField(validators=[Optional(), Regexp(ORDER)])

    def step(self) -> tuple[Step, int] | None:
        """Read the button that was tapped: what, and on which section."""
        for step in Step:
            section_id = self[step.value].data
            if section_id:
                return step, int(section_id)
        return None

    def ordered(self) -> list[int]:
        """Read the order after a drag; empty when a button was tapped."""
        return [
            int(section_id) for section_id in str(self.order.data or "").split(",") if section_id
        ]


class AnswersForm(VersionForm):
    """The answers beside the list: fallback, how many clubs, which day matters most."""

    fallback = BooleanField(_("If none of these has room, the school may offer another club"))
    wanted = SelectField(
        _("How many clubs a week"), coerce=int, validators=[Optional()], validate_choice=False
    )
    first_day = SelectField(
        _("Which day matters most"), coerce=int, validators=[Optional()], validate_choice=False
    )


class HandInForm(Form):
    """The review of one or several children; `reviewed` is "list:version" of each."""

    key = HiddenField(validators=[InputRequired(), Length(min=8, max=64)])
    reviewed = SelectMultipleField(validate_choice=False, validators=[InputRequired()], coerce=str)

    asked = SelectMultipleField(validate_choice=False, coerce=str)  # lists that had the tick
    fallback = SelectMultipleField(validate_choice=False, coerce=str)  # lists that were ticked

    def fallback_of(self, list_id: int) -> bool | None:
        """Read the tick of a list; none if the page did not ask."""
        if str(list_id) not in (self.asked.data or ()):
            return None
        return str(list_id) in (self.fallback.data or ())

    def versions(self) -> dict[int, int]:
        """Read which version of which list was reviewed."""
        found: dict[int, int] = {}
        for text in self.reviewed.data or ():
            list_id, _, version = text.partition(":")
            if list_id.isdecimal() and version.isdecimal() and len(text) <= 32:
                found[int(list_id)] = int(version)
        return found


class RoundForm(Form):
    """What an administrator settles about a round; times are the school's own."""

    title = StringField(_("Title"), validators=[InputRequired(), Length(max=60)])
    slot_ids = SelectMultipleField(
        _("Days"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    opens_at = DateTimeLocalField(_("Opens"), format="%Y-%m-%dT%H:%M", validators=[InputRequired()])
    closes_at = DateTimeLocalField(
        _("Closes"), format="%Y-%m-%dT%H:%M", validators=[InputRequired()]
    )
    max_choices = IntegerField(
        _("Clubs on a list at most"), validators=[InputRequired(), NumberRange(1, 10)]
    )
    who_chooses = RadioField(
        _("Who hands in the list"),
        choices=options(
            (
                (WhoChooses.EITHER, _("Student or guardian")),
                (WhoChooses.STUDENT, _("The student")),
                (WhoChooses.GUARDIAN, _("A guardian")),
            )
        ),
    )
    mechanism = RadioField(_("How places are given"))
    asks_wanted = BooleanField(_("Ask how many clubs a week are wanted"))
    offers_fallback = BooleanField(_("Offer another club to families who agree"))
    tells_odds = BooleanField(
        _("Show families the odds of their list, from the lists handed in so far"),
        description=_(
            "Rounded, never club by club; but a list with one club shows how much it is in demand. "
            "Without the tick odds come from last term's lists only, if there are any."
        ),
    )
    uses_credits = BooleanField(
        _("Give more chances to children who had bad luck before"),
        description=_(
            "Who got no first choice in one of the last two terms, or whose first choice did not "
            "take place, has two chances for a good number, after two such terms three; a first "
            "choice sets it back to one. A term counts only if three clubs were ranked and the "
            "place was kept. Each family sees its own chances, and why. Over several days numbers "
            "are turned, so the chances are for the number of the first day."
        ),
    )
    public_source = StringField(
        _("Where the public digits come from"),
        description=_("At least 9 digits that nobody can know before the closing."),
        validators=[InputRequired(), Length(max=200)],
    )
    rules = TextAreaField(
        _("Rules in your own words"),
        description=_("Families read this before they choose. May stay empty."),
        validators=[Length(max=4000)],
    )

    def plan(self, zone: str) -> RoundPlan:
        """Read the plan, with times in the school's zone."""
        return RoundPlan(
            title=str(self.title.data).strip(),
            slot_ids=tuple(self.slot_ids.data or ()),
            opens_at=at_school(self.opens_at.data, zone),
            closes_at=at_school(self.closes_at.data, zone),
            max_choices=int(self.max_choices.data or 0),
            mechanism=Mechanism(self.mechanism.data),
            who_chooses=WhoChooses(self.who_chooses.data),
            rules=str(self.rules.data or "").strip(),
            asks_wanted=bool(self.asks_wanted.data),
            offers_fallback=bool(self.offers_fallback.data),
            tells_odds=bool(self.tells_odds.data),
            uses_credits=bool(self.uses_credits.data),
            public_source=str(self.public_source.data).strip(),
        )


class SecondRoundForm(Form):
    """What is settled about a second round; the rest is as in the first, and can be edited."""

    slot_id = RadioField(_("Day"), coerce=int)
    who = RadioField(
        _("Who takes part"),
        choices=options(
            (
                ("without", _("Children who have no club on that day")),
                ("everybody", _("Everybody; who has a club keeps it unless a better one is free")),
            )
        ),
    )
    opens_at = DateTimeLocalField(_("Opens"), format="%Y-%m-%dT%H:%M", validators=[InputRequired()])
    closes_at = DateTimeLocalField(
        _("Closes"), format="%Y-%m-%dT%H:%M", validators=[InputRequired()]
    )

    def plan(self, zone: str, first: ChoiceRound, title: str) -> RoundPlan:
        """Read the plan, with times in the school's zone; the rest is taken from the first."""
        return RoundPlan(
            title=title,
            slot_ids=(int(self.slot_id.data or 0),),
            opens_at=at_school(self.opens_at.data, zone),
            closes_at=at_school(self.closes_at.data, zone),
            max_choices=first.max_choices,
            who_chooses=first.who_chooses,
            offers_fallback=first.offers_fallback,
            public_source=first.public_source,
            may_improve=self.who.data == "everybody",
        )


def _public_reason(field_id: str) -> StringField:
    return StringField(
        _("Public reason"), id=field_id, validators=[InputRequired(), Length(max=300)]
    )


class ExtendForm(Form):
    """A later closing time, with the reason."""

    closes_at = DateTimeLocalField(
        _("New closing time"), format="%Y-%m-%dT%H:%M", validators=[InputRequired()]
    )
    reason = _public_reason("extension-reason")


class WithdrawForm(Form):
    """A section that does not take place, with the reason."""

    section_id = SelectField(_("Club"), coerce=int)
    reason = _public_reason("withdrawal-reason")


class DrawForm(Form):
    """The digits that were drawn in public."""

    public_text = StringField(
        _("The digits drawn in public"),
        description=_("At least 9 digits. They cannot be changed afterwards."),
        validators=[InputRequired(), Length(max=200)],
    )


class DrawAgainForm(Form):
    """Why there is a second draw."""

    reason = _public_reason("again-reason")


class PaperForm(Form):
    """Paper lists of a homeroom: a field "codes-<student>" for each child, all optional."""


class EmptyForm(Form):
    """A button."""
