"""The shape of the request that brings a catalogue file."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms import SelectField

from app.schools.models import Term
from app.web.forms import options
from app.web.upload_forms import UploadForm


class CatalogueForm(UploadForm):
    """A file with clubs, and the term that it is for."""

    term = SelectField(_("For the term"), coerce=int)

    def offer(self, terms: Sequence[Term]) -> None:
        """Offer terms; the first is chosen where nobody says otherwise."""
        self.term.choices = options((term.id, term.title) for term in terms)
        if self.term.data is None:
            self.term.data = terms[0].id
