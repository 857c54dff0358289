"""A patrol of eight rooms, the answer, the second look; then the week's diagnosis, and the next."""

import re
import time as stopwatch
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.attendance.models import Absence, Mark, MarkState, Outcome, Roll
from app.attendance.services.summaries import sum_up
from app.core import clock
from app.core.roles import Role
from app.courses.models import Section
from app.enrollment.models import Place
from app.evaluation.diagnosis.jobs import draft_weeks
from app.home.demonstration import move_clock
from app.timetable.models import Meeting
from tests import make
from tests.browser.pages import assert_axe_clean, assert_no_sideways_scroll, take_picture
from tests.browser.small_school import change, let_in, running_term, sign_in, small_school
from tests.files.pictures import jpeg
from tools.local_server import Server

ZONE = ZoneInfo("Asia/Shanghai")
CLUBS, CHILDREN, WEEKS = 8, 12, 4
THURSDAY, BEGINS, ENDS = 4, time(16, 25), time(17, 20)
GLANCE = 700  # ms a person looks before each tap
LEAVES_THE_CLUB = 7  # of twelve children stay away in the last weeks of the first club
CAMERA = 2  # taps that a camera takes: open, release
UNPREPARED = "有计划和准备，不放任"
UNTIDY = "结束后桌椅地面整洁，器材归位"


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[tuple[Server, Flask]]:
    """A server on which it is Thursday, 16:40: eight clubs meet, as in the weeks before."""
    folder = tmp_path_factory.mktemp("evaluation")
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        small_school(folder, monkeypatch, _arrange, {"ZOUBAN_DEMONSTRATION": "1"}) as both,
    ):
        yield both


def _at(days: int, hour: int) -> datetime:
    """Give a moment of the coming week: so many days after its Thursday, 40 minutes past."""
    today = clock.now().astimezone(ZONE).date()
    day = today + timedelta(days=(THURSDAY - today.isoweekday()) % 7 + days)
    return datetime.combine(day, time(hour, 40), ZONE)


def _live_at(server: Server, days: int, hour: int) -> datetime:
    now = _at(days, hour)
    move_clock(server.folder, now - clock.now())
    return now


def _arrange(session: Session) -> None:
    school, term = running_term(session)
    slot = make.slot(session, school=school, weekday=THURSDAY)
    for role, login, name in (
        (Role.QUALITY_STAFF, "Q1", "赵巡"),
        (Role.DUTY_LEADER, "D1", "周值"),
        (Role.SCHOOL_ADMIN, "A1", "何主任"),
    ):
        let_in(session, make.account(session, role, school=school, name=name), login)
    for number in range(1, CLUBS + 1):
        course = make.course(session, school=school, title=f"书法{number}")
        club = make.section(session, term=term, slots=[slot], course=course)
        teacher = make.account(session, Role.CLUB_TEACHER, school=school, name=f"陈{number}晓")
        let_in(session, teacher, f"T{number}")
        make.teaches(session, teacher, club)
        building = "艺术楼" if number % 2 else "教学楼"
        room = make.room(session, school=school, name=f"{number}0{number}室", building=building)
        for n in range(CHILDREN):
            make.place(session, make.student(session, school=school, name=f"生{n}"), club)
        for week in range(-WEEKS, 2):
            day = _at(7 * week, 16).date()
            when = {"day": day, "planned_on": day, "starts_at": BEGINS, "ends_at": ENDS}
            make.meeting(session, club, teacher, slot_id=slot.id, room_id=room.id, **when)
    session.flush()
    for week in range(-WEEKS, 0):
        _call_rolls(session, week)


def _call_rolls(session: Session, week: int) -> None:
    """Hand in the rolls of a week; from Thursday on many stay away from the first club."""
    day = _at(7 * week, 16).date()
    first = session.scalars(select(Section.id).order_by(Section.id).limit(1)).one()
    rolls = []
    for meeting in session.scalars(select(Meeting).where(Meeting.day == day)):
        at = meeting.begins(ZONE.key)
        roll = Roll(
            school_id=meeting.school_id, meeting_id=meeting.id, begun_at=at, handed_in_at=at
        )
        session.add(roll)
        session.flush()
        rolls.append(roll.id)
        held = session.scalars(
            select(Place.student_id).where(Place.section_id == meeting.section_id)
        )
        for n, child in enumerate(held.all()):
            misses = week >= 0 and meeting.section_id == first and n < LEAVES_THE_CLUB
            state = MarkState.ABSENT if misses else MarkState.PRESENT
            keys = {"school_id": meeting.school_id, "roll_id": roll.id, "student_id": child}
            session.add(Mark(**keys, state=state, is_tapped=misses, at=at))
            if misses:
                told = {"outcome": Outcome.SICK, "settled_at": at}
                session.add(Absence(**keys, opened_at=at, **told))
    session.flush()
    school_id = session.scalars(select(Section.school_id).limit(1)).one()
    sum_up(session, school_id, rolls)


def _tap(page: Page, target, *, glance: int = GLANCE) -> None:
    page.wait_for_timeout(glance)
    target.tap()


def _visit(phone: Page, *, failed: str = "", praise: str = "", photo: bool = False) -> None:
    """Visit the next room: only what is not as it should be takes a tap."""
    _tap(phone, phone.get_by_role("button", name="开始看"))
    if failed:
        item = phone.locator(".item").filter(has_text=failed)
        _tap(phone, item.get_by_role("radio", name="没做到"))
        if photo:
            picture = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg(640, 480)}
            item.locator("input[type=file]").set_input_files(picture)
    if praise:
        _tap(phone, phone.get_by_role("checkbox", name=praise))
    _tap(phone, phone.get_by_role("button", name="存好，下一站"))
    expect(phone).to_have_url(re.compile("/patrol"))


