"""What every import says of a list that was read."""

from flask_babel import gettext as _
from flask_babel import ngettext


def state_title(held_back: int, *, has_news: bool) -> str:
    """Say in one sentence how a list stands that nobody has confirmed."""
    if held_back:
        sentence = ngettext(
            "%(num)d row is held back, nothing is imported yet",
            "%(num)d rows are held back, nothing is imported yet",
            held_back,
        )
    elif has_news:
        sentence = _("Every row is in order, nothing is imported yet")
    else:
        sentence = _("The school knows everything in this list already")
    return str(sentence)
