from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.models import (
    Account,
    Guardianship,
    HomeroomMove,
    Login,
    PriorityMembership,
    Student,
    StudentStatus,
)
from app.accounts.queries import people
from app.audit.models import AuditEntry
from app.core.roles import Role
from app.rosters.errors import (
    AlreadyApplied,
    NothingToImport,
    NotTheLast,
    NumberElsewhere,
    NumbersMissing,
    SchoolChanged,
    StillNeeded,
)
from app.rosters.queries import stored_students
from app.rosters.services import (
    apply_list,
    keep_list,
    make_numbers,
    may_undo,
    preview,
    undo_import,
)
from app.schools.models import Homeroom
from tests import make
from tests.rosters import files

NOW = make.NOON


def sheet(*rows, head="学号,姓名,班级") -> bytes:
    return "\n".join([head, *rows]).encode()


THREE = ["20240101,汪昊启,三(1)班", "20240102,熊紫嫣,三(1)班", "20240103,宋远航,三(1)班"]


class Office:
    """An administrator who imports lists."""

    def __init__(self, session):
        self.session, self.school = session, make.the_school(session)
        self.admin = make.account(session, Role.SCHOOL_ADMIN, school=self.school)

    def read(self, content, name="list.csv"):
        who = {"account_id": self.admin.id, "now": NOW}
        return keep_list(self.session, self.school, content, name, **who)

    def apply(self, kept, *, with_leavers=False, mark=None):
        mark = mark or preview(self.session, kept).mark
        who = {"account_id": self.admin.id, "now": NOW}
        return apply_list(
            self.session, self.school, kept, mark=mark, with_leavers=with_leavers, **who
        )

    def take(self, content, **options):
        return self.apply(self.read(content), **options)

    def undo(self, kept):
        return undo_import(self.session, kept, account_id=self.admin.id, now=NOW)

    def student(self, number) -> Student:
        return self.session.scalars(select(Student).where(Student.student_no == number)).one()

    def count(self, model) -> int:
        return self.session.scalar(select(func.count()).select_from(model))


@pytest.fixture
def office(session):
    return Office(session)


def test_a_new_school_gets_homerooms_students_and_guardians(office):
    kept = office.take(files.content("00_clean.xlsx"))

    assert kept.counts["added"] == 1018
    assert [office.count(model) for model in (Student, Homeroom, Guardianship)] == [1018, 24, 1018]
    first = office.student("20260101")
    assert (first.name, first.born_on.isoformat(), first.seat_no) == ("孙志奕", "2019-09-24", 1)
    (link,) = people.guardians_of(office.session, first)
    assert (link.account.name, link.relation, link.account.phone) == (
        "孙国伟",
        "父亲",
        "12082995670",
    )
    assert people.account_by_login(office.session, office.school.id, "20260101") is not None


def test_the_later_list_of_a_grade_gives_the_expected_difference(office):
    office.take(files.content("00_clean.xlsx"))
    wanted = files.expected("12_second_upload")

    shown = preview(office.session, office.read(files.content("12_second_upload.xlsx"))).as_dict()

    def by_number(part):
        return sorted(part, key=lambda one: one if isinstance(one, str) else one["student_no"])

    for part in ("added", "gone", "moved", "renamed", "phone_changed"):
        assert by_number(shown[part]) == by_number(wanted[part])
    assert shown["returned"] == []


def test_the_later_list_is_applied_and_undone_as_a_whole(office):
    office.take(files.content("00_clean.xlsx"))
    before = _school(office)

    kept = office.take(files.content("12_second_upload.xlsx"))

    assert office.student("20230137").homeroom_id != before[1]["20230137"]
    assert office.student("20230317").name == "彭远昇"
    assert office.student("20230402").status is StudentStatus.ENROLLED
    assert (office.count(Student), office.count(HomeroomMove)) == (1021, 3)
    shown = preview(office.session, office.read(files.content("12_second_upload.xlsx")))
    assert {part: count for part, count in shown.counts.items() if count} == {"gone": 4}
    office.undo(kept)
    assert _school(office) == before


def _school(office):
    stored = stored_students(office.session, office.school.id)
    homerooms = {student.student_no: student.homeroom for student in stored}
    logins = set(office.session.scalars(select(Login.name)))
    return sorted(stored, key=lambda student: student.id), homerooms, logins


def test_nobody_leaves_unless_the_person_says_so(office):
    office.take(sheet(*THREE))
    office.take(sheet(*THREE[:2]))
    assert office.student("20240103").status is StudentStatus.ENROLLED

    kept = office.take(sheet(*THREE[:2]), with_leavers=True)

    gone = office.student("20240103")
    assert (gone.status, gone.left_on) == (StudentStatus.LEFT, office.school.today(NOW))
    office.undo(kept)
    assert office.student("20240103").status is StudentStatus.ENROLLED


