"""Every page of the app, opened as everybody who may open it: axe, width, console, status.

The routes come from the URL map and the access policy, their ids from the links of pages already
found, one example of each route. Two views stand for the four of language and size: Chinese on a
phone and English on a desktop. Chinese is what families read on phones; English, with its longer
words, meets the side navigation and the wide tables there. A page knows no other dependence of
the one on the other: both languages share one template, both sizes one style sheet.
"""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import create_app
from app.accounts.models import Guardianship, Student
from app.accounts.queries.people import account_by_login
from app.attendance.merging import Tap
from app.attendance.models import MarkState
from app.attendance.queries.rolls import expected
from app.attendance.services import take_taps
from app.core import clock
from app.core.db import db
from app.core.roles import Role
from app.courses.models import Course, Section
from app.demo.build import CODE, OLDER_CHILD, PUPIL
from app.enrollment.queries.places import get_section, get_student, places_of
from app.enrollment.queries.rosters import running_sections
from app.enrollment.services import place_by_hand
from app.evaluation.diagnosis.measures import Measure, Outlook
from app.evaluation.diagnosis.models import Diagnosis, DiagnosisLine
from app.evaluation.patrol.models import PraiseKind
from app.evaluation.patrol.reports import Failed, Report
from app.evaluation.patrol.services import save_visit
from app.evaluation.survey.services import make_survey
from app.evaluation.voices.models import Category
from app.evaluation.voices.services import complain, name_reader
from app.home.demonstration import ready_accounts
from app.lottery.models import ChoiceRound
from app.schools.models import School
from app.schools.queries import get_current_term, get_school_by_code
from app.timetable.models import Meeting
from app.timetable.queries.meetings import get_meeting
from app.timetable.rule import week_of
from tests.browser.crawl import Routes, Walk
from tests.browser.pages import assert_axe_clean, assert_no_sideways_scroll, sign_in
from tests.files.pictures import jpeg
from tools.local_server import ROOT, Server

SCHOOL = "shifan"
CLUB = "童声合唱"  # of the ready teacher
IN_CLASS = time(16, 40)  # on the day after the draw
DATA = ROOT / "app" / "demo" / "data"
STAFF_LIST: FilePayload = {
    "name": "staff.csv",
    "mimeType": "text/csv",
    "buffer": "姓名,工号,角色\n安然,T99,社团教师\n".encode(),
}
ROLES = (
    Role.SCHOOL_ADMIN,
    Role.HOMEROOM_TEACHER,
    Role.CLUB_TEACHER,
    Role.STUDENT,
    Role.GUARDIAN,
    None,
)
VIEWS = {"phone": "zh_Hans_CN", "desktop": "en"}
OF_A_ROUND = re.compile(r"(lottery\.|home\.start$)")  # looks otherwise while families choose
NEEDS_A_GRANT = "403 /priority"  # each of the staff may be named for it; the administrator is here

# The first test waits for both stages to be made and walked, on a busy machine for minutes.
pytestmark = pytest.mark.timeout(900)

# Routes that are no page and that nothing needs a link to.
NOT_PAGES = {
    "lottery.begin": "redirects to the first day with a club for the child",
    "lottery.hall_digits": "there is only before the draw; the witnesses' journey looks at it",
    "attendance.room_now": "the code at a door: leads to the roll of the meeting there",
    "attendance.roll_state": "data that an open roll looks at",
    "safety.photo": "a picture inside a page; an incident of the demonstration has none",
    "timetable.feed": "data for calendar programs, under an address that is shown once",
    "static": "the files of the app: every page asks for them",
    "actions.photo": "a photograph inside the page of a finding",
    "survey.by_link": "a personal link, on paper alone; the guardian's own page looks the same",
    "courses.picture": "a picture inside a page; the demonstration's clubs have drawn ones",
}


