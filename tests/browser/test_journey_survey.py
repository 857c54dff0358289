"""A guardian with two children answers the monthly survey: seven taps, nothing typed."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.core import clock
from app.core.roles import Role
from app.evaluation.survey.models import SurveyAnswer, SurveyChild
from app.evaluation.survey.queries.surveys import get_survey
from app.evaluation.survey.services import make_survey, open_survey
from tests import make
from tests.browser.pages import assert_axe_clean, assert_no_sideways_scroll
from tests.browser.small_school import change, let_in, running_term, sign_in, small_school
from tests.evaluation.survey.conftest import agrees


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A server with a guardian of two children in one club, and an open survey."""
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        small_school(tmp_path_factory.mktemp("survey"), monkeypatch, _arrange) as both,
    ):
        yield both


def _arrange(session) -> None:
    school, term = running_term(session)
    homeroom = make.homeroom(session, school=school)
    club = make.section(session, term=term, course=make.course(session, school=school))
    children = [
        make.student(session, school=school, homeroom=homeroom, name=name)
        for name in ("林小禾", "林小麦", "乙", "丙", "丁")
    ]
    for child in children:
        make.place(session, child, club)
    parent = make.guardian(session, *children[:2], school=school)
    let_in(session, parent, "G1")
    now = clock.now()
    for child in children[:2]:
        agrees(session, parent, child)
    session.flush()
    by = {"actor_id": make.account(session, Role.SCHOOL_ADMIN, school=school).id, "now": now}
    asked, last = {"club_content", "overall"}, school.today(now)
    made = make_survey(session, school, asked, closes_on=last, **by)
    open_survey(session, school, get_survey(session, school.id, made.id), **by)


def test_two_children_are_answered_for_in_seven_taps(served, screens, taps):
    server, app = served
    phone = screens.phone(server)
    sign_in(phone, "G1")
    taps.start(phone)

    phone.get_by_role("button", name="填写本月问卷").tap()
    for name in ("林小禾", "林小麦"):
        expect(phone.get_by_role("heading", name=f"{name}的课后服务怎么样")).to_be_visible()
        if name == "林小禾":
            assert_axe_clean(phone)
            assert_no_sideways_scroll(phone)
        for question in phone.get_by_role("group").all():
            question.locator("input[value='4']").tap(force=True)
        phone.get_by_role("button", name="匿名提交").tap()

    expect(phone.locator("[data-ballots-done]")).to_be_attached()
    assert taps.count == 7
    phone.goto("/")
    expect(phone.get_by_role("button", name="填写本月问卷")).to_have_count(0)
    change(app, _check)


def _check(session) -> None:
    answers = session.scalars(select(SurveyAnswer)).all()
    assert sorted(one.key for one in answers) == ["club_content"] * 2 + ["overall"] * 2
    assert session.scalars(select(SurveyChild.is_used)).all() == [True, True]
