"""The base of every form: translated, protected by the session's token, able to carry refusals."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from babel.support import Translations
from flask_wtf import FlaskForm
from wtforms.fields.choices import (  # type: ignore[attr-defined]  # -- younger than its types
    SelectChoice,
)
from wtforms.i18n import DefaultTranslations, messages_path

from app.core.errors import Invalid
from app.web import translation
from app.web.translation import sentence_of


class Form(FlaskForm):  # type: ignore[misc]  # -- Flask-WTF has no types
    """The shape of a request; rules of the school live in services."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # -- Flask-WTF has no types
        """Says the sentences that WTForms brings along in the reader's language."""

        def get_translations(self, _form: object) -> DefaultTranslations:
            """Give the sentences; Flask-WTF itself would read their file in every request."""
            return _sentences(translation.current())

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


def options(pairs: Iterable[tuple[object, str]]) -> list[SelectChoice]:
    """Give the choices of a field from pairs of value and label."""
    return [SelectChoice(value, label) for value, label in pairs]


@lru_cache(maxsize=len(translation.LOCALES))
def _sentences(locale: str) -> DefaultTranslations:
    return DefaultTranslations(Translations.load(messages_path(), [locale], domain="wtforms"))
