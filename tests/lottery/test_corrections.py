"""Corrections after a draw stand on its public page: how many and why, never who."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.enrollment import services
from app.enrollment.models import Cause, Place
from app.enrollment.queries.places import get_section, get_student
from app.lottery.models import Draw
from app.lottery.services import draws, publishing
from tests import make

AFTER = make.NOON + timedelta(days=2)
BY = {"actor_id": 1, "now": AFTER}


@pytest.fixture
def drawn(session, fair):
    """A published round in which six children got chess."""
    choice_round = fair.announce()
    fair.lists(choice_round, *[[fair.chess, fair.drama]] * 6)
    draws.freeze_entries(session, choice_round, **BY)
    draws.perform_draw(session, choice_round, "207419553", **BY)
    publishing.publish_round(session, choice_round, **BY)
    return choice_round


def correct(session, fair, drawn):
    """Move a child of chess to drama; gives its name."""
    of_chess = Place.section_id == fair.chess.id, Place.ended_at.is_(None)
    student_id = session.scalars(select(Place.student_id).where(*of_chess).limit(1)).one()
    session.expire_all()
    drama = get_section(session, drawn.school_id, fair.drama.id)
    student = get_student(session, drawn.school_id, student_id)
    right = services.Right(drama, adds_seat=True)
    facts = {"cause": Cause.MISREAD, "reason": "把第一志愿看错了"}
    services.correct_place(session, student, right, **facts, actor_id=1, now=AFTER)
    session.commit()
    return student.name


def test_a_few_corrections_are_told_without_their_number(client, session, fair, drawn):
    before = client.get(f"/draws/{drawn.id}").text
    result = session.scalars(select(Draw.result_hash)).one()

    name = correct(session, fair, drawn)

    page = client.get(f"/draws/{drawn.id}").text
    assert "没有重新抽签" not in before
    assert "学校登记更正的录取结果不到 5 个。没有重新抽签。" in page
    assert "志愿表或表格录入有误" in page
    assert "把第一志愿看错了" not in page
    assert name not in page
    assert session.scalars(select(Draw.result_hash)).one() == result


def test_four_and_one_corrections_read_alike_and_five_are_counted(client, session, fair, drawn):
    said = []
    for _ in range(5):
        correct(session, fair, drawn)
        page = client.get(f"/draws/{drawn.id}").text
        said.append(re.findall(r"[^<>]*没有重新抽签[^<>]*", page))

    assert [len(one) for one in said] == [1] * 5
    assert said[0] == said[1] == said[2] == said[3]
    assert "学校登记更正了 5 个录取结果，最近一次" in said[4][0]
