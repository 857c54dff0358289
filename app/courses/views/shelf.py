"""The catalogue's cards, rendered once a version: shared by everybody who looks."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from flask import render_template, url_for
from markupsafe import Markup

from app.core.db import db
from app.courses import names, wanted
from app.courses.queries.catalogue import Club, catalogue
from app.courses.wanted import Wanted
from app.schools.models import School, Term
from app.web import translation

MOST_KEPT = 64
MOST_ROWS = 128  # filters of one version
DOMAIN_ORDER = [*map(str, names.DOMAINS), names.OTHERS]

Key = tuple[str, str, int, int, str, bool]
Address = tuple[Wanted | tuple[str, str], ...]  # the filters, and how addresses keep them


@dataclass(frozen=True)
class Shelf:
    """The clubs of a version with their cards, and the rows of cards that were asked for."""

    key: Key
    clubs: Sequence[Club]
    cards: Mapping[int, Markup]
    rows: dict[Address, Markup] = field(default_factory=dict)


KEPT: OrderedDict[Key, Shelf] = OrderedDict()
_lock = Lock()


def shelf(school: School, term: Term, *, is_public: bool) -> Shelf:
    """Give the present shelf of a term, rendered if nobody has looked at this version yet.

    The version was read before the clubs, so a shelf is never older than its key says.
    """
    key = (
        school.code,
        school.created_at.isoformat(),
        term.id,
        term.catalogue_version,
        translation.current(),
        is_public,
    )
    with _lock:
        found = KEPT.get(key)
        if found is not None:
            KEPT.move_to_end(key)
            return found
    made = _render(key, school, term, is_public=is_public)
    with _lock:
        KEPT[key] = made
        while len(KEPT) > MOST_KEPT:
            KEPT.popitem(last=False)
    return made


def rows(found: Shelf, filters: Wanted, kept: Mapping[str, str]) -> Markup:
    """Give the filters and the cards they let through, rendered once for all who filter alike."""
    address: Address = (filters, *kept.items())
    made = found.rows.get(address)
    if made is None:
        made = _rows(found, filters, kept)
        if not filters.search and len(found.rows) < MOST_ROWS:
            found.rows[address] = made
    return made


def _rows(found: Shelf, filters: Wanted, kept: Mapping[str, str]) -> Markup:
    page = render_template(
        "courses/_shelf.html",
        cards=[found.cards[club.section_id] for club in found.clubs if filters.lets(club)],
        whole=len(found.clubs),
        filters=filters,
        kept=kept,
        days=wanted.days(found.clubs),
        domains=wanted.domains(found.clubs, DOMAIN_ORDER),
        grades=wanted.grades(found.clubs),
    )
    return Markup(page)  # nosec B704  # noqa: S704 -- our own template has escaped every value


def _render(key: Key, school: School, term: Term, *, is_public: bool) -> Shelf:
    clubs = catalogue(db.session(), term)
    cards = {
        club.section_id: Markup(  # nosec B704  # noqa: S704 -- our own template has escaped every value
            render_template("courses/_card.html", club=club, url=_url(school, club, is_public))
        )
        for club in clubs
    }
    return Shelf(key, clubs, cards)


def _url(school: School, club: Club, is_public: bool) -> str:
    if is_public:
        return url_for("courses.public_club", school_code=school.code, section_id=club.section_id)
    return url_for("courses.club", section_id=club.section_id)
