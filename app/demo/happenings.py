"""What happens in the demonstration besides clubs: a child falls, another is warned."""

from datetime import datetime, timedelta
from typing import TypedDict

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Student
from app.accounts.queries.people import account_by_login
from app.accounts.queries.staff import homerooms_of
from app.accounts.queries.students import class_students
from app.enrollment.queries.places import places_of
from app.evaluation.ideas.services import share, use_too
from app.safety.discipline_models import ConductKind
from app.safety.incident_models import Incident, IncidentKind, Step
from app.safety.queries.incidents import get_incident
from app.safety.services import (
    Where,
    add_child,
    add_follow_up,
    describe,
    do_step,
    start_incident,
    write_to_family,
)
from app.safety.services.discipline import Conduct, propose_end, write_record
from app.schools.models import School, Term

IDEAS = (
    ("T01", "开课前三分钟小组长点数", "每组一名小组长先数人报数，老师核对后再点名，两分钟完成。"),
    (
        "T02",
        "材料按人装袋",
        "课前把纸、剪刀、胶棒按人装进自封袋，发放不排队，收回时一眼看出少了什么。",
    ),
    ("T41", "放学路线演练", "开学第一周带学生走两遍从教室到校门的路线，记住自己的队牌位置。"),
)


class Signature(TypedDict):
    """Who acts and when, as services ask it."""

    actor_id: int
    now: datetime


TEACHER = "T01"
WORDS = "16:10 在楼梯口绊倒，右膝擦破皮，校医已消毒包扎，可以正常活动。"
WHAT = "下楼时两名学生碰在一起，一名右膝擦伤，另一名手肘碰红。"
TO_DO = "楼梯转角贴“慢行靠右”地贴"
HOMEROOM_TEACHER = "T41"
CONDUCT = (
    (ConductKind.RUNS_AWAY, "课间未经同意离开社团教室两次。", False),
    (ConductKind.HURTS, "排队时推倒同学，已当面道歉。", True),
)
REASON = "一周内多次离开教室并推倒同学，提醒和警告后没有改进。"
WHEN = timedelta(minutes=20)  # before


def let_a_child_fall(session: Session, school: School, pupil_no: str, *, now: datetime) -> None:
    """Write an incident down of which one guardian is told and another is not yet."""
    teacher = account_by_login(session, school.id, TEACHER)
    pupil = _pupil(session, school, pupil_no)
    if teacher is None or pupil is None:
        return
    by = Signature(actor_id=teacher.id, now=now)
    row = start_incident(session, school, IncidentKind.INJURY, None, is_leader=False, **by)
    row = _again(session, school, row.id)
    for child in (pupil, _classmate(session, pupil)):
        add_child(session, row, child, **by)
        row = _again(session, school, row.id)
    describe(session, row, Where(what=WHAT), **by)
    do_step(session, school, row, Step.HAPPENED, now - WHEN, **by)
    do_step(session, school, row, Step.TREATED, now - WHEN / 2, **by)
    do_step(session, school, row, Step.LEADER_TOLD, now, **by)
    write_to_family(session, row, row.children[0], WORDS, **by)
    due = school.today(now) + timedelta(days=4)
    add_follow_up(session, school, row, TO_DO, teacher, due, **by)


def warn_a_child(session: Session, school: School, term: Term, *, now: datetime) -> None:
    """Write a record and a warning of a child, and propose to end its place."""
    lead = account_by_login(session, school.id, HOMEROOM_TEACHER)
    if lead is None:
        return
    by = Signature(actor_id=lead.id, now=now)
    for homeroom in homerooms_of(session, lead):
        listed = class_students(session, school.id, homeroom.id)
        held = places_of(session, school.id, term.id, [child.id for child in listed])
        if not held:
            continue
        place = held[-1]
        child = next(one for one in listed if one.id == place.student_id)
        for kind, what, is_warning in CONDUCT:
            write_record(session, school, child, Conduct(kind, what, is_warning), **by)
        propose_end(session, term, child, place.id, REASON, **by)
        return


def share_ideas(session: Session, school: School, *, now: datetime) -> None:
    """Let some teachers share what works with them, and another use it too."""
    office = account_by_login(session, school.id, "ADMIN")
    for login, title, text in IDEAS:
        teacher = account_by_login(session, school.id, login)
        if teacher is not None and office is not None:
            idea = share(session, school.id, title, text, actor_id=teacher.id, now=now)
            use_too(session, idea, actor_id=office.id, now=now)


def _again(session: Session, school: School, incident_id: int) -> Incident:
    session.expire_all()
    return get_incident(session, school.id, incident_id)


def _pupil(session: Session, school: School, pupil_no: str) -> Student | None:
    return session.scalars(
        select(Student).where(Student.school_id == school.id, Student.student_no == pupil_no)
    ).one_or_none()


def _classmate(session: Session, pupil: Student) -> Student:
    listed = class_students(session, pupil.school_id, pupil.homeroom_id)
    return next(one for one in listed if one.id != pupil.id)
