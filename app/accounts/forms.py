"""The shapes of requests about people."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from app.web.forms import Form

LONGEST_PASSWORD = 200
LONGEST_NAME = 64


class SignInForm(Form):
    """School, name and secret; or the code of a card alone."""

    school = StringField(
        _("School"),
        [InputRequired(_("Enter the school's code, it stands on the card.")), Length(max=20)],
    )
    name = StringField(_("Student number, staff number or telephone"), [Length(max=LONGEST_NAME)])
    secret = PasswordField(
        _("Password, or the code on the card"),
        [
            InputRequired(_("Enter your password, or the code on the card.")),
            Length(max=LONGEST_PASSWORD),
        ],
    )
    next = HiddenField()


class NewPasswordForm(Form):
    """A password of their own, twice."""

    password = PasswordField(
        _("New password"),
        [InputRequired(_("Enter a password.")), Length(max=LONGEST_PASSWORD)],
        description=_("At least 8 characters."),
    )
    again = PasswordField(
        _("The same again"), [EqualTo("password", _("The two passwords are not the same."))]
    )