def test_who_had_left_comes_back(office):
    office.take(sheet(*THREE))
    office.take(sheet(*THREE[:2]), with_leavers=True)

    kept = office.take(sheet(*THREE))

    assert kept.counts["returned"] == 1
    assert office.student("20240103").status is StudentStatus.ENROLLED


def test_other_grades_stay(office):
    office.take(
        sheet(*THREE, "20230101,侯行天,四(1)班", "20230102,张嫣,四(1)班", "20230103,石豪,四(1)班")
    )

    shown = preview(office.session, office.read(sheet(*THREE)))

    assert (shown.is_empty, shown.unchanged) == (True, 3)


def test_a_held_back_row_is_not_gone(office):
    office.take(sheet(*THREE))

    shown = preview(office.session, office.read(sheet(*THREE[:2], "20240103,,三(1)班")))

    assert shown.gone == []


def test_a_new_first_contact_by_another_name_is_added_and_the_old_one_stays(office):
    head = "学号,姓名,班级,监护人,电话"
    office.take(sheet(*[f"{row},谢霞,120000000{n}" for n, row in enumerate(THREE)], head=head))

    office.take(sheet(f"{THREE[0]},汪强,1209999999", head=head))

    links = people.guardians_of(office.session, office.student("20240101"))
    assert [(link.account.name, link.is_first_contact) for link in links] == [
        ("汪强", True),
        ("谢霞", False),
    ]


def test_one_telephone_is_one_guardian_of_several_children(office):
    head = "学号,姓名,班级,电话"
    rows = [f"{row},12000000000" for row in THREE]

    office.take(sheet(*rows, head=head))

    assert office.count(Guardianship) == 3
    guardian = people.account_by_login(office.session, office.school.id, "12000000000")
    assert guardian.name == "汪昊启的家长"


def test_groups_stand_in_their_own_table_and_the_list_is_forgotten(office):
    kept = office.take(
        sheet(f"{THREE[0]},是", f"{THREE[1]},否", f"{THREE[2]},否", head="学号,姓名,班级,随迁子女")
    )

    assert office.count(PriorityMembership) == 1
    assert (kept.rows, kept.issues) == ([], [])


def test_a_list_without_numbers_gets_numbers(office):
    office.take(sheet(*THREE))
    kept = office.read(
        sheet("汪昊启,三(1)班", "熊紫嫣,三(1)班", "杜一诺,三(1)班", head="姓名,班级")
    )

    with pytest.raises(NumbersMissing):
        office.apply(kept)
    make_numbers(office.session, kept, today=office.school.today(NOW))

    assert [row["student_no"] for row in kept.rows] == ["20240101", "20240102", "20240104"]


def test_what_was_confirmed_is_what_was_shown(office):
    kept = office.read(sheet(*THREE))
    mark = preview(office.session, kept).mark
    make.student(
        office.session,
        school=office.school,
        student_no="20240101",
        homeroom=make.homeroom(office.session, school=office.school, grade=3, class_no=1),
    )

    with pytest.raises(SchoolChanged):
        office.apply(kept, mark=mark)


def test_an_import_is_applied_once(office):
    kept = office.take(sheet(*THREE))

    with pytest.raises(AlreadyApplied):
        office.apply(kept)


def test_a_number_somebody_else_signs_in_with_is_refused(office):
    make.account(office.session, Role.CLUB_TEACHER, school=office.school, login="20240101")

    with pytest.raises(NumberElsewhere):
        office.take(sheet(*THREE))


def test_a_list_of_held_back_rows_is_refused(office):
    with pytest.raises(NothingToImport):
        office.read(sheet("1,,三(1)班"))


def test_only_the_last_import_is_undone(office):
    first = office.take(sheet(*THREE))
    second = office.take(sheet("20240104,杜一诺,三(1)班"))

    with pytest.raises(NotTheLast):
        office.undo(first)
    office.undo(second)
    office.undo(first)

    assert [office.count(model) for model in (Student, Homeroom)] == [0, 0]


def test_an_import_on_which_something_was_built_stays(office):
    kept = office.take(sheet(*THREE))
    account = office.session.get(Account, office.student("20240101").account_id)
    account.password_hash = "x"

    with pytest.raises(StillNeeded):
        office.undo(kept)

    assert not may_undo(office.session, kept)


def test_the_log_tells_the_import_in_numbers(office):
    office.undo(office.take(sheet(*THREE)))

    entries = office.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    told = {entry.action: entry.detail for entry in entries}
    assert told["import roster"]["added"] == 3
    assert told["undo roster import"] == {"students": 3}


def test_a_new_list_puts_an_earlier_one_aside(office):
    office.read(sheet(*THREE))
    kept = office.read(sheet(*THREE))

    assert kept.read_at - NOW == timedelta(0)
    assert office.count(type(kept)) == 1
