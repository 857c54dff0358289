"""The shapes of requests about people."""

from collections.abc import Sequence
from datetime import date
from typing import cast

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import (
    EqualTo,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
)
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts import labels
from app.accounts.facts import ExternalFacts, StaffFacts, StudentFacts
from app.accounts.models import Account, ExternalKind, PriorityKind
from app.core.roles import STAFF, Role
from app.schools.models import Homeroom
from app.web.forms import Form, options

LONGEST_PASSWORD = 200
LONGEST_NAME = 64
LONGEST_TEXT = 200
MOST_SEATS = 200

NAME_MISSING = _("Enter a name.")
DATE_MALFORMED = _("Enter a date like 2026-09-01.")
IS_PHONE = Regexp(
    r"\s*\+?(?:[\s()－-]*\d){5,20}\s*$",
    message=_("Write the telephone in digits, like 138 0000 0000."),
)


def _date(label: str, *, is_required: bool = False, description: str = "") -> DateField:
    check = InputRequired(DATE_MALFORMED) if is_required else Optional()
    return DateField(label, [check], description=description)


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


class PasswordForm(NewPasswordForm):
    """Another password instead of the present one."""

    present = PasswordField(
        _("Present password"),
        [InputRequired(_("Enter your present password.")), Length(max=LONGEST_PASSWORD)],
    )


class HomeroomForm(Form):
    """One homeroom of the school."""

    homeroom = SelectField(_("Homeroom"), coerce=int)

    def offer(self, homerooms: Sequence[Homeroom]) -> "HomeroomForm":
        """Fill the list of homerooms."""
        self.homeroom.choices = options((homeroom.id, homeroom.title) for homeroom in homerooms)
        return self


class StudentForm(Form):
    """What the school writes down of a student."""

    student_no = StringField(
        _("Student number"), [InputRequired(_("Enter a student number.")), Length(max=LONGEST_NAME)]
    )
    name = StringField(_("Name"), [InputRequired(NAME_MISSING), Length(max=LONGEST_NAME)])
    gender = SelectField(
        _("Gender"), choices=options({"": _("Not said"), "男": _("Boy"), "女": _("Girl")}.items())
    )
    born_on = _date(_("Date of birth"))
    seat_no = IntegerField(_("Seat number"), [Optional(), NumberRange(1, MOST_SEATS)])
    national_no = StringField(_("National student number"), [Length(max=LONGEST_NAME)])
    is_boarder = BooleanField(_("Boards at the school"))
    pickup = StringField(_("How the child goes home"), [Length(max=LONGEST_TEXT)])

    def facts(self) -> StudentFacts:
        """Give what was typed."""
        return StudentFacts(
            student_no=str(self.student_no.data),
            name=str(self.name.data).strip(),
            gender=str(self.gender.data),
            born_on=self.born_on.data,
            seat_no=self.seat_no.data,
            national_no=str(self.national_no.data or "").strip(),
            is_boarder=bool(self.is_boarder.data),
            pickup=str(self.pickup.data or "").strip(),
        )


class NewStudentForm(StudentForm, HomeroomForm):
    """A newcomer and the homeroom."""


class MoveForm(HomeroomForm):
    """Another homeroom from a day on."""

    on = _date(_("First day there"), is_required=True)

    def day(self) -> date:
        """Give the day; the form is valid."""
        return cast("date", self.on.data)


class LeaveForm(Form):
    """The last day at the school."""

    on = _date(_("Last day at the school"), is_required=True)

    def day(self) -> date:
        """Give the day; the form is valid."""
        return cast("date", self.on.data)


class GuardianForm(Form):
    """Somebody who cares for a child."""

    name = StringField(_("Name"), [InputRequired(NAME_MISSING), Length(max=LONGEST_NAME)])
    phone = StringField(
        _("Telephone"),
        [
            InputRequired(_("Enter the telephone the guardian signs in with.")),
            Length(max=32),
            IS_PHONE,
        ],
    )
    relation = StringField(_("Relation"), [Length(max=16)], description=_("For example 母亲"))


