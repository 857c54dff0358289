"""Sentences of start pages in the reader's language and the school's own time."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from flask_babel import get_locale, gettext

from app.home.stations import Sentence
from app.schools.models import School


def day_text(day: date) -> str:
    """Write a day with its weekday: "11月26日周四", "Thu, Nov 26"."""
    return str(format_skeleton("MMMEd", day, locale=get_locale()))


def moment_text(moment: datetime, school: School) -> str:
    """Write a moment as the school's clocks show it."""
    there = moment.astimezone(ZoneInfo(school.time_zone))
    return f"{day_text(there.date())} {there:%H:%M}"


def filled(sentence: Sentence, school: School) -> str:
    """Translate a sentence and fill its holes."""
    return str(gettext(sentence.text, **_written(sentence.facts, school)))


def _written(facts: Mapping[str, object], school: School) -> dict[str, object]:
    return {name: _text(value, school) for name, value in facts.items()}


def _text(value: object, school: School) -> object:
    if isinstance(value, datetime):
        return moment_text(value, school)
    return day_text(value) if isinstance(value, date) else value
