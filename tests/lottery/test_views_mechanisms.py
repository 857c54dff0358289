"""The page that compares the ways of giving places."""

from datetime import date, timedelta

import pytest

from app.core.roles import Role
from app.lottery.jobs import compare_published
from app.lottery.models import RoundComparison
from app.lottery.queries.comparisons import rounds_to_compare
from app.lottery.services import draws, publishing
from tests import make

AFTER = make.NOON + timedelta(days=2)
BY = {"actor_id": 1, "now": AFTER}
URL = "/rounds/mechanisms"


@pytest.fixture
def published(session, fair):
    """A published round with five lists for a club of two seats."""
    fair.chess.seats = 2
    choice_round = fair.announce(title="上学期周四选课")
    fair.lists(choice_round, *[[fair.chess, fair.drama]] * 5)
    draws.freeze_entries(session, choice_round, **BY)
    draws.perform_draw(session, choice_round, "207419553", **BY)
    publishing.publish_round(session, choice_round, **BY)
    session.commit()
    return choice_round


@pytest.fixture
def admin(session, client, fair):
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN))
    return client


def next_term(session, fair):
    """Move the term of the fixture into the past and begin a new one."""
    fair.term.starts_on, fair.term.ends_on = date(2026, 2, 23), date(2026, 7, 3)
    make.term(session, school=fair.school)
    session.commit()


def test_without_own_lists_those_of_the_demonstration_are_compared(admin, session, fair):
    session.commit()

    page = admin.get(URL).text

    assert "956 份志愿" in page
    for name in ("公平抽签", "整体最优", "首选最多", "志愿优先"):
        assert name in page
    assert "不实填报得利" in page


def test_the_job_compares_each_published_round_once(session, published):
    compare_published(session, now=AFTER)
    compare_published(session, now=AFTER + timedelta(hours=1))

    row = session.get_one(RoundComparison, published.id)
    assert (row.school_id, row.computed_at) == (published.school_id, AFTER)
    assert row.content["lists"] == 5
    assert row.content["figures"]["fair"]["first"] == 2 * row.content["seeds"]
    assert rounds_to_compare(session) == []


def test_last_terms_lists_are_compared_and_never_those_of_this_term(
    session, admin, fair, published
):
    compare_published(session, now=AFTER)
    assert "上学期周四选课" not in admin.get(URL).text

    next_term(session, fair)

    page = admin.get(URL).text
    assert "上学期周四选课" in page
    assert "5 份志愿" in page


def test_another_school_sees_nothing_of_it(session, client, fair, published):
    compare_published(session, now=AFTER)
    next_term(session, fair)
    other = make.school(session)
    make.term(session, school=other)
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN, school=other))

    assert "上学期周四选课" not in client.get(URL).text


def test_the_form_of_a_round_leads_there(session, admin, fair):
    session.commit()

    assert f'href="{URL}"' in admin.get("/rounds/new").text


def test_it_takes_a_fixed_number_of_queries(session, admin, fair, count_queries):
    session.commit()
    admin.get(URL)
    count_queries.clear()

    admin.get(URL)

    assert len(count_queries) <= 6
