"""The shapes of requests about mails."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, StringField, TimeField
from wtforms.validators import Email, InputRequired, Length

from app.web.forms import Form


class AddressForm(Form):
    """Where to send mails."""

    address = StringField(_("Mail address"), validators=[InputRequired(), Length(max=254), Email()])


class CodeForm(Form):
    """The code of the last mail."""

    code = StringField(_("Code of the mail"), validators=[InputRequired(), Length(max=12)])


class SwitchForm(Form):
    """Whether messages go out."""

    is_on = BooleanField(_("Mail me what the school tells me"))


class QuietForm(Form):
    """The hours in which nothing goes out but what is urgent."""

    begins_at = TimeField(_("From"), validators=[InputRequired()])
    ends_at = TimeField(_("To"), validators=[InputRequired()])


class EmptyForm(Form):
    """A button."""
