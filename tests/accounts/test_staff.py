from datetime import date

import pytest

from app.accounts.errors import LastAdministrator, LoginTaken, NotForStaff, PaidParent
from app.accounts.facts import ExternalFacts, StaffFacts
from app.accounts.models import ExternalKind
from app.accounts.queries import people
from app.accounts.queries import staff as queries
from app.accounts.queries.staff import StaffFilter
from app.accounts.services import staff as services
from app.core.roles import Role
from tests import make

NOW = make.NOON
TODAY = date(2026, 9, 3)
BY = {"actor_id": None, "now": NOW}


@pytest.fixture
def school(session):
    return make.school(session)


@pytest.fixture
def admin(session, school):
    return make.account(session, Role.SCHOOL_ADMIN, school=school)


def add(session, school, *roles, name="刘老师", staff_no="T7", phone="", ends_on=None):
    facts = StaffFacts(name, staff_no, phone)
    return services.add_staff(session, school.id, facts, roles, ends_on=ends_on, **BY)


def roles_on(account, day):
    return account.roles_on(day)


def test_staff_sign_in_with_number_or_telephone(session, school):
    teacher = add(session, school, Role.CLUB_TEACHER, phone="139 0000 0000")

    assert people.logins_of(session, teacher) == ["T7", "13900000000"]


def test_a_number_that_is_taken_is_refused(session, school):
    add(session, school, Role.CLUB_TEACHER)

    with pytest.raises(LoginTaken, match="T7"):
        add(session, school, Role.GATEKEEPER)


def test_a_substitutes_roles_end_by_themselves(session, school):
    substitute = add(session, school, Role.CLUB_TEACHER, ends_on=TODAY)

    assert roles_on(substitute, TODAY) == {Role.CLUB_TEACHER}
    assert roles_on(substitute, date(2026, 9, 4)) == frozenset()


def test_roles_are_given_prolonged_and_ended(session, school):
    teacher = add(session, school, Role.CLUB_TEACHER)

    services.give_role(session, teacher, Role.DUTY_LEADER, ends_on=TODAY, **BY)
    services.give_role(session, teacher, Role.DUTY_LEADER, ends_on=None, **BY)
    services.end_role(session, teacher, Role.CLUB_TEACHER, **BY)

    assert roles_on(teacher, date(2027, 1, 1)) == {Role.DUTY_LEADER}


def test_pupils_are_not_made_here(session, school):
    with pytest.raises(NotForStaff):
        add(session, school, Role.STUDENT)


@pytest.mark.parametrize("way", ["leave", "end", "limit"])
def test_a_school_keeps_an_administrator(session, school, admin, way):
    acts = {
        "leave": lambda: services.leave_staff(session, admin, **BY),
        "end": lambda: services.end_role(session, admin, Role.SCHOOL_ADMIN, **BY),
        "limit": lambda: services.give_role(session, admin, Role.SCHOOL_ADMIN, ends_on=TODAY, **BY),
    }
    with pytest.raises(LastAdministrator):
        acts[way]()

    services.give_role(session, add(session, school), Role.SCHOOL_ADMIN, ends_on=None, **BY)
    acts[way]()


def test_who_left_opens_nothing_and_can_be_taken_back(session, school, admin):
    teacher = add(session, school, Role.CLUB_TEACHER)
    services.leave_staff(session, teacher, **BY)
    session.refresh(teacher)
    gone = queries.staff(session, school.id, StaffFilter(has_left=True))

    services.take_back(session, teacher, **BY)

    session.refresh(teacher)
    assert [person.id for person in gone] == [teacher.id]
    assert teacher.is_active


def test_what_is_known_of_people_from_outside(session, school):
    coach = add(session, school, Role.CLUB_TEACHER)
    facts = ExternalFacts(ExternalKind.PROFESSIONAL, "体校", "二级教练", TODAY)

    services.describe_external(session, coach, facts, **BY)

    row = queries.external_facts(session, coach)
    assert (row.kind, row.organisation, row.qualified_until) == (
        ExternalKind.PROFESSIONAL,
        "体校",
        TODAY,
    )
    with pytest.raises(PaidParent):
        services.describe_external(
            session, coach, ExternalFacts(ExternalKind.PARENT_LECTURER, is_paid=True), **BY
        )


def test_leading_a_homeroom_brings_the_role(session, school):
    teacher, homeroom = add(session, school), make.homeroom(session, school=school)

    for _ in range(2):
        services.lead_homeroom(session, teacher, homeroom, **BY)

    assert people.homerooms_led(session, school.id, teacher.id) == {homeroom.id}
    assert roles_on(teacher, TODAY) == {Role.HOMEROOM_TEACHER}
    lead = people.homeroom_lead(session, school.id, homeroom.id, teacher.id)
    services.stop_leading(session, lead, **BY)
    assert people.homerooms_led(session, school.id, teacher.id) == frozenset()


def test_correcting_a_person_replaces_what_they_sign_in_with(session, school):
    teacher = add(session, school, Role.CLUB_TEACHER, phone="13900000000")

    services.edit_staff(session, teacher, StaffFacts("刘青", "T8", "13900000000"), **BY)

    assert (teacher.name, teacher.name_pinyin) == ("刘青", "liu qing")
    assert sorted(people.logins_of(session, teacher)) == ["13900000000", "T8"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (StaffFilter(), {"陈静", "刘青"}),
        (StaffFilter(search="lq"), {"刘青"}),
        (StaffFilter(role=Role.GATEKEEPER), {"陈静"}),
        (StaffFilter(search="nobody"), set()),
    ],
)
def test_the_list_of_staff_is_narrowed(session, school, wanted, found):
    add(session, school, Role.CLUB_TEACHER, name="刘青")
    add(session, school, Role.GATEKEEPER, name="陈静", staff_no="T8")
    make.account(session, Role.GUARDIAN, school=school)

    assert {person.name for person in queries.staff(session, school.id, wanted)} == found
