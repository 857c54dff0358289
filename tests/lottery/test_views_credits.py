"""What families and the school read about fairness credits."""

import pytest

from app.core.roles import Role
from app.lottery.services import draws, publishing
from tests import make
from tests.lottery.test_credits import BY, Before, round_with_history
from tests.lottery.test_views_rounds import admin as admin  # noqa: PLC0414 -- a fixture
from tests.lottery.test_views_rounds import at as at  # noqa: PLC0414 -- a fixture
from tests.lottery.test_views_rounds import plan_of

THREE_CHANCES = "这次抽号有 3 次机会（2025-2没有录取第一志愿；2025-7没有录取第一志愿）。"


def signed_in_as(session, client, student):
    account = make.account(session, Role.STUDENT)
    student.account_id = account.id
    session.flush()
    client.sign_in(account)


def test_a_round_has_credits_only_if_the_school_ticks_it(admin, fair, session):
    url = admin.post("/rounds/new", data=plan_of(fair)).location
    assert "本轮未启用" in admin.get(url).text

    admin.post(f"{url}/edit", data=plan_of(fair) | {"uses_credits": "y"})

    assert "本轮已启用" in admin.get(url).text
    form = admin.get(f"{url}/edit").text
    assert "checked" in form[form.index('id="uses_credits"') - 60 :][:160]


def test_a_family_reads_its_chances_while_choosing_and_before_handing_in(
    session, admin, client, fair
):
    choice_round, students = round_with_history(session, fair)
    signed_in_as(session, client, students[2])

    page = client.get(f"/rounds/{choice_round.id}/choose/{fair.thursday.id}").text
    assert THREE_CHANCES in page

    fair.tap(choice_round, students[2], fair.art, step="remove")
    assert THREE_CHANCES in client.get(f"/rounds/{choice_round.id}/review").text


def test_a_child_without_credits_reads_that_too(session, admin, client, fair):
    choice_round, students = round_with_history(session, fair)
    signed_in_as(session, client, students[0])

    page = client.get(f"/rounds/{choice_round.id}/choose/{fair.thursday.id}").text

    assert "这次抽号有 1 次机会（最近两个学期没有可计的积分）。" in page


def test_without_the_switch_families_read_nothing(session, admin, client, fair):
    choice_round, students = round_with_history(session, fair, uses_credits=False)
    signed_in_as(session, client, students[2])

    assert "次机会" not in client.get(f"/rounds/{choice_round.id}/choose/{fair.thursday.id}").text
    assert "公平积分" not in client.get(f"/draws/{choice_round.id}").text


def test_the_result_says_the_frozen_chances(session, admin, client, fair):
    choice_round, students = round_with_history(session, fair)
    draws.freeze_entries(session, choice_round, **BY)
    draws.perform_draw(session, choice_round, "207419553", **BY)
    publishing.publish_round(session, choice_round, **BY)
    signed_in_as(session, client, students[2])
    url = f"/rounds/{choice_round.id}/result"
    assert THREE_CHANCES in client.get(url).text

    for month in (1, 2):  # terms found later would leave one chance
        few = Before(session, fair, 2026, month)
        few.lists(students[2], few.clubs[:2])
    assert "3 次机会（已随志愿清单锁定）。" in client.get(url).text
    assert "公平积分" in client.get(f"/draws/{choice_round.id}").text


def test_the_school_sees_how_many_and_whom_and_why(session, admin, fair):
    choice_round, students = round_with_history(session, fair)
    url = f"/rounds/{choice_round.id}"
    assert "1 名学生有 2 次机会，1 名有 3 次" in admin.get(url).text

    page = admin.get(f"{url}/credits").text
    assert "2 名学生有多次机会" in page
    assert [f"/students/{each.id}" in page for each in students] == [False, True, True]

    draws.freeze_entries(session, choice_round, **BY)
    Before(session, fair, 2025, 8).lists(students[0])
    assert "在本次抽签的志愿中" in admin.get(url).text
    assert f"/students/{students[0].id}" not in admin.get(f"{url}/credits").text


def test_a_second_round_has_no_credits(session, admin, fair):
    choice_round, _students = round_with_history(session, fair, uses_credits=False)
    second = make.choice_round(session, term=fair.term, slots=[fair.thursday])
    second.earlier_round_id = choice_round.id
    session.flush()

    assert admin.get(f"/rounds/{second.id}/credits").status_code == 404
    assert "公平积分" not in admin.get(f"/rounds/{second.id}").text
    assert 'name="uses_credits"' not in admin.get(f"/rounds/{second.id}/edit").text


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_list_takes_a_fixed_number_of_queries(session, admin, fair, count_queries, how_many):
    choice_round = fair.announce(uses_credits=True)
    before = Before(session, fair)
    for _ in range(how_many):
        before.lists(make.student(session, homeroom=fair.homeroom))
    admin.get(f"/rounds/{choice_round.id}")
    count_queries.clear()

    admin.get(f"/rounds/{choice_round.id}/credits")

    assert len(count_queries) == 8


def test_a_second_round_refuses_the_switch(session, admin, fair):
    first = fair.announce()
    second = make.choice_round(session, term=fair.term, slots=[fair.thursday])
    second.earlier_round_id = first.id
    session.flush()
    url = f"/rounds/{second.id}/edit"

    assert admin.post(url, data=plan_of(fair) | {"uses_credits": "y"}).status_code == 422
    assert admin.post(url, data=plan_of(fair)).status_code == 303
