"""The administrator's start page: the way of the term, what is missing, who has handed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import render_template, url_for

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.home.queries import term as queries
from app.home.stations import Mark, Station, TermFacts, headline, stations
from app.home.views.blueprint import Choices
from app.home.wording import filled
from app.lottery.models import ChoiceRound
from app.lottery.queries import progress
from app.lottery.queries import rounds as round_queries
from app.lottery.queries.progress import HomeroomProgress
from app.schools.calendar import school_days, undecided
from app.schools.models import CalendarDay, School, Term
from app.schools.queries import calendar_days, current_term

PROOFS_AHEAD = timedelta(days=21)
LOW_SHARE = 60  # percent; a homeroom below stands out


@dataclass(frozen=True)
class Stop:
    """A station as the page shows it."""

    title: str
    mark: Mark
    said: str
    url: str
    act: str


@dataclass(frozen=True)
class Bar:
    """How many of a homeroom have handed in."""

    title: str
    percent: int
    is_low: bool


def page(pages: Choices) -> str:
    """Show the way of the term."""
    school, now = viewer().school, clock.now()
    term = current_term(db.session(), school.id, school.today(now))
    choice_round = _newest_round(term)
    homerooms = _progress(choice_round)
    facts = _facts(school, term, choice_round, homerooms, now)
    return render_template(
        "home/administrator.html",
        pages=pages,
        term=term,
        facts=facts,
        headline=filled(headline(facts, now), school),
        stops=[_stop(station, school, choice_round) for station in stations(facts, now)],
        bars=_bars(homerooms),
        proofs=queries.proofs_that_end(db.session(), school.id, school.today(now) + PROOFS_AHEAD),
        today=school.today(now),
    )


def _newest_round(term: Term | None) -> ChoiceRound | None:
    if term is None:
        return None
    listed = round_queries.rounds(db.session(), term.school_id, term.id)
    return listed[0] if listed else None


def _progress(choice_round: ChoiceRound | None) -> Sequence[HomeroomProgress]:
    if choice_round is None or choice_round.announced_at is None:
        return []
    return progress.by_homeroom(db.session(), choice_round.school_id, choice_round.id)


def _facts(
    school: School,
    term: Term | None,
    choice_round: ChoiceRound | None,
    homerooms: Sequence[HomeroomProgress],
    now: datetime,
) -> TermFacts:
    session = db.session()
    special = calendar_days(session, school.id, term.starts_on, term.ends_on) if term else []
    return TermFacts(
        people=queries.people(session, school),
        clubs=queries.clubs(session, term) if term else queries.NO_CLUBS,
        has_term=term is not None,
        undecided_days=len(undecided(special)),
        choice_round=choice_round,
        children=sum(row.children for row in homerooms),
        handed_in=sum(row.handed_in for row in homerooms),
        placed=queries.placed_students(session, term) if term else 0,
        first_meeting=_first_meeting(school, term, choice_round, special, now),
    )


def _first_meeting(
    school: School,
    term: Term | None,
    choice_round: ChoiceRound | None,
    special: Sequence[CalendarDay],
    now: datetime,
) -> date | None:
    """Give the first day on which clubs meet once the lists are out."""
    if term is None:
        return None
    weekdays = queries.club_weekdays(db.session(), term)
    settled = now
    if choice_round is not None:
        settled = choice_round.published_at or max(now, choice_round.closes_at)
    after = school.today(settled) + timedelta(days=1)
    days = school_days(term, special, weekdays, service_from=school.starts_on)
    return next((day.day for day in days if day.day >= after), None)


def _bars(homerooms: Sequence[HomeroomProgress]) -> list[Bar]:
    shares = [
        (row.homeroom.title, 100 * row.handed_in // row.children if row.children else 0)
        for row in homerooms
    ]
    return [Bar(title, percent, percent < LOW_SHARE) for title, percent in shares]


def _stop(station: Station, school: School, choice_round: ChoiceRound | None) -> Stop:
    urls = {
        "terms": url_for("schools.terms"),
        "calendar": url_for("schools.calendar"),
        "roster": url_for("rosters.start"),
        "students": url_for("accounts.student_list"),
        "catalogue": url_for("courses.import_start"),
        "clubs": url_for("courses.index"),
        "rounds": url_for("lottery.index"),
        "new_round": url_for("lottery.new"),
        "rosters": url_for("enrollment.rosters"),
        "timetable": url_for("home.timetable", code=school.code),
    }
    if choice_round is not None:
        urls["round"] = url_for("lottery.show", round_id=choice_round.id)
        urls["progress"] = url_for("lottery.progress", round_id=choice_round.id)
    said = filled(station.said, school)
    return Stop(station.title, station.mark, said, urls[station.key], station.act)
