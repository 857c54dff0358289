"""Moves the demonstration through its round: choosing, closed, published, and what comes after."""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries.people import account_by_login
from app.core import clock
from app.demo.afterwards import hold_second_round, open_swaps, propose_repair
from app.demo.build import CODE, OFFICE, PUPIL
from app.demo.happenings import let_a_child_fall, share_ideas, warn_a_child
from app.demo.patrols import patrol_weeks
from app.demo.planted import plant
from app.demo.rolls import FRIDAY, WEEKS, call_rolls
from app.demo.surveys import ask_families, ask_in_later_months
from app.demo.voices import let_families_speak
from app.enrollment.queries.exchanges import newest_exchange
from app.evaluation.diagnosis.services import draft_past_weeks
from app.home.demonstration import move_clock
from app.lottery.models import ChoiceRound
from app.lottery.queries.rounds import get_round
from app.lottery.services.draws import freeze_entries, perform_draw
from app.lottery.services.publishing import publish_round
from app.schools.queries import get_current_term, get_school_by_code, get_term
from app.timetable.services import keep_meetings

JUST_AFTER = timedelta(minutes=1)
DRAWN_AFTER, PUBLISHED_AFTER = timedelta(hours=22), timedelta(hours=22, minutes=30)
DIGITS = 9


class Stage(StrEnum):
    """Where the round of the demonstration is."""

    CHOOSING = "choosing"
    CLOSED = "closed"
    PUBLISHED = "published"
    WEEKS = "weeks"  # clubs have met for six weeks: rolls, patrols, surveys
    AFTER = "after"  # a second round is published, clubs are swapped, a repair is proposed


class NoWayBack(Exception):
    """What is drawn cannot be undrawn; the demonstration is built anew for that."""


def go_to(session: Session, instance: Path, stage: Stage) -> datetime:
    """Move clock and round to a stage; gives the demonstration's time there.

    Raises:
        NoWayBack: the round is frozen already, and an earlier stage was asked for.
    """
    choice_round = _round(session)
    if stage is Stage.PUBLISHED:
        return _publish(session, instance, choice_round)
    if stage is Stage.WEEKS:
        return live_at(
            instance, _meet_for_weeks(session, _publish(session, instance, choice_round))
        )
    if stage is Stage.AFTER:
        published_at = _publish(session, instance, choice_round)
        return live_at(instance, _go_on(session, choice_round, published_at))
    if choice_round.frozen_at is not None:
        raise NoWayBack
    if stage is Stage.CLOSED:
        return live_at(instance, choice_round.closes_at + JUST_AFTER)
    school = get_school_by_code(session, CODE)
    return live_at(instance, school.created_at)


def live_at(instance: Path, moment: datetime) -> datetime:
    """Let every process of the demonstration live at a moment from now on."""
    really_now = clock.now() - clock.shift()
    move_clock(instance, moment - really_now)
    return moment


def _publish(session: Session, instance: Path, choice_round: ChoiceRound) -> datetime:
    closed = choice_round.closes_at
    if choice_round.frozen_at is None:
        freeze_entries(session, choice_round, actor_id=None, now=closed + JUST_AFTER)
    if choice_round.drawn_at is None:
        at = closed + DRAWN_AFTER
        digits = "".join(str(secrets.randbelow(10)) for _ in range(DIGITS))
        perform_draw(session, choice_round, f"{at:%Y-%m-%d} {digits}", actor_id=None, now=at)
    if choice_round.published_at is None:
        at = closed + PUBLISHED_AFTER
        publish_round(session, choice_round, actor_id=None, now=at)
        school = get_school_by_code(session, CODE)
        term = get_term(session, school.id, choice_round.term_id)
        keep_meetings(session, school, term, actor_id=None, now=at)
        let_a_child_fall(session, school, PUPIL, now=at)
        warn_a_child(session, school, term, now=at)
        ask_families(session, school, OFFICE, now=at)
        share_ideas(session, school, now=at)
        let_families_speak(session, school, now=at)
    return live_at(instance, max(clock.now(), closed + PUBLISHED_AFTER + JUST_AFTER))


def _meet_for_weeks(session: Session, published_at: datetime) -> datetime:
    """Let clubs meet, be patrolled and asked about for weeks; gives the moment then."""
    school = get_school_by_code(session, CODE)
    at = (published_at + WEEKS).astimezone(ZoneInfo(school.time_zone))
    friday = at + timedelta(days=(FRIDAY - at.isoweekday()) % 7)
    until = friday.replace(hour=18, minute=30, second=0, microsecond=0)
    call_rolls(session, school, until=until)
    patrol_weeks(session, school, since=school.today(published_at), until=until)
    disliked = plant(session, school).disliked
    ask_in_later_months(session, school, OFFICE, until=until, disliked=disliked)
    draft_past_weeks(session, school, get_current_term(session, school.id, until.date()), now=until)
    return until


def _go_on(session: Session, choice_round: ChoiceRound, published_at: datetime) -> datetime:
    """Do what comes after the draw, once; gives the demonstration's time then."""
    school = get_school_by_code(session, CODE)
    term = get_term(session, school.id, choice_round.term_id)
    if newest_exchange(session, school.id, term.id) is not None:
        return clock.now()
    office = account_by_login(session, school.id, OFFICE)
    if office is None:
        raise LookupError(f"the demonstration has no {OFFICE}")
    at = hold_second_round(session, school, term, office=office, now=published_at) + JUST_AFTER
    open_swaps(session, school, term, choice_round, office=office, now=at)
    propose_repair(session, school, choice_round, office=office, now=at)
    return at + JUST_AFTER


def _round(session: Session) -> ChoiceRound:
    school = get_school_by_code(session, CODE)
    first = session.scalars(
        select(ChoiceRound.id)
        .where(ChoiceRound.school_id == school.id)
        .order_by(ChoiceRound.id)
        .limit(1)
    ).one()
    return get_round(session, school.id, first, for_update=True)
