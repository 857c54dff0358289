from datetime import date, time

import pytest

from app.core.errors import NotFound
from app.core.roles import Role
from app.schools import errors, queries, services
from app.schools.bells import Cell, Times
from app.schools.models import DayKind
from app.schools.services import BandValues, RoomValues, SeasonValues, SlotPlan
from tests import make

BY = {"actor_id": 1, "now": make.NOON}


def _term(session, school):
    return queries.get_current_term(session, school.id, date(2026, 9, 3))


def test_a_new_term_brings_its_holidays(session, school):
    term = _term(session, school)

    days = queries.calendar_days(session, school.id, term.starts_on, term.ends_on)

    assert len([day for day in days if day.kind is DayKind.HOLIDAY]) == 11
    assert len([day for day in days if day.kind is DayKind.MAKE_UP]) == 2


def test_terms_may_not_overlap_or_run_backwards(session, school):
    with pytest.raises(errors.TermsOverlap):
        services.add_term(
            session,
            school,
            title="Overlapping",
            starts_on=date(2027, 1, 22),
            ends_on=date(2027, 7, 3),
            **BY,
        )
    with pytest.raises(errors.EndsBeforeStart):
        services.change_term(
            session,
            _term(session, school),
            title="Backwards",
            starts_on=date(2026, 9, 1),
            ends_on=date(2026, 9, 1),
            **BY,
        )


def test_a_lengthened_term_gets_the_national_days_it_gains_and_keeps_the_schools_own(
    session, school
):
    term = _term(session, school)
    own = date(2026, 10, 1)
    services.mark_day(
        session, school.id, own, DayKind.NO_SERVICE, follows_weekday=None, label="校庆", **BY
    )

    services.change_term(
        session, term, title=term.title, starts_on=term.starts_on, ends_on=date(2027, 2, 10), **BY
    )

    gained = queries.calendar_days(session, school.id, date(2027, 2, 1), date(2027, 2, 28))
    assert [day.day.day for day in gained] == [5, 6, 7, 8]
    assert queries.calendar_day(session, school.id, own).label == "校庆"


def test_a_term_with_clubs_stays(session, school):
    term = _term(session, school)
    course = make.course(session, school=school)
    make.section(session, term=term, course=course)

    with pytest.raises(errors.TermStillUsed) as refusal:
        services.delete_term(session, term, **BY)

    assert refusal.value.facts == {"name": term.title, "count": 1}


def test_a_make_up_day_needs_the_weekday_it_follows(session, school):
    sunday = date(2026, 9, 20)
    with pytest.raises(errors.WeekdayMissing):
        services.mark_day(
            session, school.id, sunday, DayKind.MAKE_UP, follows_weekday=None, label="", **BY
        )

    marked = services.mark_day(
        session, school.id, sunday, DayKind.MAKE_UP, follows_weekday=2, label="", **BY
    )

    assert marked.follows_weekday == 2


def test_a_day_of_no_term_is_refused_and_a_mark_can_be_taken_back(session, school):
    with pytest.raises(errors.DayOutsideTerms):
        services.mark_day(
            session,
            school.id,
            date(2030, 1, 1),
            DayKind.HOLIDAY,
            follows_weekday=None,
            label="",
            **BY,
        )
    day = date(2026, 10, 1)

    services.clear_day(session, queries.calendar_day(session, school.id, day), **BY)

    assert queries.calendar_day(session, school.id, day) is None


def test_bells_are_replaced_as_a_whole(session, school):
    bells = queries.bells(session, school.id)
    summer, band = bells.seasons[0], bells.bands[0]
    times = {Cell(summer.id, band.id, 1): Times(time(16), time(18))}

    services.change_bells(session, school, times, **BY)

    session.expire_all()
    bells = queries.bells(session, school.id)
    assert bells.grade_times(1, 1, date(2026, 6, 1)) == Times(time(16), time(18))
    assert bells.grade_times(1, 2, date(2026, 6, 1)) is None
    assert len(bells.times) == 1


@pytest.mark.parametrize(
    ("first", "second", "refusal"),
    [
        (Times(time(16), time(16)), Times(time(17), time(18)), errors.PeriodEndsBeforeStart),
        (Times(time(16), time(17, 5)), Times(time(17), time(18)), errors.PeriodsOverlap),
    ],
)
def test_impossible_bells_are_refused(session, school, first, second, refusal):
    bells = queries.bells(session, school.id)
    season, band = bells.seasons[0].id, bells.bands[0].id

    with pytest.raises(refusal):
        services.change_bells(
            session, school, {Cell(season, band, 1): first, Cell(season, band, 2): second}, **BY
        )


def test_a_grade_has_one_band(session, school):
    with pytest.raises(errors.GradesInTwoBands):
        services.save_band(session, school, None, BandValues("高年级", 6, 9, None), **BY)
    with pytest.raises(errors.NameTaken):
        services.save_band(session, school, None, BandValues("五六年级", 7, 9, None), **BY)
    with pytest.raises(errors.GradesBackwards):
        services.save_band(session, school, None, BandValues("初中", 9, 7, None), **BY)

    services.save_band(session, school, None, BandValues("初中", 7, 9, time(18)), **BY)

    assert queries.bells(session, school.id).band_of(8).name == "初中"


