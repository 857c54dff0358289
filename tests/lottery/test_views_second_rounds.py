"""The page on which the school chooses how free seats are given, and what a second round shows."""

import pytest

from app.accounts.models import StudentStatus
from app.lottery.models import ChoiceRound
from tests import make
from tests.lottery.test_second_rounds import SECOND as AFTER
from tests.lottery.test_second_rounds import announce, choose, finish, without_place
from tests.lottery.test_second_rounds import first as first  # noqa: PLC0414 -- a fixture
from tests.lottery.test_views_rounds import admin as admin  # noqa: PLC0414 -- a fixture
from tests.lottery.test_views_rounds import at as at  # noqa: PLC0414 -- a fixture


@pytest.fixture
def plan(fair):
    return {
        "slot_id": fair.thursday.id,
        "who": "without",
        "opens_at": "2026-09-07T08:00",
        "closes_at": "2026-09-08T18:00",
    }


def test_the_school_prepares_a_second_round_on_the_page_of_both_ways(session, admin, plan, first):
    page = admin.get("/rounds/second").text
    assert "抽签后还有 4 个空余名额，有两种分法" in page
    assert "/free-seats/announce" in page

    answer = admin.post("/rounds/second", data=plan)

    made = session.get_one(ChoiceRound, int(answer.location.rsplit("/", 1)[1]))
    assert (made.earlier_round_id, made.may_improve, made.title) == (
        first.id,
        False,
        "周四第二轮选课",
    )
    page = admin.get(answer.location).text
    assert "面向当天还没有社团的学生" in page
    form = admin.get(f"{answer.location}/edit").text
    assert 'name="slot_ids" value=' in form
    assert 'name="tells_odds"' not in form


def test_the_school_reads_before_the_announcement_whom_it_tells(
    session, client, admin, plan, fair, first
):
    losers = without_place(fair)
    parents = [make.guardian(session, student, name="张玉梅") for student in losers]
    url = admin.post("/rounds/second", data=plan).location
    assert "4 名学生可以参加；公布时通知他们的家庭：共 4 人，其中 0 人" in admin.get(url).text

    assert admin.post(f"{url}/announce").status_code == 303

    client.sign_in(parents[0])
    inbox = client.get("/inbox").text
    assert "周四第二轮选课：抽签后还有空余名额，可以再选一次，09-07 08:00 至 09-08 18:00" in inbox
    page = client.get(f"{url}/choose", follow_redirects=True)
    assert (page.status_code, "戏剧" in page.text) == (200, True)


def test_a_second_round_without_anybody_to_tell_says_so(session, admin, plan, fair, first):
    for student in without_place(fair):
        student.status = StudentStatus.LEFT
    session.flush()

    page = admin.get(admin.post("/rounds/second", data=plan).location).text

    assert "没有学生可以参加这一轮" in page


def test_a_day_without_free_seats_is_refused(session, admin, plan, fair):
    assert "抽签后没有无人候补的空余名额" in admin.get("/rounds/second").text

    assert admin.post("/rounds/second", data=plan).status_code == 422


def test_the_plan_of_a_second_round_keeps_its_day(session, admin, plan, first, fair):
    url = admin.post("/rounds/second", data=plan).location
    changed = {
        "title": "第二轮",
        "slot_ids": fair.thursday.id,
        "opens_at": "2026-09-07T08:00",
        "closes_at": "2026-09-08T18:00",
        "max_choices": 3,
        "who_chooses": "either",
        "mechanism": "fair",
        "public_source": "现场",
    }

    assert admin.post(f"{url}/edit", data=changed).status_code == 303
    answer = admin.post(f"{url}/edit", data=changed | {"mechanism": "most-first"})

    assert answer.status_code == 422
    assert "第二轮的日子不能改" in answer.text


def test_a_family_reads_its_number_before_and_now(session, client, fair, first, at):
    second = announce(fair)
    student = without_place(fair)[0]
    choose(fair, second, student, fair.drama)
    finish(fair, second, AFTER)
    at(6)
    client.sign_in(make.guardian(session, student))

    page = client.get(f"/rounds/{second.id}/result").text

    assert "第二轮把首轮的顺序倒过来：首轮是 " in page
    assert "（共 6 号），这一轮是 1 号（共 1 号）。" in page
    assert "首轮抽签号的顺序倒过来" in client.get(f"/draws/{second.id}").text
