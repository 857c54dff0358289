"""Days and times as people write them, in the reader's language and the school's zone."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from flask import Flask
from flask_babel import get_locale, get_timezone, ngettext

from app.core import clock

DAY = {"zh": "M月d日", "en": "MMM d"}
WEEKDAY = {"zh": "M月d日 EEE", "en": "EEE, MMM d"}
YEAR = {"zh": "y年M月d日", "en": "MMM d, y"}
MOMENT = {"zh": "M月d日 HH:mm", "en": "MMM d, HH:mm"}
MINUTE, HOUR, DAY_SECONDS = 60, 3600, 86_400


def init_app(app: Flask) -> None:
    """Give templates the filters of this module."""
    for shown in (day, weekday, year_day, moment, hour, time_left):
        app.jinja_env.filters[shown.__name__] = shown


def day(value: date) -> str:
    """Write a day of this school year: 9月10日, Sep 10."""
    return _date(value, DAY)


def weekday(value: date) -> str:
    """Write a day with its weekday: 9月10日 周四, Thu, Sep 10."""
    return _date(value, WEEKDAY)


def year_day(value: date) -> str:
    """Write a day with its year."""
    return _date(value, YEAR)


def moment(value: datetime) -> str:
    """Write a moment by the school's clock: 9月10日 18:00, Sep 10, 18:00."""
    locale = get_locale()
    pattern = MOMENT[_language()]
    return str(format_datetime(value, pattern, tzinfo=get_timezone(), locale=locale))


def hour(value: time | datetime) -> str:
    """Write a time of day; a moment by the school's clock."""
    local = value.astimezone(get_timezone()) if isinstance(value, datetime) else value
    return local.strftime("%H:%M")


def time_left(until: datetime) -> str:
    """Say how long there is until a moment, in the largest unit that tells enough."""
    seconds = max((until - clock.now()).total_seconds(), 0)
    if seconds >= 2 * DAY_SECONDS:
        return str(ngettext("%(num)d day left", "%(num)d days left", int(seconds // DAY_SECONDS)))
    if seconds >= HOUR:
        return str(ngettext("%(num)d hour left", "%(num)d hours left", int(seconds // HOUR)))
    return str(ngettext("%(num)d minute left", "%(num)d minutes left", int(seconds // MINUTE)))


def _date(value: date, patterns: dict[str, str]) -> str:
    local = value.astimezone(get_timezone()) if isinstance(value, datetime) else value
    return str(format_date(local, patterns[_language()], locale=get_locale()))


def _language() -> str:
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "zh"


def at_school(local: datetime | None, zone: str) -> datetime:
    """Read a time of the school's own clock."""
    if local is None:
        raise ValueError("the form must be validated first")
    return local.replace(tzinfo=ZoneInfo(zone))