class StaffForm(Form):
    """What the school writes down of somebody who works there."""

    name = StringField(_("Name"), [InputRequired(NAME_MISSING), Length(max=LONGEST_NAME)])
    staff_no = StringField(_("Staff number"), [Length(max=LONGEST_NAME)])
    phone = StringField(
        _("Telephone"),
        [Optional(), Length(max=32), IS_PHONE],
        description=_("People sign in with the staff number or the telephone."),
    )

    def validate(self, extra_validators: object = None) -> bool:
        """Besides the fields: one of the two names to sign in with."""
        is_right = bool(super().validate(extra_validators))
        if not self.staff_no.data and not self.phone.data:
            self.staff_no.errors = [*self.staff_no.errors, _("Enter a number or a telephone.")]
            return False
        return is_right

    def facts(self) -> StaffFacts:
        """Give what was typed."""
        return StaffFacts(
            name=str(self.name.data).strip(),
            staff_no=str(self.staff_no.data or ""),
            phone=str(self.phone.data or "").strip(),
        )


STAFF_ROLES = options({role: _(labels.ROLES[role]) for role in Role if role in STAFF}.items())


class NewStaffForm(StaffForm):
    """A newcomer with roles."""

    roles = SelectMultipleField(
        _("Roles"),
        [InputRequired(_("Choose at least one role."))],
        choices=STAFF_ROLES,
        coerce=Role,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    ends_on = _date(_("Last day"), description=_("For a substitute; empty for everybody else."))


class RoleForm(Form):
    """A role with an end for a substitute."""

    role = SelectField(_("Role"), choices=STAFF_ROLES, coerce=Role)
    ends_on = _date(_("Last day"), description=_("For a substitute; empty for everybody else."))


class ExternalForm(Form):
    """Who somebody from outside is."""

    kind = SelectField(
        _("Comes as"),
        choices=options({kind: _(label) for kind, label in labels.EXTERNAL_KINDS.items()}.items()),
    )
    organisation = StringField(_("Organisation"), [Length(max=LONGEST_TEXT)])
    qualification = StringField(_("Qualification"), [Length(max=LONGEST_TEXT)])
    qualified_until = _date(_("Valid until"))
    cleared_on = _date(_("Background checked on"))
    is_paid = BooleanField(_("Is paid"))

    def facts(self) -> ExternalFacts:
        """Give what was typed."""
        return ExternalFacts(
            kind=ExternalKind(self.kind.data),
            organisation=str(self.organisation.data or "").strip(),
            qualification=str(self.qualification.data or "").strip(),
            qualified_until=self.qualified_until.data,
            cleared_on=self.cleared_on.data,
            is_paid=bool(self.is_paid.data),
        )


class CardsForm(Form):
    """Whom a sheet of cards is for."""

    who = RadioField(
        _("Cards for"),
        choices=options({"pupils": _("Pupils"), "guardians": _("Guardians")}.items()),
        default="pupils",
    )
    scope = RadioField(
        _("Print"),
        choices=options(
            (
                ("new", _("Those who have no password of their own yet")),
                ("all", _("Everybody, whatever they use now")),
            )
        ),
        default="new",
    )


class PriorityForm(Form):
    """A child and the group it belongs to."""

    student_no = StringField(
        _("Student number"), [InputRequired(_("Enter a student number.")), Length(max=LONGEST_NAME)]
    )
    kind = SelectField(
        _("Group"),
        choices=options({kind: _(label) for kind, label in labels.PRIORITY_KINDS.items()}.items()),
        coerce=PriorityKind,
    )
    evidence = StringField(_("What was shown"), [Length(max=LONGEST_TEXT)])


class PriorityGrantForm(Form):
    """Who may see priority groups, why and until when."""

    account_id = SelectField(_("Who"), coerce=int)
    reason = StringField(_("Why"), [InputRequired(_("Write why.")), Length(max=LONGEST_TEXT)])
    ends_on = _date(_("Last day"), is_required=True)

    def offer(self, people: Sequence[Account]) -> None:
        """Fill the list of people."""
        self.account_id.choices = options((person.id, person.name) for person in people)

    def last_day(self) -> date:
        """Give the day; the form is valid."""
        return cast("date", self.ends_on.data)
