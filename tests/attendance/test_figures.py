"""Figures of attendance: numbers, pages by role, papers; class lists of today."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest

from app.attendance.models import MarkState
from app.attendance.numbers import (
    Counts,
    DayCounts,
    by_week,
    by_weekday,
    has_shrunk,
    streak,
    weak_weekdays,
)
from app.attendance.queries import figures
from app.attendance.queries.figures import Scope
from app.attendance.queries.streaks import counts_by_child, missed_often
from app.core import clock
from app.core.roles import Role
from app.enrollment.queries.places import get_section
from tests import make
from tests.attendance.conftest import BELL, called, handed_in

THURSDAY = date(2026, 9, 10)
PRESENT, ABSENT, LEAVE = MarkState.PRESENT, MarkState.ABSENT, MarkState.LEAVE
FIRST, LAST = date(2026, 9, 1), date(2026, 12, 31)


@pytest.fixture(autouse=True)
def on_the_last_day(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: BELL + timedelta(days=42))


def sections(session, club, how_many):
    """Sections with a roll each."""
    for number in range(how_many):
        course = make.course(session, school=club.school, code=f"F{number}", title=f"社{number}")
        section = make.section(session, term=club.term, course=course)
        make.teaches(session, club.teacher, section)
        called(session, club, [PRESENT, ABSENT, PRESENT], weeks=1, section=section)


def test_counts_add_up_and_share():
    counts = Counts(present=6, late=1, absent=2) + Counts(on_leave=1)

    assert (counts.all, counts.there, counts.share) == (10, 7, 0.7)
    assert Counts().share == 0


def test_days_go_into_weeks_that_begin_on_monday():
    days = [DayCounts(date(2026, 9, n), Counts(present=1)) for n in (2, 4, 7, 11)]

    assert by_week(days, date(2026, 9, 1)) == {1: Counts(present=2), 2: Counts(present=2)}
    assert by_weekday(days) == {1: Counts(1), 3: Counts(1), 5: Counts(2)}


@pytest.mark.parametrize(
    ("line", "is_worth"),
    [("...", False), (".aa", False), ("aaa", True), ("a.a.a.", True), ("aaa......", False)],
)
def test_three_in_a_row_or_of_the_last_six_are_worth_a_look(line, is_worth):
    assert streak([one == "a" for one in line]).is_worth_a_look is is_worth


def test_a_weekday_is_weak_compared_with_the_others_and_not_on_little_ground():
    strong, weak = Counts(present=95, absent=5), Counts(present=80, absent=20)

    assert [one[0] for one in weak_weekdays({4: strong, 5: weak})] == [5]
    assert weak_weekdays({4: strong, 5: Counts(present=8, absent=2)}) == []


def test_a_section_shrinks_by_a_fifth_and_three_children():
    assert has_shrunk(20, 16)
    assert not has_shrunk(20, 17)
    assert not has_shrunk(5, 3)


def test_figures_by_section_homeroom_and_day(session, club):
    called(session, club, [PRESENT, ABSENT, LEAVE], weeks=1)
    called(session, club, [PRESENT, PRESENT, LEAVE], weeks=2)
    scope, both = Scope(club.school.id), Counts(present=3, absent=1, on_leave=2)

    by_section = figures.by_section(session, scope, FIRST, LAST)
    homerooms = figures.by_homeroom(session, scope, FIRST, LAST)

    assert [(one.section.id, one.rolls, one.counts) for one in by_section] == [
        (club.section.id, 2, both)
    ]
    assert [(room.id, counts) for room, counts in homerooms] == [(club.homeroom.id, both)]
    assert figures.by_grade(homerooms) == {club.homeroom.grade: both}
    for some in (scope, Scope(club.school.id, homerooms=frozenset({club.homeroom.id}))):
        assert [one.counts.absent for one in figures.by_day(session, some, FIRST, LAST)] == [1, 0]
    nobody = Scope(club.school.id, sections=frozenset())
    assert figures.by_day(session, nobody, FIRST, LAST) == []
    assert figures.by_section(session, Scope(make.school(session).id), FIRST, LAST) == []


def test_who_misses_three_in_a_row_is_found_and_nobody_else(session, club):
    for week in range(1, 5):
        second = ABSENT if week > 1 else PRESENT
        called(session, club, [PRESENT, second, ABSENT if week < 3 else PRESENT], weeks=week)

    found = missed_often(session, Scope(club.school.id), THURSDAY + timedelta(weeks=5))

    assert [(one.student.id, one.streak.in_a_row) for one in found] == [(club.children[1].id, 3)]
    others = Scope(club.school.id, homerooms=frozenset())
    assert missed_often(session, others, THURSDAY + timedelta(weeks=5)) == []


def test_children_of_a_section_and_of_a_homeroom_are_counted(session, club):
    called(session, club, [PRESENT, ABSENT, LEAVE], weeks=1)
    expected = [
        (club.children[0].id, Counts(present=1)),
        (club.children[1].id, Counts(absent=1)),
        (club.children[2].id, Counts(on_leave=1)),
    ]

    for of in ({"section_id": club.section.id}, {"homeroom_id": club.homeroom.id}):
        found = counts_by_child(session, club.school.id, FIRST, LAST, **of)
        assert [(child.id, counts) for child, counts in found] == expected


def test_a_shrinking_section_is_named(session, club):
    more = [
        make.student(session, school=club.school, homeroom=club.homeroom, name=f"学{n}")
        for n in range(9)
    ]
    club.children.extend(more)
    for week in range(1, 7):
        there = 12 if week < 4 else 6
        called(session, club, [PRESENT] * there + [ABSENT] * (12 - there), weeks=week)

    found = figures.shrinking(session, Scope(club.school.id), FIRST, THURSDAY + timedelta(weeks=6))

    assert [(one.before, one.lately) for one in found] == [(12, 6)]


@pytest.mark.parametrize("by", ["week", "weekday", "section", "homeroom", "grade"])
def test_the_page_says_who_came_and_names_its_sample(client, session, club, by):
    called(session, club, [PRESENT, ABSENT, PRESENT], weeks=1)
    client.sign_in(club.leader)

    page = client.get(f"/attendance/figures?by={by}").get_data(as_text=True)

    assert "66%" in page or "67%" in page
    assert "共统计 3 人次" in page


def test_names_stand_only_with_those_who_teach_them(client, session, club):
    for week in range(1, 5):
        called(session, club, [PRESENT, ABSENT, PRESENT], weeks=week)
    quality = make.account(session, Role.QUALITY_STAFF, school=club.school, name="评估")
    stranger = make.account(session, Role.CLUB_TEACHER, school=club.school, name="别人")
    paths = (
        "/attendance/figures",
        f"/attendance/sections/{club.section.id}",
        f"/attendance/homerooms/{club.homeroom.id}",
        f"/attendance/figures/print?section={club.section.id}",
        f"/attendance/figures/print?homeroom={club.homeroom.id}",
    )

    seen = {}
    for account in (club.leader, quality, club.teacher, club.lead, stranger):
        client.sign_in(account)
        answers = [client.get(path) for path in paths]
        seen[account.name] = "".join(
            "F" if one.status_code == 403 else "N" if "李二" in one.get_data(as_text=True) else "-"
            for one in answers
        )

    assert seen == {
        "周值": "NNNNN",
        "评估": "-----",
        "陈晓": "NNFNF",
        "班主任": "NFNFN",
        "别人": "-FFFF",
    }


def test_a_name_that_looks_like_a_formula_stays_text_in_the_workbook(client, session, club):
    club.children[1].name = "=1+1"
    called(session, club, [PRESENT, ABSENT, PRESENT], weeks=1)
    client.sign_in(club.leader)

    answer = client.get(f"/attendance/figures.xlsx?section={club.section.id}")

    book = openpyxl.load_workbook(BytesIO(answer.data))
    cells = [cell for row in book.worksheets[1].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == "=1+1"] == ["s"]


@pytest.mark.parametrize("how_many", [1, 3])
@pytest.mark.parametrize(
    ("by", "statements"), [("week", 9), ("section", 11), ("homeroom", 11), ("grade", 11)]
)
def test_figures_take_a_fixed_number_of_statements(
    client, session, club, count_queries, how_many, by, statements
):
    sections(session, club, how_many)
    client.sign_in(club.leader)
    count_queries.clear()

    client.get(f"/attendance/figures?by={by}")

    assert len(count_queries) == statements


@pytest.mark.parametrize("how_many", [1, 3])
@pytest.mark.parametrize("kind", ["sections", "homerooms"])
def test_the_children_of_figures_take_a_fixed_number_of_statements(
    client, session, club, count_queries, how_many, kind
):
    for week in range(how_many):
        called(session, club, [PRESENT] * how_many, weeks=week + 1)
    client.sign_in(club.leader)
    one = club.section if kind == "sections" else club.homeroom
    count_queries.clear()

    client.get(f"/attendance/{kind}/{one.id}")

    assert len(count_queries) == 8


def test_a_class_list_says_where_each_child_is(client, session, club, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: BELL + timedelta(minutes=10))
    handed_in(session, club, club.meeting, [PRESENT, ABSENT, LEAVE])
    client.sign_in(club.lead)
    path = f"/attendance/classes/{club.homeroom.id}"

    page = client.get(path).get_data(as_text=True)
    paper = client.get(f"/attendance/classes/print?homeroom={club.homeroom.id}")

    assert client.get("/attendance/classes").location.endswith(path)
    for words in ("在教室", "去向不明", "请假", "陈晓", "围棋"):
        assert words in page
        assert words in paper.get_data(as_text=True)


def test_a_class_list_is_for_who_leads_the_class(client, session, club):
    other = make.homeroom(session, school=club.school, class_no=9)
    client.sign_in(club.lead)

    assert client.get(f"/attendance/classes/{other.id}").status_code == 403
    assert client.get(f"/attendance/classes/print?homeroom={other.id}").status_code == 403
    book = openpyxl.load_workbook(BytesIO(client.get("/attendance/classes.xlsx").data))
    assert len(book.worksheets) == 1


@pytest.mark.parametrize("how_many", [1, 3])
def test_class_lists_take_a_fixed_number_of_statements(
    client, session, club, count_queries, how_many, monkeypatch
):
    monkeypatch.setattr(clock, "now", lambda: BELL + timedelta(minutes=10))
    for number in range(how_many):
        room = make.homeroom(session, school=club.school, class_no=20 + number)
        child = make.student(session, school=club.school, homeroom=room, name=f"学{number}")
        make.place(session, child, get_section(session, club.school.id, club.section.id))
    handed_in(session, club, club.meeting, [PRESENT, ABSENT, LEAVE])
    client.sign_in(club.leader)
    count_queries.clear()

    client.get("/attendance/classes/print")

    assert len(count_queries) == 12
