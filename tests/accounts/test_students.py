from datetime import date, timedelta

import pytest

from app.accounts.errors import (
    DayAhead,
    DayLongAgo,
    GuardianThere,
    HomeroomUnchanged,
    StudentNoMissing,
    StudentNoTaken,
    TelephoneMissing,
)
from app.accounts.facts import StudentFacts
from app.accounts.models import Account, Login, SignIn, StudentStatus
from app.accounts.queries import people
from app.accounts.queries import students as queries
from app.accounts.queries.students import Filter
from app.accounts.services import guardians, students
from app.accounts.services.codes import issue_code
from app.audit.queries import latest_entries
from app.core.roles import Role
from tests import make

NOW = make.NOON
TODAY = date(2026, 9, 3)
BY = {"actor_id": None, "now": NOW}


@pytest.fixture
def school(session):
    return make.school(session)


@pytest.fixture
def homeroom(session, school):
    return make.homeroom(session, school=school, grade=3, class_no=2)


@pytest.fixture
def child(session, school, homeroom):
    return students.enrol(session, school.id, StudentFacts("20260001", "孙志奕"), homeroom, **BY)


def acts(session, school):
    return [entry.action for entry in latest_entries(session, school.id)]


def test_a_newcomer_has_an_account_that_signs_in_with_the_number(session, school, homeroom):
    facts = StudentFacts(" ｂ２０26-1 ", "曾子涵", gender="女")

    child = students.enrol(session, school.id, facts, homeroom, **BY)

    account = people.account_by_login(session, school.id, "B20261")
    assert (child.student_no, child.name_pinyin) == ("B2026-1", "zeng zi han")
    assert (account.id, account.name) == (child.account_id, "曾子涵")
    assert {grant.role for grant in account.grants} == {Role.STUDENT}
    assert acts(session, school) == ["enrol student"]


@pytest.mark.parametrize(
    ("numbers", "refusal"),
    [
        (["1", "1"], StudentNoTaken),
        (["2", "20260001"], StudentNoTaken),
        (["3", ""], StudentNoMissing),
    ],
)
def test_a_number_belongs_to_one_person_and_nobody_is_enrolled_by_halves(
    session, school, homeroom, child, numbers, refusal
):
    rows = [(StudentFacts(number, "唐瑶"), homeroom) for number in numbers]

    with pytest.raises(refusal):
        students.enrol_all(session, school.id, rows, now=NOW)

    assert queries.students_count(session, school.id, Filter()) == 1


def test_the_same_number_is_free_in_another_school(session, child):
    other = make.school(session)
    there = make.homeroom(session, school=other)

    twin = students.enrol(session, other.id, StudentFacts("20260001", "唐瑶"), there, **BY)

    assert twin.school_id == other.id


def test_a_corrected_number_is_what_the_child_signs_in_with(session, school, child):
    students.edit_student(session, child, StudentFacts("20260009", "孙志毅"), **BY)

    account = people.account_by_login(session, school.id, "20260009")
    session.refresh(account)
    assert (account.id, account.name) == (child.account_id, "孙志毅")
    assert people.account_by_login(session, school.id, "20260001") is None


def test_a_move_changes_lists_from_its_day_on(session, school, homeroom, child):
    other = make.homeroom(session, school=school, grade=3, class_no=4)
    third = make.homeroom(session, school=school, grade=3, class_no=5)
    day = timedelta(days=1)
    for place, on in ((other, TODAY - 4 * day), (third, TODAY)):
        students.move_homeroom(session, child, place, on=on, today=TODAY, **BY)

    def on_day(day):
        return queries.homeroom_ids_on(session, school.id, [child], day)[child.id]

    assert [on_day(TODAY - n * day) for n in (5, 4, 1, 0)] == [
        homeroom.id,
        other.id,
        other.id,
        third.id,
    ]
    assert [on for on, _old, _new in queries.moves_of(session, child)] == [TODAY, TODAY - 4 * day]


def test_a_move_leads_elsewhere_and_not_ahead(session, school, homeroom, child):
    other = make.homeroom(session, school=school)

    with pytest.raises(HomeroomUnchanged):
        students.move_homeroom(session, child, homeroom, on=TODAY, today=TODAY, **BY)
    with pytest.raises(DayAhead):
        students.move_homeroom(
            session, child, other, on=TODAY + timedelta(days=1), today=TODAY, **BY
        )
    with pytest.raises(DayLongAgo):
        students.move_homeroom(
            session, child, other, on=TODAY - timedelta(days=367), today=TODAY, **BY
        )


