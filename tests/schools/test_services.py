from datetime import UTC, date, datetime, time

import pytest

from app.schools import queries
from app.schools.bells import Times, slot_at, slot_times
from app.schools.errors import SchoolCodeMalformed, SchoolCodeTaken, UnknownTimeZone
from app.schools.services import create_school, find_or_create_homeroom
from tests import make

THURSDAY = date(2026, 9, 3)


def _create(session, code="shifan", now=make.NOON, **values):
    return create_school(session, code=code, name="示范小学", now=now, **values)


def test_a_new_school_has_ten_slots_and_the_present_term(session):
    school = _create(session)

    slots = queries.slots(session, school.id)
    clubs = queries.slots(session, school.id, club_time_only=True)
    term = queries.get_current_term(session, school.id, THURSDAY)
    assert [slot.code for slot in slots] == [
        *("mon", "mon2", "tue", "tue2", "wed", "wed2", "thu", "thu2", "fri", "fri2")
    ]
    assert [slot.code for slot in clubs] == ["mon2", "tue2", "wed2", "thu2", "fri2"]
    assert (term.title, term.starts_on) == ("2026-2027 第一学期", date(2026, 9, 1))


def test_a_new_school_has_bells_for_every_band_and_season(session):
    school = _create(session)
    bells = queries.bells(session, school.id)

    summer, winter = date(2026, 9, 3), date(2026, 12, 3)
    assert [
        [bells.grade_times(grade, 2, day) for grade in (1, 4, 6)] for day in (summer, winter)
    ] == [
        [
            Times(time(16, 15), time(17, 10)),
            Times(time(16, 25), time(17, 20)),
            Times(time(16, 35), time(17, 30)),
        ]
    ] * 2
    assert bells.grade_times(9, 2, summer) is None


def test_a_slot_is_found_by_weekday_and_starting_time(session):
    school = _create(session)
    slots, bells = queries.slots(session, school.id), queries.bells(session, school.id)

    found = slot_at(slots, bells, weekday=4, grade=3, starts_at=time(16, 30), on=THURSDAY)

    assert found is not None
    assert found.code == "thu2"
    assert slot_at(slots, bells, weekday=6, grade=3, starts_at=time(9), on=THURSDAY) is None


def test_each_slot_tells_every_bands_times(session):
    school = _create(session)
    slots, bells = queries.slots(session, school.id), queries.bells(session, school.id)

    first = slot_times(slots, bells, THURSDAY)[0]

    assert [(band.name, times.starts_at) for band, times in first.by_band] == [
        ("一二年级", time(15, 10)),
        ("三四年级", time(15, 20)),
        ("五六年级", time(15, 30)),
    ]


def test_the_school_decides_by_its_own_date_which_term_it_is(session):
    last_evening_of_january_22 = datetime(2027, 1, 22, 17, 0, tzinfo=UTC)

    there = _create(session, now=last_evening_of_january_22)
    west = _create(session, "west", last_evening_of_january_22, time_zone="Europe/Lisbon")

    assert queries.terms(session, there.id)[0].starts_on == date(2027, 2, 24)
    assert queries.terms(session, west.id)[0].starts_on == date(2026, 9, 1)


@pytest.mark.parametrize("code", ["", "S", "Shifan", "1a", "a" * 21, "shi-fan", "示范"])
def test_a_code_that_does_not_fit_an_address_is_refused(session, code):
    with pytest.raises(SchoolCodeMalformed):
        _create(session, code)


def test_a_taken_code_and_an_unknown_time_zone_are_refused(session):
    _create(session)

    with pytest.raises(SchoolCodeTaken):
        _create(session)
    with pytest.raises(UnknownTimeZone):
        _create(session, "other", time_zone="Asia/Atlantis")


@pytest.mark.parametrize(
    ("day", "starts_on"),
    [
        (date(2026, 8, 20), date(2026, 9, 1)),
        (date(2026, 12, 1), date(2026, 9, 1)),
        (date(2027, 3, 1), date(2027, 2, 24)),
        (date(2028, 1, 1), date(2027, 2, 24)),
    ],
)
def test_the_current_term_is_the_running_else_the_next_else_the_last(session, day, starts_on):
    school = make.school(session)
    make.term(session, school=school)
    make.term(session, school=school, starts_on=date(2027, 2, 24), ends_on=date(2027, 7, 3))

    assert queries.get_current_term(session, school.id, day).starts_on == starts_on


def test_a_homeroom_is_made_once(session):
    school = make.school(session)

    first = find_or_create_homeroom(session, school.id, grade=3, class_no=2, on=THURSDAY)
    again = find_or_create_homeroom(session, school.id, grade=3, class_no=2, on=THURSDAY)

    assert first.id == again.id
    assert (first.title, first.entry_year) == ("三(2)", 2024)
