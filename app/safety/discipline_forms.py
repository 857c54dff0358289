"""Shapes of requests about discipline."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.safety.discipline_models import ConductKind
from app.safety.services.discipline import Conduct
from app.web.forms import Form


class RecordForm(Form):
    """What a child did."""

    kind = SelectField(_("Kind"), [InputRequired()], coerce=ConductKind)
    what = StringField(
        _("In a sentence that the family can read"), [InputRequired(), Length(max=200)]
    )
    is_warning = BooleanField(
        _("This is a warning"), description=_("The guardians are sent its words.")
    )

    @property
    def said(self) -> Conduct:
        """What was seen."""
        what = str(self.what.data or "").strip()
        return Conduct(self.kind.data, what, bool(self.is_warning.data))


class ProposalForm(Form):
    """Which place shall end, and why."""

    place_id = SelectField(_("Club"), [InputRequired()], coerce=int)
    reason = StringField(_("Why it shall end"), [InputRequired(), Length(max=200)])


class DecisionForm(Form):
    """Why a place stays."""

    answer = StringField(_("Why the place stays"), [InputRequired(), Length(max=200)])


class HearingForm(Form):
    """What a family says to it."""

    words = TextAreaField(_("Your view"), [InputRequired(), Length(max=600)])
