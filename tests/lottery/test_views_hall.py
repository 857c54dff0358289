"""The ceremony in the hall, page by page."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.roles import Role
from app.lottery.models import ChoiceList, Draw
from app.lottery.services import draws
from tests import make

AFTER = make.NOON + timedelta(days=2)
BY = {"actor_id": 1, "now": AFTER}


@pytest.fixture
def frozen(session, client, fair):
    """The address of a frozen round with three lists and a club that will not open."""
    clock.use_shift(lambda: AFTER - datetime.now(clock.UTC))
    fair.art.min_size = 9
    fair.chess.seats = 1
    choice_round = fair.announce()
    fair.lists(choice_round, [fair.chess, fair.drama], [fair.chess], [fair.art, fair.drama])
    draws.freeze_entries(session, choice_round, **BY)
    session.commit()
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN))
    return f"/rounds/{choice_round.id}"


def drawn_row(session):
    session.expire_all()
    return session.scalars(select(Draw)).one()


def test_the_ceremony_goes_from_the_list_to_the_signed_record(session, client, frozen):
    first = client.get(f"{frozen}/hall", follow_redirects=True).text
    ticket = session.scalars(select(ChoiceList.ticket)).first()
    looked_up = client.get(f"{frozen}/hall/tickets?ticket={ticket.lower()}&ticket=NOBODY").text
    typed = client.get(f"{frozen}/hall/digits?typed=20741955").text
    answer = client.post(f"{frozen}/hall/draw", data={"typed": "207419553"})
    steps = [client.get(f"{frozen}/hall/steps/{number}").text for number in range(1, 5)]
    result = client.get(f"{frozen}/hall", follow_redirects=True).text
    record = client.get(f"{frozen}/hall/record").text

    draw = drawn_row(session)
    assert "3 份志愿已经锁定" in first
    assert draw.entries_hash[:4] in first
    assert "共 3 行，已验算到树根" in looked_up
    assert "不在清单里" in looked_up
    assert "还要抽 1 位" in typed
    assert answer.location.endswith("/hall/steps/1")
    assert draw.public_text == "2026-09-05 207419553"
    assert ["“陶艺”没有开成" in step for step in steps] == [False, True, False, False]
    assert "录取到 1" in steps[2] or "录取到 2" in steps[2] or "录取到 3" in steps[2]
    assert draw.result_hash[-4:] in result
    assert draw.result_hash[-4:] in record
    assert draw.public_text in record


def test_too_few_digits_draw_nothing(session, client, frozen):
    answer = client.post(f"{frozen}/hall/draw", data={"typed": "2074"})

    assert answer.status_code == 422
    assert "还要抽 5 位" in answer.text
    assert drawn_row(session).drawn_at is None


def test_the_hall_draws_once(session, client, frozen):
    client.post(f"{frozen}/hall/draw", data={"typed": "207419553"})

    again = client.post(f"{frozen}/hall/draw", data={"typed": "111111111"})

    assert again.status_code == 409
    assert drawn_row(session).public_text.endswith("207419553")
    assert client.get(f"{frozen}/hall/digits").status_code == 303
    acts = session.scalars(select(AuditEntry.action).where(AuditEntry.object_type == "draw")).all()
    assert acts.count("draw") == 1


def test_small_counts_are_not_shown_in_the_hall(client, frozen):
    client.post(f"{frozen}/hall/draw", data={"typed": "207419553"})

    counts = client.get(f"{frozen}/hall/steps/4").text

    assert "&lt;5" in counts
    assert "<dd>3</dd>" not in counts


@pytest.mark.parametrize("page", ["hall", "hall/list", "hall/tickets", "hall/digits"])
def test_before_the_freeze_there_is_no_ceremony(session, client, fair, page):
    choice_round = fair.announce()
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN))

    assert client.get(f"/rounds/{choice_round.id}/{page}").status_code == 404


@pytest.mark.parametrize("page", ["steps/1", "result", "record"])
def test_before_the_draw_there_is_no_result(client, frozen, page):
    assert client.get(f"{frozen}/hall/{page}").status_code == 404


def test_a_step_too_far_does_not_exist(client, frozen):
    client.post(f"{frozen}/hall/draw", data={"typed": "207419553"})

    assert client.get(f"{frozen}/hall/steps/9").status_code == 404
