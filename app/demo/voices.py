"""What families of the demonstration say: suggestions with and without a name, a complaint."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Guardianship, Student
from app.accounts.queries.people import account_by_login, get_account
from app.demo.build import OFFICE, YOUNGER_CHILD
from app.evaluation.voices import services
from app.evaluation.voices.models import Category, Suggestion
from app.schools.models import School

LEADER = "D01"
ANSWERED = ("雨天接孩子能不能进校门等候", "已在南门内搭雨棚，雨天 16:10 起开放等候。")
NAMED = ("轮滑社团能不能提前一天通知带护具",)
NAMELESS = ("社团成果能否每月拍照让家长看看", "冬天天黑得早，希望第二批放学提前十分钟")
COMPLAINT = "孩子说有老师在走廊上当着同学的面训斥他，孩子回家哭了。希望学校了解情况。"
EARLIER = timedelta(days=12)


def let_families_speak(session: Session, school: School, *, now: datetime) -> None:
    """Fill the box, answer one suggestion for all, and leave a complaint to be read."""
    office = account_by_login(session, school.id, OFFICE)
    leader = account_by_login(session, school.id, LEADER)
    guardian = session.scalar(
        select(Guardianship.account_id)
        .join(Student, Student.id == Guardianship.student_id)
        .where(Guardianship.school_id == school.id, Student.student_no == YOUNGER_CHILD)
        .order_by(Guardianship.id.desc())
        .limit(1)
    )
    if office is None or leader is None or guardian is None:
        return
    before = now - EARLIER
    question, answer = ANSWERED
    services.suggest(session, school, question, sender_id=guardian, now=before)
    row = session.scalars(select(Suggestion).where(Suggestion.school_id == school.id)).one()
    later = before + timedelta(days=2)
    services.answer(session, school, row, answer, is_public=True, actor_id=office.id, now=later)
    for text in NAMED:
        services.suggest(session, school, text, sender_id=guardian, now=now)
    for text in NAMELESS:
        services.suggest(session, school, text, sender_id=None, now=before)
    owner = get_account(session, school.id, leader.id)
    services.name_reader(session, school.id, owner, actor_id=office.id, now=before)
    services.complain(
        session,
        school,
        Category.CONDUCT,
        COMPLAINT,
        about=None,
        sender_id=guardian,
        now=now - timedelta(hours=20),
    )
    services.mix_suggestions(session, school, now=now)
