"""Shapes of requests about days."""

from flask import Request
from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.safety.models import ItemKind
from app.web.forms import Form

LONGEST_REASON = 120


class CorrectionForm(Form):
    """What turned out otherwise, and why it is known only now."""

    what = StringField(_("What was otherwise"), [InputRequired(), Length(max=200)])
    reason = StringField(_("Why it is corrected"), [InputRequired(), Length(max=120)])


def sent_reasons(request: Request) -> dict[tuple[ItemKind, int], str]:
    """Read why items are left open: fields `reason-KIND-ROW`; what is none is left out."""
    found = {}
    for name, text in request.form.items():
        kind, _dash, row = name.removeprefix("reason-").rpartition("-")
        if kind in set(ItemKind) and row.isdecimal() and len(row) < 16 and text.strip():
            found[ItemKind(kind), int(row)] = text.strip()[:LONGEST_REASON]
    return found