@dataclass(frozen=True)
class Stage:
    """The demonstration at a moment of its round: who found what, and how they are signed in."""

    server: Server
    walks: dict[Role | None, Walk]
    states: dict[Role | None, Path]


@pytest.fixture(scope="module")
def routes():
    return Routes.of(create_app({"SQLALCHEMY_DATABASE_URI": "sqlite://"}))


@pytest.fixture(scope="module")
def begun(built, browser, tmp_path_factory):
    """The folder of a round in which the student has handed in and the guardian only started."""
    server = _copy(built, tmp_path_factory.mktemp("begun"))
    with server.running():
        _begin(browser, server)
    return server.folder


@pytest.fixture(scope="module")
def choosing(begun, browser, routes, tmp_path_factory):
    server = _copy(begun, tmp_path_factory.mktemp("choosing"))
    with server.running():
        yield _walked(server, browser, routes, tmp_path_factory.mktemp("states"))


@pytest.fixture(scope="module")
def published(begun, browser, routes, tmp_path_factory):
    server = _copy(begun, tmp_path_factory.mktemp("published"))
    server.flask("demo", "stage", "published")
    server.flask("demo", "clock", f"{IN_CLASS:%H:%M}")
    _change(server, _give_the_student_a_place)
    _change(server, _let_a_club_meet)
    _change(server, _draft_a_survey)
    _change(server, _draft_a_diagnosis)
    _change(server, _complain)
    with server.running():
        _prepare(browser, server)
        yield _walked(server, browser, routes, tmp_path_factory.mktemp("states"))


def test_every_route_was_opened_by_somebody_and_no_link_is_refused(routes, choosing, published):
    walks = [*choosing.walks.items(), *published.walks.items()]
    opened = {name for _, walk in walks for name in walk.answered}
    refused = {f"{role}: {address}" for role, walk in walks for address in walk.refused}

    assert routes.access.keys() - opened == NOT_PAGES.keys()
    assert [line for line in refused if not line.endswith(NEEDS_A_GRANT)] == []


@pytest.mark.parametrize("device", VIEWS)
@pytest.mark.parametrize("role", ROLES)
def test_pages_of_a_term(published, screens, role, device):
    pages = published.walks[role].pages

    assert _faults(published, screens, role, device, list(pages.values())) == []


@pytest.mark.parametrize("device", VIEWS)
@pytest.mark.parametrize("role", ROLES)
def test_pages_of_a_running_round(choosing, screens, role, device):
    pages = choosing.walks[role].pages
    of_the_round = [path for name, path in pages.items() if OF_A_ROUND.match(name)]

    assert _faults(choosing, screens, role, device, of_the_round) == []


def _faults(stage: Stage, screens, role, device, paths: list[str]) -> list[str]:
    """Open the pages one after the other and collect what is wrong with them."""
    assert paths
    page = screens.on(device, stage.server, storage_state=stage.states[role])
    page.context.add_cookies(
        [{"name": "language", "value": VIEWS[device], "url": stage.server.url}]
    )
    return [fault for path in paths for fault in _faults_of(page, path, VIEWS[device])]


def _faults_of(page: Page, path: str, language: str) -> list[str]:
    answer = page.goto(path)
    faults = [] if answer and answer.ok else [f"{path} is refused"]
    if not (page.locator("html").get_attribute("lang") or "").startswith(language[:2]):
        faults.append(f"{path} is in another language")
    for look in (assert_no_sideways_scroll, assert_axe_clean):
        try:
            look(page)
        except AssertionError as fault:
            faults.append(str(fault))
    return faults


def _copy(folder: Path, to: Path) -> Server:
    shutil.copytree(folder, to, dirs_exist_ok=True)
    return Server(to, {"ZOUBAN_DEMONSTRATION": "1"})


