"""Shapes of requests about the summary."""

from flask_babel import lazy_gettext
from wtforms import IntegerField, RadioField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from app.courses.models import Tier
from app.courses.names import TIERS
from app.evaluation.summary.labels import PARTS
from app.evaluation.summary.models import Answer
from app.evaluation.summary.score import Part
from app.web.forms import Form, options

LONGEST_NOTE = 200


class DecisionForm(Form):
    """What is decided for one section."""

    seats = IntegerField(lazy_gettext("Seats next term"), validators=[InputRequired()])
    tier = RadioField(
        lazy_gettext("Tier"),
        choices=options((tier.value, lazy_gettext(name)) for tier, name in TIERS.items()),
        default=Tier.EMERGING.value,
    )
    note = StringField(lazy_gettext("Note for next term"), validators=[Length(max=LONGEST_NOTE)])


class BulkForm(Form):
    """One answer for many sections."""

    answer = RadioField(
        choices=options((one.value, one.value) for one in (Answer.ACCEPTED, Answer.KEPT))
    )
    note = StringField(lazy_gettext("Note for next term"), validators=[Length(max=LONGEST_NOTE)])


def _percent(part: Part) -> IntegerField:
    return IntegerField(
        lazy_gettext(PARTS[part]), validators=[InputRequired(), NumberRange(min=0, max=100)]
    )


class WeightsForm(Form):
    """Percent of each part."""

    demand = _percent(Part.DEMAND)
    attendance = _percent(Part.ATTENDANCE)
    patrols = _percent(Part.PATROLS)
    closing = _percent(Part.CLOSING)
    diagnosis = _percent(Part.DIAGNOSIS)
    survey = _percent(Part.SURVEY)

    def weights(self) -> dict[Part, int]:
        """Give what was sent."""
        return {part: int(self[part.value].data) for part in Part}