def test_eight_rooms_an_answer_a_second_look_and_what_the_week_says(served, screens, taps):
    server, app = served
    _patrol_eight_rooms(server, screens, taps)
    _answer_and_look_again(server, screens)
    _diagnose(server, app, screens)
    _begin_the_next_week(server, app, screens)


def _patrol_eight_rooms(server: Server, screens, taps) -> None:
    _live_at(server, 0, 16)
    phone = screens.phone(server)
    sign_in(phone, "Q1")
    phone.goto("/patrol")
    expect(phone.locator("h1")).to_have_text(f"看了 0 场，共 {CLUBS} 场")
    taps.follow(phone)
    phone.reload()
    began, counts = stopwatch.monotonic(), []
    for number in range(CLUBS):
        before = taps.count
        if number == 1:
            _visit(phone, failed=UNPREPARED, photo=True)
            assert taps.count - before + CAMERA <= 6
        elif number == 4:
            _visit(phone, failed=UNTIDY)
        elif number == 6:
            _visit(phone, praise="人人动手")
        else:
            _visit(phone)
        counts.append(taps.count - before)
    seconds = stopwatch.monotonic() - began
    assert counts == [2, 3, 2, 2, 3, 2, 3, 2]
    print(f"eight rooms: {sum(counts) + CAMERA} taps, {seconds:.1f} s of looking and tapping")
    expect(phone.locator("h1")).to_have_text(f"看了 {CLUBS} 场，共 {CLUBS} 场")
    assert_axe_clean(phone)
    assert_no_sideways_scroll(phone)
    take_picture(phone, "patrol-eight-rooms")


def _answer_and_look_again(server: Server, screens) -> None:
    office = screens.phone(server)
    sign_in(office, "Q1")
    office.goto("/actions?show=all")
    owner = office.locator(".rows li").filter(has_text=UNPREPARED).inner_text()
    number = re.search("陈([0-9])晓", owner)[1]
    teacher = screens.phone(server)
    sign_in(teacher, f"T{number}")
    teacher.goto("/actions")
    teacher.get_by_role("link").filter(has_text=UNPREPARED).tap()
    teacher.get_by_role("button", name="答复", exact=True).tap()
    teacher.get_by_label("一句话").last.fill("教案已补，下次提前一天交")
    teacher.get_by_role("button", name="发出回复").tap()
    expect(teacher.get_by_text("教案已补")).to_be_visible()
    teacher.get_by_role("button", name="改好了").tap()

    _live_at(server, 1, 9)  # the next day, by somebody else
    leader = screens.phone(server)
    sign_in(leader, "D1")
    leader.goto("/actions?show=look")
    leader.get_by_role("link").filter(has_text=UNPREPARED).tap()
    expect(leader.get_by_text("教案已补")).to_be_visible()
    leader.get_by_role("button", name="改好了，通过").tap()
    expect(leader.get_by_text("已整改").first).to_be_visible()
    take_picture(leader, "patrol-verified")


def _diagnose(server: Server, app: Flask, screens) -> None:
    change(app, partial(_call_rolls, week=0))
    for week in range(-WEEKS, 1):
        change(app, partial(draft_weeks, now=_at(7 * week + 4, 7).astimezone(UTC)))
    _live_at(server, 4, 7)  # Monday morning
    phone = screens.phone(server)
    sign_in(phone, "Q1")
    phone.goto("/diagnoses")
    first = phone.locator(".rows li").first
    expect(first).to_contain_text("到课率 42%（5/12 人次）；此前 100%；全校中位数 100%")
    assert_axe_clean(phone)
    assert_no_sideways_scroll(phone)
    take_picture(phone, "diagnosis-week")
    first.get_by_role("link").tap()
    phone.get_by_role("button", name="填写原因").tap()
    phone.get_by_role("textbox", name="原因是什么").fill("内容偏难，低年级跟不上")
    phone.get_by_role("button", name="保存").tap()
    expect(phone.locator("p").get_by_text("内容偏难")).to_be_visible()
    phone.get_by_role("button", name="定措施").tap()
    phone.get_by_role("textbox", name="采取什么措施").fill("分两组，低年级先练基本笔画")
    phone.locator("select[name=owner_id]").select_option(label="陈1晓")
    phone.locator("input[name=due_on]").fill(_at(11, 7).date().isoformat())
    phone.get_by_role("button", name="定下来").tap()
    expect(phone.get_by_text("分两组").first).to_be_visible()
    phone.get_by_role("button", name="发布", exact=True).tap()
    expect(phone.get_by_text("已发布", exact=True)).to_be_visible()
    assert_axe_clean(phone)
    take_picture(phone, "diagnosis-of-a-club")

    teacher = screens.phone(server)
    sign_in(teacher, "T1")
    teacher.goto("/diagnoses")
    teacher.get_by_role("link").filter(has_text="书法1").tap()
    teacher.get_by_role("textbox", name="留言").fill("同意，下周起分组")
    teacher.get_by_role("button", name="发送给相关老师").tap()
    expect(teacher.get_by_text("同意，下周起分组")).to_be_visible()


def _begin_the_next_week(server: Server, app: Flask, screens) -> None:
    change(app, partial(_call_rolls, week=1))
    now = _live_at(server, 11, 7)
    change(app, partial(draft_weeks, now=now.astimezone(UTC)))
    phone = screens.phone(server)
    sign_in(phone, "Q1")
    phone.goto("/diagnoses")
    phone.locator(".rows li").first.get_by_role("link").tap()
    expect(phone.get_by_role("region", name="此前定下的措施")).to_contain_text("分两组")
    take_picture(phone, "diagnosis-carried-over")
