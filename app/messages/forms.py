"""The shapes of requests about mails."""

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import Email, InputRequired, Length, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

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


class RobotForm(Form):
    """A group robot of the staff."""

    kind = SelectField(_("Messenger"))
    name = StringField(_("Name of the group"), validators=[InputRequired(), Length(max=40)])
    key = StringField(
        _("Key of the robot"),
        description=_("Of its address only the part after the last = or /. It is not shown again."),
        validators=[InputRequired(), Length(max=80)],
    )


LONGEST_TEXT = 200
ONE_LINE = Regexp(r"^[^\r\n]*$", message=_("One sentence, without a line break."))


class AnnouncementForm(Form):
    """One sentence, perhaps a page it leads to, and to whom it goes."""

    text = TextAreaField(
        _("One sentence"), validators=[InputRequired(), Length(max=LONGEST_TEXT), ONE_LINE]
    )
    link = SelectField(_("Leads to"), validate_choice=True)
    audiences = SelectMultipleField(
        _("To whom"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    everywhere = BooleanField(_("Every homeroom"))
    homerooms = SelectMultipleField(
        _("Of which homerooms"),
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    key = HiddenField(validators=[Length(max=64)])
