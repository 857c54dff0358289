"""Corrections after a draw stand on its public page: how many and why, never who."""

from datetime import timedelta

from sqlalchemy import select

from app.accounts.models import Student
from app.enrollment import services
from app.enrollment.models import Cause, Place
from app.enrollment.queries.places import get_section, get_student
from app.lottery.models import Draw
from app.lottery.services import draws, publishing
from tests import make

AFTER = make.NOON + timedelta(days=2)
BY = {"actor_id": 1, "now": AFTER}


def test_the_public_page_counts_corrections_without_names(client, session, fair):
    choice_round = fair.announce()
    fair.lists(choice_round, *[[fair.chess, fair.drama]] * 3)
    draws.freeze_entries(session, choice_round, **BY)
    draws.perform_draw(session, choice_round, "207419553", **BY)
    publishing.publish_round(session, choice_round, **BY)
    place = session.scalars(select(Place).where(Place.section_id == fair.chess.id)).first()
    school_id, student_id = choice_round.school_id, place.student_id
    before = client.get(f"/draws/{choice_round.id}").text
    result = session.scalars(select(Draw.result_hash)).one()
    session.expire_all()
    drama = get_section(session, school_id, fair.drama.id)
    student = get_student(session, school_id, student_id)
    right = services.Right(drama, adds_seat=True)
    facts = {"cause": Cause.MISREAD, "reason": "把第一志愿看错了"}

    services.correct_place(session, student, right, **facts, actor_id=1, now=AFTER)

    session.commit()
    page = client.get(f"/draws/{choice_round.id}").text
    assert "没有重新抽签" not in before
    assert "学校登记更正了 1 个录取结果" in page
    assert "志愿表或表格录入有误" in page
    assert "把第一志愿看错了" not in page
    assert session.get_one(Student, student_id).name not in page
    assert session.scalars(select(Draw.result_hash)).one() == result
