from datetime import date, time

import pytest

from app.courses.clashes import Bounds, Kind, Occupation, Times, clashes
from app.schools.bells import Bells
from app.schools.models import Band, BellTime, Season

THURSDAY = 4
LOWER = Band(id=1, name="一二年级", grade_from=1, grade_to=2)
UPPER = Band(id=3, name="五六年级", grade_from=5, grade_to=6)
SUMMER = Season(id=1, name="夏令时", first_day="05-01", last_day="09-30")
WINTER = Season(id=2, name="冬令时", first_day="10-01", last_day="04-30")


def _bell(season, band, period, hour, minute):
    return BellTime(
        season_id=season.id,
        band_id=band.id,
        period=period,
        starts_at=time(hour, minute),
        ends_at=time(hour, minute + 20),
    )


BELLS = Bells(
    [LOWER, UPPER],
    [SUMMER, WINTER],
    [
        _bell(SUMMER, LOWER, 1, 15, 10),
        _bell(SUMMER, LOWER, 2, 16, 15),
        _bell(SUMMER, UPPER, 2, 16, 35),
        _bell(WINTER, LOWER, 2, 16, 5),
    ],
)
BOUNDS = Bounds.of_term(BELLS, date(2026, 9, 1), date(2026, 9, 25))
NO_BOUNDS = Bounds([])


def _times(starts_at, ends_at, *, weekday=THURSDAY, period=2):
    return Times(weekday, period, starts_at, ends_at)


def _club(section_id, *times, room_id=None, teachers=(), grades=(1, 2)):
    return Occupation(
        section_id=section_id,
        title=f"club {section_id}",
        times=times or [_times(time(16, 15), time(17, 10))],
        room_id=room_id,
        room=f"room {room_id}",
        teachers={account_id: f"teacher {account_id}" for account_id in teachers},
        grade_from=grades[0],
        grade_to=grades[1],
    )


def _kinds(found):
    return [clash.kind for clash in found]


def test_one_room_and_one_teacher_serve_one_club_at_a_time():
    wanted = _club(1, room_id=5, teachers=[7, 8])
    other = _club(2, room_id=5, teachers=[8, 9])

    found = clashes(wanted, [other], NO_BOUNDS)

    assert [(clash.kind, clash.day, clash.other_id, dict(clash.facts)) for clash in found] == [
        (
            Kind.ROOM,
            "Thursday",
            2,
            {"title": "club 2", "starts_at": "16:15", "ends_at": "17:10", "room": "room 5"},
        ),
        (
            Kind.TEACHER,
            "Thursday",
            2,
            {"title": "club 2", "starts_at": "16:15", "ends_at": "17:10", "teacher": "teacher 8"},
        ),
    ]


@pytest.mark.parametrize(
    ("times", "is_clash"),
    [
        (_times(time(17, 9), time(18, 0)), True),
        (_times(time(16, 0), time(16, 16)), True),
        (_times(time(16, 20), time(16, 30)), True),
        (_times(time(17, 10), time(18, 0)), False),  # one leaves as the other comes
        (_times(time(15, 0), time(16, 15)), False),
        (_times(time(16, 15), time(17, 10), weekday=5), False),
    ],
)
def test_times_that_overlap_by_a_minute_clash(times, is_clash):
    wanted, other = _club(1, room_id=5), _club(2, times, room_id=5)

    assert bool(clashes(wanted, [other], NO_BOUNDS)) is is_clash


def test_any_of_several_times_may_clash():
    monday = _times(time(16, 15), time(17, 10), weekday=1)
    wanted = _club(1, _times(time(16, 15), time(17, 10), weekday=2), monday, room_id=5)

    found = clashes(wanted, [_club(2, monday, room_id=5)], NO_BOUNDS)

    assert [(clash.kind, clash.day) for clash in found] == [(Kind.ROOM, "Monday")]


def test_a_club_does_not_clash_with_itself_or_without_a_room():
    assert clashes(_club(1, room_id=5), [_club(1, room_id=5)], NO_BOUNDS) == []
    assert clashes(_club(1), [_club(2)], NO_BOUNDS) == []


@pytest.mark.parametrize(
    ("starts_at", "kinds"),
    [
        (time(16, 35), []),
        (time(16, 34), [Kind.EARLY]),
        (time(16, 20), [Kind.EARLY]),
        (time(16, 19), [Kind.BEFORE_BAND]),
    ],
)
def test_a_start_up_to_fifteen_minutes_before_the_band_is_a_warning(starts_at, kinds):
    wanted = _club(1, _times(starts_at, time(17, 30)), grades=(5, 6))

    assert _kinds(clashes(wanted, [], BOUNDS)) == kinds


def test_each_band_of_a_mixed_club_is_looked_at():
    wanted = _club(1, _times(time(16, 15), time(17, 10)), grades=(1, 6))

    found = clashes(wanted, [], BOUNDS)

    assert [(clash.kind, clash.facts["band"]) for clash in found] == [
        (Kind.BEFORE_BAND, "五六年级")
    ]


def test_a_club_of_the_first_period_ends_before_the_second_or_takes_both():
    late = _times(time(15, 10), time(16, 16), period=1)
    both = (_times(time(15, 10), time(16, 16), period=1), _times(time(16, 16), time(17, 0)))

    assert _kinds(clashes(_club(1, late), [], BOUNDS)) == [Kind.NEXT_PERIOD]
    assert clashes(_club(1, *both), [], BOUNDS) == []


def test_bells_count_in_the_seasons_of_the_term_alone():
    winter = Bounds.of_term(BELLS, date(2026, 9, 1), date(2027, 1, 22))
    wanted = _club(1, _times(time(16, 0), time(17, 0)))

    assert _kinds(clashes(wanted, [], BOUNDS)) == [Kind.EARLY]
    assert {period.starts_at for period in BOUNDS.of_grades(2, 2) if period.period == 2} == {
        time(16, 15)
    }
    assert {period.starts_at for period in winter.of_grades(2, 2) if period.period == 2} == {
        time(16, 15),
        time(16, 5),
    }


def test_warnings_come_last():
    wanted = _club(1, _times(time(16, 20), time(17, 30)), room_id=5, grades=(5, 6))
    other = _club(2, _times(time(16, 20), time(17, 30)), room_id=5)

    assert _kinds(clashes(wanted, [other], BOUNDS)) == [Kind.ROOM, Kind.EARLY]
