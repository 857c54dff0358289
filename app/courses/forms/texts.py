"""The shape of rules and safety notes for many clubs at once."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from app.courses import names
from app.courses.models import Domain
from app.courses.usual_texts import RULES, SAFETY_NOTES
from app.web.forms import Form

LONGEST = 2000


class TextsForm(Form):
    """One text of rules, and a safety note for each domain; `texts_form` adds the notes."""

    rules = TextAreaField(
        _("Rules for every club without its own"),
        [InputRequired(_("Write the rules; families read them.")), Length(max=LONGEST)],
        default=RULES,
    )

    def safety_notes(self) -> Mapping[Domain | None, str]:
        """Give the notes by domain, None for E clubs."""
        return {
            domain: self[_name(domain)].data or ""
            for domain in SAFETY_NOTES
            if _name(domain) in self
        }


def texts_form(domains: Iterable[Domain | None]) -> type[TextsForm]:
    """Make the form for clubs of these domains, None for E clubs."""

    class Asked(TextsForm):
        pass

    for domain in SAFETY_NOTES:
        if domain in set(domains):
            setattr(Asked, _name(domain), _note(domain))
    return Asked


def _name(domain: Domain | None) -> str:
    return f"safety_{domain.value if domain else names.OTHERS}"


def _note(domain: Domain | None) -> TextAreaField:
    kind = gettext(names.DOMAINS[domain]) if domain else gettext("E clubs")
    return TextAreaField(
        gettext("Safety note for %(kind)s", kind=kind),
        [InputRequired(_("Write what keeps the children safe.")), Length(max=LONGEST)],
        default=SAFETY_NOTES[domain],
    )