def test_leaving_ends_sign_in_and_tells_the_packages_above(session, school, child, monkeypatch):
    told = []
    monkeypatch.setattr(students, "_followers", ())
    students.use_followers(lambda _session, student, *_by: told.append(student.id))
    account = session.get(Account, child.account_id)
    issue_code(session, account, now=NOW)
    session.add(
        SignIn(
            token_hash="t",
            school_id=school.id,
            account_id=account.id,
            started_at=NOW,
            expires_at=NOW + timedelta(days=1),
        )
    )

    students.leave(session, child, on=TODAY, today=TODAY, **BY)

    session.refresh(account)
    assert (child.status, child.left_on, account.is_active) == (StudentStatus.LEFT, TODAY, False)
    assert session.query(SignIn).count() == 0
    assert told == [child.id]


def test_a_child_who_paused_or_left_can_come_back(session, school, child):
    students.pause(session, child, **BY)
    assert not child.is_enrolled
    students.leave(session, child, on=TODAY, today=TODAY, **BY)

    students.come_back(session, child, **BY)

    account = session.get(Account, child.account_id)
    session.refresh(account)
    assert (child.is_enrolled, child.left_on, account.is_active) == (True, None, True)
    assert acts(session, school) == [
        "enrol student again",
        "end student",
        "suspend student",
        "enrol student",
    ]


def guardian_of(session, child, phone="13800000000", name="孙大海"):
    return guardians.add_guardian(session, child, name=name, phone=phone, relation="父亲", **BY)


def test_brothers_share_a_guardian_with_one_telephone(session, school, homeroom, child):
    brother = students.enrol(session, school.id, StudentFacts("2", "孙志诚"), homeroom, **BY)

    first, second = guardian_of(session, child), guardian_of(session, brother, "138 0000 0000")

    assert first.account_id == second.account_id
    assert session.query(Login).filter_by(account_id=first.account_id).count() == 1


def test_a_teacher_may_be_a_guardian_too(session, school, child):
    teacher = make.account(session, Role.CLUB_TEACHER, school=school, login="13800000000")

    guardian_of(session, child)

    session.refresh(teacher, ["grants"])
    assert {grant.role for grant in teacher.grants} == {Role.CLUB_TEACHER, Role.GUARDIAN}


def test_a_guardian_needs_a_telephone_and_is_added_once(session, child):
    guardian_of(session, child)

    with pytest.raises(GuardianThere):
        guardian_of(session, child)
    with pytest.raises(TelephoneMissing):
        guardian_of(session, child, " ")


def test_the_account_of_a_guardian_ends_with_the_last_child(session, school, homeroom, child):
    brother = students.enrol(session, school.id, StudentFacts("2", "孙志诚"), homeroom, **BY)
    links = [guardian_of(session, child), guardian_of(session, brother)]
    account = session.get(Account, links[0].account_id)

    guardians.remove_guardian(session, links[0], **BY)
    session.refresh(account)
    assert account.is_active
    guardians.remove_guardian(session, links[1], **BY)
    session.refresh(account)

    assert not account.is_active


def test_names_of_several_children_are_known(session, school, homeroom, child):
    students.enrol(session, school.id, StudentFacts("2", "孙志奕"), homeroom, **BY)
    students.enrol(session, school.id, StudentFacts("3", "唐瑶"), homeroom, **BY)
    make.student(session, school=make.school(session), name="唐瑶")

    assert queries.shared_names(session, school.id, ["孙志奕", "唐瑶"]) == {"孙志奕"}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), ["曾子涵", "孙志奕"]),
        (Filter(search="szy"), ["孙志奕"]),
        (Filter(search="0002"), ["曾子涵"]),
        (Filter(has_left=True), ["唐瑶"]),
        (Filter(homeroom_id=0), []),
    ],
)
def test_a_list_is_sorted_by_pinyin_and_narrowed(session, school, homeroom, child, wanted, found):
    students.enrol(session, school.id, StudentFacts("20260002", "曾子涵"), homeroom, **BY)
    gone = students.enrol(session, school.id, StudentFacts("20260003", "唐瑶"), homeroom, **BY)
    students.leave(session, gone, on=TODAY, today=TODAY, **BY)

    listed = queries.students_page(session, school.id, wanted, page=1)

    assert sorted(child.name for child in listed) == sorted(found)
    assert [child.name_pinyin for child in listed] == sorted(c.name_pinyin for c in listed)
    assert queries.students_count(session, school.id, wanted) == len(found)
