from datetime import date

import pytest

from app.accounts.models import StudentStatus
from app.core.roles import Role
from app.home import errors, services
from app.schools import queries
from app.schools.services import create_school
from tests import make

NEXT = {"title": "2026-2027 第二学期", "starts_on": date(2027, 2, 24), "ends_on": date(2027, 7, 3)}
NEXT_YEAR = {
    "title": "2027-2028 第一学期",
    "starts_on": date(2027, 9, 1),
    "ends_on": date(2028, 1, 21),
}
BY = {"actor_id": 1, "now": make.NOON}


@pytest.fixture
def pupils(session, school):
    """One pupil in each of the grades 1, 2, 5 and 6, by grade."""
    made = {}
    for grade in (1, 2, 5, 6):
        homeroom = make.homeroom(session, school=school, grade=grade, class_no=1)
        account = make.account(session, Role.STUDENT, school=school)
        made[grade] = make.student(session, school=school, homeroom=homeroom, account_id=account.id)
    return made


def _grades(pupils):
    return [pupil.homeroom.grade for pupil in pupils.values()]


def test_the_second_term_of_a_year_moves_nobody(session, school, pupils):
    assert services.preview(session, school, now=make.NOON).moves == []

    services.begin_term(session, school, **NEXT, **BY)

    assert _grades(pupils) == [1, 2, 5, 6]
    assert len(queries.terms(session, school.id)) == 2


def test_a_new_school_year_moves_everybody_up_and_the_highest_out(session, school, pupils):
    services.begin_term(session, school, **NEXT, **BY)
    shown = services.preview(session, school, now=make.NOON)
    assert shown.leavers == 1
    assert [(move.homeroom.title, move.new_title) for move in shown.moves] == [
        ("六(1)", ""),
        ("五(1)", "六(1)"),
        ("二(1)", "三(1)"),
        ("一(1)", "二(1)"),
    ]

    services.begin_term(session, school, **NEXT_YEAR, **BY)

    leaver = pupils[6]
    session.expire_all()
    session.refresh(leaver, ["homeroom"])
    assert (leaver.status, leaver.left_on, leaver.homeroom.grade) == (
        StudentStatus.LEFT,
        NEXT["ends_on"],
        None,
    )
    assert [pupils[grade].status for grade in (1, 2, 5)] == [StudentStatus.ENROLLED] * 3
    assert sorted(homeroom.grade for homeroom in queries.homerooms(session, school.id)) == [2, 3, 6]


def test_a_new_term_is_taken_back_as_a_whole(session, school, pupils):
    services.begin_term(session, school, **NEXT, **BY)
    services.begin_term(session, school, **NEXT_YEAR, **BY)

    services.take_back(session, school, **BY)

    assert _grades(pupils) == [1, 2, 5, 6]
    assert {pupil.status for pupil in pupils.values()} == {StudentStatus.ENROLLED}
    assert len(queries.terms(session, school.id)) == 2
    with pytest.raises(errors.NothingToUndo):
        services.take_back(session, school, **BY)


def test_a_term_with_clubs_is_not_taken_back(session, school, pupils):
    term = services.begin_term(session, school, **NEXT, **BY)
    make.section(session, term=term, course=make.course(session, school=school))

    with pytest.raises(errors.NewTermInUse):
        services.take_back(session, school, **BY)


def test_new_first_graders_keep_a_year_from_being_taken_back(session, school, pupils):
    services.begin_term(session, school, **NEXT_YEAR, **BY)
    make.homeroom(session, school=school, grade=1, class_no=1)

    with pytest.raises(errors.HomeroomsInTheWay):
        services.take_back(session, school, **BY)


def test_another_schools_homerooms_stay(session, school, pupils):
    other = create_school(session, code="other", name="第二小学", now=make.NOON)
    there = make.homeroom(session, school=other, grade=6)

    services.begin_term(session, school, **NEXT_YEAR, **BY)

    assert there.grade == 6
