"""Whether a plan keeps the rules of its school, and what is said when it does not."""

from datetime import date, time

import pytest

from app.schools import queries, rules
from app.schools.errors import EndsInWrongOrder
from app.schools.models import ServiceKind
from app.schools.rules import Limits, check_plan
from app.schools.services import RuleValues, SlotPlan, change_slots, create_school, save_rules
from tests import make

BY = {"actor_id": None, "now": make.NOON}
WINTER = date(2026, 12, 3)
BROKEN = {  # of the lowest band, 15:10 to 17:10 on five days
    rules.FEW_DAYS: {"days_per_week": 6},
    rules.TOO_SHORT: {"minutes_per_day": 121},
    rules.IN_LESSONS: {"limits": Limits(lessons_end_at=time(15, 11))},
    rules.TOO_EARLY: {"limits": Limits(end_not_before=time(17, 11))},
    rules.TOO_LATE: {"limits": Limits(end_not_after=time(17, 9))},
}
KEPT = {
    "days_per_week": 5,
    "minutes_per_day": 120,
    "limits": Limits(time(15, 10), time(17, 10), time(17, 10)),
}


@pytest.fixture
def school(session):
    return create_school(session, code="shifan", name="示范小学", now=make.NOON)


def _checked(session, school, days_per_week=None, minutes_per_day=None, limits=None):
    """Set rules for the lowest band, and give its week in winter."""
    bells = queries.bells(session, school.id)
    season, band = bells.season_on(WINTER), bells.bands[0]
    cells = {(season.id, band.id): limits} if limits else {}
    save_rules(session, school, RuleValues(days_per_week, minutes_per_day, cells), **BY)
    slots, kept = queries.slots(session, school.id), queries.rules(session, school.id)
    (check,) = check_plan(slots, bells, kept, season, [band])
    return check


def _said(check) -> set[str]:
    of_days = [said.sentence for day in check.days for said in day.findings]
    return {*of_days, *(said.sentence for said in check.findings)}


@pytest.mark.parametrize("asked", [{}, KEPT])
def test_a_plan_that_does_what_is_asked_keeps_every_rule(session, school, asked):
    assert _checked(session, school, **asked).keeps_all


@pytest.mark.parametrize(("sentence", "asked"), BROKEN.items())
def test_each_rule_that_is_broken_is_said(session, school, sentence, asked):
    check = _checked(session, school, **asked)

    assert _said(check) == {sentence}
    assert not check.keeps_all


def test_a_short_break_belongs_to_the_service(session, school):
    assert {day.minutes for day in _checked(session, school).days} == {120}


def test_lunch_is_not_asked_to_follow_the_lessons(session, school):
    week = frozenset((weekday, 1) for weekday in range(1, 6))
    lunch = SlotPlan(week, frozenset(), {1: ServiceKind.LUNCH})
    change_slots(session, school, lunch, **BY)

    check = _checked(session, school, limits=Limits(lessons_end_at=time(16)))

    assert check.keeps_all


def test_a_period_without_a_bell_is_said(session, school):
    places = frozenset((weekday, period) for weekday in range(1, 6) for period in (1, 2, 3))
    change_slots(session, school, SlotPlan(places, frozenset()), **BY)

    assert _said(_checked(session, school)) == {rules.NO_BELL}


def test_saturday_is_a_kind_of_its_own(session, school):
    places = frozenset({(1, 1), (6, 1)})
    plan = SlotPlan(places, frozenset(), {1: ServiceKind.EXTENDED})
    change_slots(session, school, plan, **BY)

    kinds = {slot.weekday: slot.kind for slot in queries.slots(session, school.id)}
    assert kinds == {1: ServiceKind.EXTENDED, 6: ServiceKind.SATURDAY}


def test_an_end_that_cannot_be_is_refused(session, school):
    with pytest.raises(EndsInWrongOrder):
        _checked(session, school, limits=Limits(None, time(18), time(17)))


def test_when_lessons_end_depends_on_grade_and_season(session, school):
    _checked(session, school, limits=Limits(lessons_end_at=time(15, 10)))

    def ends(grade, day):
        found = queries.lessons_end(session, school.id, range(grade, grade + 1), day)
        return [(band.grade_from, ends_at) for band, ends_at in found]

    assert ends(2, WINTER) == [(1, time(15, 10))]
    assert ends(3, WINTER) == ends(2, date(2026, 9, 3)) == []
