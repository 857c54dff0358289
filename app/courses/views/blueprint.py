"""The blueprint of courses, the words its templates use, and what each page needs to know."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import TypedDict
from urllib.parse import urlencode

from babel.dates import get_day_names
from flask import Blueprint, request
from flask_babel import get_locale, gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.courses import names
from app.courses.models import Course, Domain, Section
from app.courses.queries.catalogue import Club
from app.schools import queries as schools
from app.schools.models import School, Term
from app.web import translation

bp = Blueprint("courses", __name__)

FEN = 100


class Signature(TypedDict):
    """Who acts and when."""

    actor_id: int
    now: datetime


def signature() -> Signature:
    """Say who acts and when, as services want to know."""
    return {"actor_id": viewer().account_id, "now": clock.now()}


def current_term(school: School) -> Term:
    """Load the present term of a school, or `NoTerm`."""
    return schools.get_current_term(db.session(), school.id, school.today(clock.now()))


def chosen_term(school: School) -> Term:
    """Load the term that the address names, else the present one.

    Raises:
        NotFound: the school has no such term.
    """
    term_id = request.args.get("term", type=int)
    if term_id is None:
        return current_term(school)
    return schools.get_term(db.session(), school.id, term_id)


def coming_terms(school: School, shown: Term) -> list[Term]:
    """List the terms that are not over, and the one that is shown, the earliest first."""
    today = school.today(clock.now())
    listed = schools.terms(db.session(), school.id)
    return [term for term in reversed(listed) if term.ends_on >= today or term.id == shown.id]


@bp.app_context_processor
def words() -> dict[str, object]:
    """Give templates the words for courses and sections."""
    return {
        "club_title": club_title,
        "club_kind": club_kind,
        "domain_word": domain_word,
        "admission_name": lambda admission: gettext(names.ADMISSIONS[admission]),
        "state_name": lambda state: gettext(names.STATES[state]),
        "state_tone": lambda state: names.STATE_TONES[state],
        "weekday_name": weekday_name,
        "grades_text": grades_text,
        "fee_text": fee_text,
        "times_text": times_text,
        "section_times": section_times,
        "tier_name": lambda tier: gettext(names.TIERS[tier]),
        "risk_name": lambda risk: gettext(names.RISKS[risk]),
        "refusal_text": translation.sentence_of,
        "club_times": club_times,
        "query": query,
    }


def club_title(club: Club | Course) -> str:
    """Give the title in the reader's language."""
    return club.title_en if translation.current() == "en" and club.title_en else club.title


def club_kind(club: Club | Course) -> str:
    """Name the domain, or the E kind, or the track of a club."""
    if club.domain is not None:
        return str(gettext(names.DOMAINS[club.domain]))
    if club.e_kind is not None:
        return str(gettext(names.E_KINDS[club.e_kind]))
    return str(gettext(names.TRACKS[club.track]))


def domain_word(domain: str) -> str:
    """Name a domain, or what clubs without one are called together."""
    if domain == names.OTHERS:
        return str(gettext("E clubs"))
    return str(gettext(names.DOMAINS[Domain(domain)]))


def weekday_name(weekday: int) -> str:
    """Name a day of the week, 1 Monday to 7 Sunday, in its short form."""
    return str(get_day_names("abbreviated", locale=get_locale())[weekday - 1])


def times_text(times: Iterable[tuple[int, time, time]]) -> str:
    """Write when a club meets, from (weekday, start, end): 周四 16:25–17:20."""
    spans = (f"{weekday_name(day)} {start:%H:%M}–{end:%H:%M}" for day, start, end in sorted(times))
    return str(gettext(", ")).join(spans)


def times_written(written: str) -> str:
    """Write the times of a difference, "4 16:25–17:20", with the day's name."""
    spans = (one.split(" ", 1) for one in written.split(", "))
    return str(gettext(", ")).join(f"{weekday_name(int(day))} {hours}" for day, hours in spans)


def club_times(club: Club) -> str:
    """Write when a club of the catalogue meets."""
    return times_text((at.weekday, at.starts_at, at.ends_at) for at in club.meetings)


def section_times(section: Section) -> str:
    """Write when a loaded section meets."""
    return times_text((at.slot.weekday, at.starts_at, at.ends_at) for at in section.times)


def grades_text(first: int, last: int) -> str:
    """Write a range of grades."""
    if first == last:
        return str(gettext("Grade %(grade)d", grade=first))
    return str(gettext("Grades %(first)d to %(last)d", first=first, last=last))


def fee_text(fen: int) -> str:
    """Write a materials fee."""
    if not fen:
        return str(gettext("No materials fee"))
    return str(gettext("Materials %(yuan)s yuan", yuan=yuan_text(fen)))


def yuan_text(fen: int) -> str:
    """Write money in yuan, with fen only where there are some."""
    return f"{fen // FEN}" if fen % FEN == 0 else f"{fen / FEN:.2f}"


def query(kept: Mapping[str, str], **changes: str) -> str:
    """Write the filters of an address with some of them changed; empty ones are left out."""
    values = {name: value for name, value in {**kept, **changes}.items() if value}
    return f"?{urlencode(values)}" if values else "?"
