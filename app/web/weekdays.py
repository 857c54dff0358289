"""Weekdays and slots as people name them, in the reader's language."""

from babel.dates import get_day_names
from flask_babel import get_locale, gettext


def weekday_name(weekday: int, *, is_short: bool = True) -> str:
    """Name a weekday (1 Monday .. 7 Sunday): 周四, Thu; or 星期四, Thursday."""
    names = get_day_names("abbreviated" if is_short else "wide", locale=get_locale())
    return str(names[weekday - 1])


def slot_name(weekday: int, period: int, *, is_short: bool = True) -> str:
    """Name a slot by its day, and by its period where it is not the first."""
    day = weekday_name(weekday, is_short=is_short)
    if period == 1:
        return day
    return str(gettext("%(day)s, period %(period)d", day=day, period=period))