def _walked(server: Server, browser: Browser, routes: Routes, folder: Path) -> Stage:
    stage = Stage(server, {}, {})
    for role in ROLES:
        context = browser.new_context(base_url=server.url, locale="zh-CN")
        if role is not None:
            sign_in(context.new_page(), server, role)
        walk = Walk()
        walk.follow(context.request, routes, routes.entrances(role, SCHOOL))
        walk.try_out(context.request, routes, role, stage.walks.values())
        stage.walks[role], stage.states[role] = walk, folder / f"{role}.json"
        context.storage_state(path=stage.states[role])
        context.close()
    return stage


def _begin(browser: Browser, server: Server) -> None:
    """A student hands in a whole list; a guardian chooses one club and stops."""
    for role, clubs in ((Role.STUDENT, 5), (Role.GUARDIAN, 1)):
        context = browser.new_context(base_url=server.url, locale="zh-CN")
        page = context.new_page()
        sign_in(page, server, role)
        page.goto("/choose")
        for rank in range(1, clubs + 1):
            page.get_by_role("button", name=re.compile("加入志愿$")).first.click()
            expect(page.get_by_role("button", name=re.compile("第.*志愿"))).to_have_count(rank)
        if role == Role.STUDENT:
            page.get_by_role("button", name="提交", exact=True).click()
            expect(page.locator("h1")).to_have_text("已提交")
        context.close()


def _change(server: Server, act: Callable[[Session, School], None]) -> None:
    """Change the database of a demonstration before it is served."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{server.folder / 'zouban.db'}"})
    with app.app_context():
        act(db.session(), get_school_by_code(db.session(), CODE))
        db.session.commit()
        db.engine.dispose()


def _give_the_student_a_place(session: Session, school: School) -> None:
    """Let chance decide nothing here: who was unlucky in the draw is placed by hand."""
    mine = Student.school_id == school.id, Student.student_no == PUPIL
    child = get_student(session, school.id, session.scalars(select(Student.id).where(*mine)).one())
    term = get_current_term(session, child.school_id, clock.now().date())
    if not places_of(session, child.school_id, term.id, [child.id]):
        clubs = running_sections(session, child.school_id, term.id)
        chosen = next(one for one in clubs if one.accepts(child.grade) and one.is_by_choice)
        chosen.seats += 1
        session.flush()
        section = get_section(session, child.school_id, chosen.id)
        by = {"reason": "补录", "actor_id": None, "now": clock.now()}
        place_by_hand(session, section, child, **by)


def _let_a_club_meet(session: Session, school: School) -> None:
    """Let the teacher's club meet at this moment, with one child missing."""
    plan = (
        select(Meeting)
        .join(Meeting.section)
        .join(Section.course)
        .where(Meeting.school_id == school.id, Course.title == CLUB)
        .order_by(Meeting.day.desc())
    )
    meeting = session.scalars(plan.limit(1)).one()
    published_at = session.scalars(select(ChoiceRound.published_at)).one()
    now = datetime.combine(school.today(published_at), IN_CLASS, ZoneInfo(school.time_zone))
    meeting.day, meeting.is_by_hand, meeting.reason = now.date(), True, "本周提前一天"
    meeting.starts_at, meeting.ends_at = time(16, 25), time(17, 20)
    session.flush()
    found = get_meeting(session, school.id, meeting.id)
    child = min(expected(session, found, zone=school.time_zone))
    tap = Tap("a" * 16, child, MarkState.ABSENT, timedelta())
    (teacher,) = (adult.account_id for adult in found.present)
    take_taps(session, school, found, [tap], actor_id=teacher, now=now)
    _patrol(session, school, found, now)


def _draft_a_survey(session: Session, school: School) -> None:
    """Prepare next month's survey, whose questions may still be changed."""
    office = account_by_login(session, school.id, "ADMIN")
    now = clock.now() + timedelta(days=31)
    closes_on = school.today(now) + timedelta(days=5)
    make_survey(session, school, {"overall"}, closes_on=closes_on, actor_id=office.id, now=now)


