from datetime import time

import pytest

from app.core.roles import Role
from app.courses import services
from app.courses.models import Domain, Section, SectionState
from app.courses.queries import sections as queries
from app.courses.values import TimeValues
from tests import make
from tests.courses.conftest import BY


@pytest.fixture
def admin(client, session, school):
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN, school=school))
    return client


@pytest.fixture
def theirs(client, teacher, section):
    client.sign_in(teacher)
    return client


def _found(session, section):
    session.expire_all()
    return queries.get_section(session, section.school_id, section.id)


def test_the_page_says_what_is_missing(admin, session, section):
    section.course.rules = ""
    section.room = None
    session.flush()

    page = admin.get(f"/courses/{section.id}").text

    assert "《童声合唱》发布前还差 2 项" in page
    assert "《童声合唱》还没有写活动规则。" in page
    assert "《童声合唱》还没有场地。" in page
    assert f'action="/courses/{section.id}/publish"' not in page


def test_a_complete_draft_is_published_by_one_button(admin, session, section):
    page = admin.get(f"/courses/{section.id}").text

    answer = admin.post(f"/courses/{section.id}/publish")

    assert "《童声合唱》可以发布" in page
    assert answer.status_code == 303
    assert _found(session, section).state is SectionState.PUBLISHED


def test_publishing_too_early_is_refused_in_a_sentence(admin, session, section):
    section.course.safety_note = ""
    session.flush()

    answer = admin.post(f"/courses/{section.id}/publish")

    assert answer.status_code == 422
    assert "《童声合唱》还没有写安全提示。" in answer.text
    assert _found(session, section).state is SectionState.DRAFT


def test_a_teacher_hands_in_and_gets_it_back_with_a_note(client, session, school, teacher, section):
    client.sign_in(teacher)
    assert "提交审核" in client.get(f"/courses/{section.id}").text
    assert client.post(f"/courses/{section.id}/propose").status_code == 303
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN, school=school))
    assert "退回修改" in client.get(f"/courses/{section.id}").text
    assert client.post(f"/courses/{section.id}/return", data={"note": ""}).status_code == 422

    answer = client.post(f"/courses/{section.id}/return", data={"note": "请写清楚带什么。"})

    assert answer.status_code == 303
    client.sign_in(teacher)
    assert "请写清楚带什么。" in client.get(f"/courses/{section.id}").text
    assert _found(session, section).state is SectionState.RETURNED


def test_without_rules_a_teacher_has_no_button_and_a_request_is_refused(
    theirs, session, course, section
):
    course.rules = ""
    session.flush()

    page = theirs.get(f"/courses/{section.id}").text
    answer = theirs.post(f"/courses/{section.id}/propose")

    assert "提交审核" not in page
    assert answer.status_code == 422


def test_a_teacher_neither_decides_nor_sees_the_clubs_of_others(client, session, school, section):
    client.sign_in(make.account(session, Role.CLUB_TEACHER, school=school))

    assert client.get(f"/courses/{section.id}").status_code == 403
    for act in ("propose", "return", "publish", "withdraw", "delete"):
        assert client.post(f"/courses/{section.id}/{act}").status_code == 403


def test_a_club_is_withdrawn_with_a_reason_that_everybody_on_the_desk_reads(
    admin, session, section
):
    services.publish(session, section, **BY)

    silent = admin.post(f"/courses/{section.id}/withdraw", data={"reason": " "})
    answer = admin.post(f"/courses/{section.id}/withdraw", data={"reason": "场地维修。"})

    assert silent.status_code == 422
    assert answer.status_code == 303
    assert "场地维修。" in admin.get(f"/courses/{section.id}").text
    assert admin.get(f"/clubs/{section.id}").status_code == 404


def test_a_draft_is_deleted_and_a_published_club_is_not(admin, session, school, term, section):
    assert admin.post(f"/courses/{section.id}/delete").status_code == 303
    assert queries.sections(session, school.id, term.id) == []


def test_what_was_published_stays(admin, session, section):
    services.publish(session, section, **BY)

    assert admin.post(f"/courses/{section.id}/delete").status_code == 403
    assert "删除" not in admin.get(f"/courses/{section.id}").text


def test_an_early_start_is_a_warning(admin, session, section, values):
    early = TimeValues(values.times[0].slot_id, time(16, 15), time(17, 20))
    services.update_section(session, section, values._replace(times=[early]), **BY)

    page = admin.get(f"/courses/{section.id}").text

    assert "三四年级 16:25 才下课" in page
    assert "《童声合唱》可以发布" in page


def test_the_page_is_in_the_readers_language(admin, section):
    admin.set_cookie("language", "en")

    page = admin.get(f"/courses/{section.id}").text

    assert "Children&#39;s choir" in page
    assert "can be published" in page


def test_clubs_of_a_list_get_rules_and_safety_notes_together(session, admin, term):
    maker = make.course(session, domain=Domain.MAKER, title="机器人", rules="", safety_note="")
    section = make.section(session, term=term, course=maker, state=SectionState.PROPOSED)

    assert "1 个社团还没有规则或安全预案" in admin.get("/courses/publish").text
    page = admin.get("/courses/texts").text
    assert "创客的安全预案" in page
    assert "审美的安全预案" not in page

    without = admin.post("/courses/texts", data={"rules": "听老师安排。", "safety_maker": ""})
    assert without.status_code == 422
    form = {"rules": "听老师安排。", "safety_maker": "断电清点。"}
    assert admin.post("/courses/texts", data=form).status_code == 303

    session.expire_all()
    kept = session.get(Section, section.id)
    course = session.get(type(maker), kept.course_id)
    assert (course.rules, course.safety_note) == ("听老师安排。", "断电清点。")
    assert "都有规则和安全预案了" in admin.get("/courses/texts").text
