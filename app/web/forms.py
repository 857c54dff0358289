"""The base of every form: translated, protected by the session's token, able to carry refusals."""

from collections.abc import Sequence

from flask_wtf import FlaskForm

from app.core.errors import Invalid
from app.web.translation import sentence_of


class Form(FlaskForm):  # type: ignore[misc]  # -- Flask-WTF has no types
    """The shape of a request; rules of the school live in services."""

    def refuse(self, refusal: Invalid) -> None:
        """Show a service's refusal beside its field, or above the form."""
        sentence = sentence_of(refusal)
        if refusal.field and refusal.field in self._fields:
            field = self._fields[refusal.field]
            field.errors = [*field.errors, sentence]
        else:
            self.form_errors.append(sentence)

    def sentences(self) -> Sequence[str]:
        """List every sentence the form has to say, in the order of its fields."""
        by_field = [error for field in self for error in field.errors]
        return [*self.form_errors, *by_field]
