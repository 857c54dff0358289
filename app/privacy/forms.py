"""The shape of what a guardian asks for."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length

from app.web.forms import Form

LONGEST_WORDS = 500


class AskForm(Form):
    """A wish about a child's data, in the guardian's own words."""

    wish = HiddenField(validators=[AnyOf(["correction", "erasure"])])
    words = TextAreaField(
        _("What is wrong, or what should go?"),
        [InputRequired(_("Write what you ask for.")), Length(max=LONGEST_WORDS)],
    )
