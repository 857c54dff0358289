"""The reader's language: Chinese unless they chose English, remembered for a year."""

from collections.abc import Mapping

from flask import Flask, Response, request
from flask_babel import Babel, get_locale, gettext
from flask_login import current_user

from app.core.errors import DomainError
from app.core.text import Marked, Named, Sentence

LOCALES = {"zh_Hans_CN": "中文", "en": "English"}
DEFAULT_LOCALE = "zh_Hans_CN"
COOKIE = "language"
YEAR_SECONDS = 31_536_000

babel = Babel()


def init_app(app: Flask) -> None:
    """Choose the language of each request from its cookie, the zone from the reader's school."""
    babel.init_app(app, locale_selector=_selected, timezone_selector=_zone)


def remember(response: Response, locale: str) -> Response:
    """Keep the choice in a cookie."""
    chosen = locale if locale in LOCALES else DEFAULT_LOCALE
    response.set_cookie(COOKIE, chosen, max_age=YEAR_SECONDS, samesite="Lax", httponly=True)
    return response


def current() -> str:
    """Name the language of this request, as in `LOCALES`."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else DEFAULT_LOCALE


def sentence_of(refusal: DomainError) -> str:
    """Say a refusal in the reader's language, with the words and names among its facts."""
    return filled(refusal.message, refusal.facts)


def filled(sentence: str, facts: Mapping[str, object]) -> str:
    """Say a marked sentence in the reader's language, with the words and names among its facts."""
    return str(gettext(sentence, **{name: _said(fact) for name, fact in facts.items()}))


def in_language(name: Named) -> str:
    """Say a name in the reader's language."""
    return str(_said(name))


def _said(fact: object) -> object:
    if isinstance(fact, Named):
        fact = fact.in_both()
    if isinstance(fact, Mapping):
        return fact["en" if current() == "en" else "zh"]
    if isinstance(fact, Sentence):
        return filled(fact.sentence, fact.facts)
    return gettext(fact) if isinstance(fact, Marked) else fact


def _selected() -> str:
    chosen = request.cookies.get(COOKIE, DEFAULT_LOCALE)
    return chosen if chosen in LOCALES else DEFAULT_LOCALE


def _zone() -> str | None:
    school = getattr(current_user, "school", None)
    return school.time_zone if school else None