def _draft_a_diagnosis(session: Session, school: School) -> None:
    """Let last week's diagnosis of a club say something."""
    term = get_current_term(session, school.id, school.today(clock.now()))
    club = running_sections(session, school.id, term.id)[0]
    numbers = {"value": 12, "of_all": 20, "usual_value": 57, "usual_of": 60, "median": 0.95}
    line = DiagnosisLine(
        school_id=school.id, measure=Measure.CAME, outlook=Outlook.WORSE, **numbers
    )
    session.add(
        Diagnosis(
            school_id=school.id,
            term_id=term.id,
            week=week_of(term.starts_on)[0],
            section_id=club.id,
            drafted_at=clock.now(),
            lines=[line],
        )
    )


def _complain(session: Session, school: School) -> None:
    """Let the ready guardian complain, and name the administrator to read it."""
    office = account_by_login(session, school.id, "ADMIN")
    now = clock.now()
    name_reader(session, school.id, office, actor_id=office.id, now=now)
    sender = session.scalars(
        select(Guardianship.account_id)
        .join(Student, Student.id == Guardianship.student_id)
        .where(Guardianship.school_id == school.id, Student.student_no == OLDER_CHILD)
    ).one()
    complain(session, school, Category.CONDUCT, "请了解一下", about=None, sender_id=sender, now=now)


def _patrol(session: Session, school: School, meeting: Meeting, now: datetime) -> None:
    """Let a patrol find something, with a photograph, and praise something."""
    inspector = account_by_login(session, school.id, "Q01")
    failed = Failed("tidy", note="地上有纸屑", photo=jpeg())
    report = Report("b" * 16, 1, [failed], [PraiseKind.IDEA], heads=1)
    save_visit(session, school, meeting, report, actor_id=inspector.id, now=now)


def _prepare(browser: Browser, server: Server) -> None:
    """Bring about what a page is needed for: lists, a draft round, a grant, a repair, a message."""
    context = browser.new_context(base_url=server.url, locale="zh-CN")
    page = context.new_page()
    sign_in(page, server, Role.SCHOOL_ADMIN)
    _upload(page, "/students/import", DATA / "roster.csv")
    _upload(page, "/courses/import", DATA / "catalogue.csv")
    _upload(page, "/staff/import", STAFF_LIST)
    page.goto("/rounds/new")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("h1")).to_contain_text("可以公布了")
    _name_the_administrator_for_priority_groups(page, server)
    page.goto("/rosters")
    page.get_by_role("link", name=CLUB).first.click()
    page.get_by_role("button", name="开不下去了？").click()
    page.get_by_label("原因").last.fill("老师生病")
    page.get_by_role("button", name="看看能转到哪里").click()
    expect(page.locator("h1")).to_contain_text("个孩子中")
    page.goto("/announcements/new")
    page.get_by_label("一句话").fill("下周一开始上社团课。")
    page.get_by_label("一(1)").check()
    page.get_by_role("button", name="看看发给谁").click()
    page.get_by_role("button", name=re.compile("^发给")).click()
    expect(page.locator("h1")).to_contain_text("0 人已读")
    context.close()


def _upload(page: Page, address: str, sheet: Path | FilePayload) -> None:
    page.goto(address)
    page.locator("input[type=file]").set_input_files(sheet)
    page.get_by_role("button", name="读取名单").click()
    page.wait_for_url(re.compile(r"imports/\d+"))


def _name_the_administrator_for_priority_groups(page: Page, server: Server) -> None:
    me = next(one for one in ready_accounts(server.folder) if one.role == Role.SCHOOL_ADMIN)
    page.goto("/priority/grants")
    page.locator("[name=account_id]").select_option(label=me.name)
    page.locator("[name=reason]").fill("核对材料")
    last_day = datetime.now(UTC) + timedelta(days=30)
    page.locator("[name=ends_on]").fill(f"{last_day:%Y-%m-%d}")
    page.get_by_role("button", name="允许查看").click()
    expect(page.locator("tbody")).to_contain_text(me.name)
