from datetime import date

from app.schools.calendar import national_days, school_days, undecided, years_without_notice
from app.schools.models import CalendarDay, DayKind, Term


def _days(*marks):
    return [
        CalendarDay(day=day, kind=kind, follows_weekday=follows) for day, kind, follows in marks
    ]


def _term(first, last):
    return Term(starts_on=first, ends_on=last)


def _national(first, last):
    return [
        CalendarDay(day=day.day, kind=day.kind, label=day.label)
        for day in national_days(first, last)
    ]


def test_a_week_without_marks_has_its_five_days():
    found = school_days(_term(date(2026, 9, 7), date(2026, 9, 13)), [])

    assert [(day.day.day, day.weekday) for day in found] == [(n + 6, n) for n in range(1, 6)]


def test_holidays_have_no_service_and_a_make_up_day_follows_the_weekday_it_is_given():
    marks = _days(
        (date(2026, 10, 1), DayKind.HOLIDAY, None),
        (date(2026, 10, 2), DayKind.NO_SERVICE, None),
        (date(2026, 10, 10), DayKind.MAKE_UP, 4),
    )

    found = school_days(_term(date(2026, 9, 30), date(2026, 10, 10)), marks, weekdays=(3, 4))

    assert [(day.day.isoformat(), day.weekday) for day in found] == [
        ("2026-09-30", 3),
        ("2026-10-07", 3),
        ("2026-10-08", 4),
        ("2026-10-10", 4),
    ]


def test_an_undecided_make_up_day_has_no_service_yet():
    first, last = date(2026, 9, 20), date(2026, 9, 20)
    marks = _national(first, last)

    assert [day.day for day in undecided(marks)] == [first]
    assert school_days(_term(first, last), marks) == []


def test_the_national_days_of_autumn_2026_are_those_of_the_notice():
    found = national_days(date(2026, 9, 1), date(2026, 12, 31))

    assert [day.day.isoformat() for day in found if day.kind is DayKind.MAKE_UP] == [
        "2026-09-20",
        "2026-10-10",
    ]
    assert [day.day.isoformat() for day in found if day.kind is DayKind.HOLIDAY] == [
        *(f"2026-09-{day}" for day in (25, 26, 27)),
        *(f"2026-10-0{day}" for day in range(1, 8)),
    ]


def test_the_thursdays_of_the_autumn_term():
    first, last = date(2026, 9, 1), date(2027, 1, 22)

    found = school_days(_term(first, last), _national(first, last), weekdays=(4,))

    assert len(found) == 20  # of 21 Thursdays, 1 October is a holiday


def test_a_year_without_notice_is_named():
    assert years_without_notice(date(2026, 9, 1), date(2027, 1, 22)) == [2027]
    assert years_without_notice(date(2026, 9, 1), date(2026, 12, 31)) == []
    assert years_without_notice(date(2031, 3, 1), date(2031, 7, 1)) == [2031]
    assert national_days(date(2031, 3, 1), date(2031, 7, 1)) == []