def test_a_school_keeps_its_last_band(session, school):
    first, *others = queries.bands(session, school.id)
    for band in others:
        services.delete_band(session, band, **BY)

    with pytest.raises(errors.LastOne):
        services.delete_band(session, first, **BY)


def test_seasons_share_no_day_and_gaps_are_named(session, school):
    summer, winter = queries.seasons(session, school.id)
    with pytest.raises(errors.SeasonsOverlap):
        services.save_season(
            session, school, summer, SeasonValues("夏令时", "04-30", "09-30"), **BY
        )
    with pytest.raises(errors.NoSuchDay):
        services.save_season(
            session, school, summer, SeasonValues("夏令时", "05-01", "09-31"), **BY
        )

    services.save_season(session, school, winter, SeasonValues("冬令时", "10-01", "04-28"), **BY)

    gap = services.days_without_season(queries.seasons(session, school.id))
    assert [(day.month, day.day) for day in gap] == [(4, 29), (4, 30)]


def test_the_week_gets_just_the_slots_of_the_plan(session, school):
    wanted = frozenset({(1, 1), (4, 1), (6, 1)})

    services.change_slots(session, school, SlotPlan(wanted, frozenset({(4, 1)})), **BY)

    slots = queries.slots(session, school.id)
    assert [(slot.code, slot.is_club_time) for slot in slots] == [
        ("mon", False),
        ("thu", True),
        ("sat", False),
    ]


def test_a_slot_with_clubs_stays(session, school):
    slots = queries.slots(session, school.id)
    make.section(session, term=_term(session, school), slots=slots[7:8])

    with pytest.raises(errors.SlotStillUsed):
        services.change_slots(session, school, SlotPlan(frozenset({(1, 1)}), frozenset()), **BY)

    assert len(queries.slots(session, school.id)) == 10


def test_a_room_has_a_name_of_its_own_and_a_keeper_of_the_school(session, school):
    other = make.school(session)
    stranger = make.account(session, Role.CLUB_TEACHER, school=other)
    keeper = make.account(session, Role.CLUB_TEACHER, school=school)
    guardian = make.account(session, Role.GUARDIAN, school=school)
    room = services.save_room(
        session, school, None, RoomValues("音乐室", keeper_id=keeper.id), **BY
    )

    with pytest.raises(errors.NameTaken):
        services.save_room(session, school, None, RoomValues("音乐室"), **BY)
    for somebody in (stranger, guardian):
        with pytest.raises(NotFound):
            services.save_room(
                session, school, room, RoomValues("音乐室", keeper_id=somebody.id), **BY
            )
    services.save_room(session, school, room, RoomValues("音乐室一", seats=40), **BY)
    assert (room.name, room.seats, room.keeper_id) == ("音乐室一", 40, None)


def test_a_room_with_clubs_stays_and_an_empty_one_goes(session, school):
    used = services.find_or_create_room(session, school.id, "音乐室", seats=40)
    empty = services.find_or_create_room(session, school.id, "轮滑场")
    make.section(session, term=_term(session, school), room_id=used.id)

    with pytest.raises(errors.RoomStillUsed):
        services.delete_room(session, used, **BY)
    services.delete_room(session, empty, **BY)

    assert [room.name for room in queries.rooms(session, school.id)] == ["音乐室"]


def test_a_homeroom_with_students_stays_and_names_are_unique(session, school):
    first = services.add_homeroom(session, school, grade=3, class_no=1, **BY)
    second = services.add_homeroom(session, school, grade=3, class_no=2, **BY)
    make.student(session, school=school, homeroom=first)

    with pytest.raises(errors.HomeroomStillUsed):
        services.delete_homeroom(session, first, **BY)
    with pytest.raises(errors.NameTaken):
        services.rename_homeroom(session, school, second, grade=3, class_no=1, **BY)
    services.rename_homeroom(session, school, second, grade=4, class_no=1, **BY)
    assert (second.title, second.entry_year) == ("四(1)", 2023)


def test_settings_change_and_an_unknown_time_zone_does_not(session, school):
    values = {
        "name": "示范小学",
        "name_en": "Demo Primary School",
        "starts_on": date(2026, 9, 14),
        "pilot_grades": {2, 1},
        "allows_paid_agencies": True,
    }
    with pytest.raises(errors.UnknownTimeZone):
        services.change_settings(
            session, school, services.Settings(**values, time_zone="Asia/Peking"), **BY
        )

    services.change_settings(
        session, school, services.Settings(**values, time_zone="Asia/Urumqi"), **BY
    )

    assert (school.pilot_grades, school.time_zone) == ("1,2", "Asia/Urumqi")


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2028, 2, 1), date(2030, 1, 31)),
        (date(9999, 1, 1), date(9999, 12, 31)),
        (date(1, 1, 1), date(1, 6, 1)),
    ],
)
def test_a_term_no_calendar_shows_is_refused(session, school, first, last):
    with pytest.raises(errors.TermTooLong):
        services.add_term(session, school, title="长", starts_on=first, ends_on=last, **BY)
