"""The cards of the page of choosing, put together once for all children who see them alike."""

from functools import lru_cache

from flask import current_app
from markupsafe import Markup

from app.lottery.eligibility import Card
from app.lottery.views.blueprint import domain_name, lines_of, title_of
from app.lottery.views.desk import CardRow
from app.web import translation
from app.web.assets import asset

MOST_KEPT = 2048  # 60 clubs at every rank of a list of five, in both languages, of three schools


def club_card(row: CardRow, *, may_change: bool) -> Markup:
    """Give the card of a club as one child sees it.

    It is kept under everything that it shows, as the database has just said it; so a card is
    never older than the row it is asked for.
    """
    if current_app.debug:  # templates change while somebody works on them
        _rendered.cache_clear()
    look = (translation.current(), asset("svg/icons.svg"))
    return _rendered(row.card, row.rank, row.why_not, may_change, look)


@lru_cache(maxsize=MOST_KEPT)
def _rendered(
    card: Card, rank: int | None, why_not: str | None, may_change: bool, _look: tuple[str, str]
) -> Markup:
    """Render a card from its key alone: who asks, and for whom, is not told to the template."""
    template = current_app.jinja_env.get_template("lottery/_choose_card.html")
    page = template.render(
        card=card,
        rank=rank,
        why_not=why_not or "",
        may_change=may_change,
        title=title_of(card),
        kind=domain_name(card.domain),
        lines=lines_of(card),
    )
    return Markup(page)  # nosec B704  # noqa: S704 -- our own template has escaped every value
