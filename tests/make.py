"""Builders: each fills in whatever a test is not about, and flushes."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Guardianship, HomeroomTeacher, Login, RoleGrant, Student
from app.core.roles import Role
from app.courses.models import (
    CatalogueImport,
    Course,
    Domain,
    Section,
    SectionState,
    SectionTeacher,
    SectionTime,
    Track,
)
from app.enrollment.models import Offer, Place, Waiting
from app.enrollment.repair_models import MoveState, Repair, RepairMove
from app.enrollment.services import place_by_hand
from app.evaluation.diagnosis.models import Diagnosis
from app.evaluation.ideas.models import Idea
from app.evaluation.survey.models import Survey, SurveyForm
from app.evaluation.survey.questions import stored
from app.evaluation.survey.usual_form import USUAL_QUESTIONS
from app.evaluation.voices.models import Category, Complaint, Suggestion
from app.lottery.plan import RoundPlan
from app.lottery.queries.rounds import get_round
from app.lottery.services.rounds import announce_round, create_round
from app.rosters.models import RosterImport
from app.safety.discipline_models import EndProposal
from app.safety.duty_models import DutyKind, DutyPerson, DutyTurn
from app.safety.incident_models import FollowUp, Incident, IncidentKind
from app.schools.models import Band, Homeroom, Room, School, Slot, Term
from app.schools.queries import get_current_term
from app.timetable.models import Meeting, MeetingAdult

NOON = datetime(2026, 9, 3, 4, 0, tzinfo=UTC)  # Thursday, 12:00 at the school
_numbers = count(1)


def _add(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row


def _school(session: Session, school: School | None) -> School:
    return school if school is not None else the_school(session)


def the_school(session: Session) -> School:
    """Give the first school, made when there is none."""
    found = session.scalars(select(School).order_by(School.id).limit(1)).first()
    return found if found is not None else school(session)


def school(session: Session, **values: Any) -> School:
    n = next(_numbers)
    defaults = {"code": f"school{n}", "name": f"示范小学{n}", "created_at": NOON}
    return _add(session, School(**defaults | values))


def term(session: Session, *, school: School | None = None, **values: Any) -> Term:
    defaults = {
        "school_id": _school(session, school).id,
        "title": "2026-2027 第一学期",
        "starts_on": date(2026, 9, 1),
        "ends_on": date(2027, 1, 22),
    }
    return _add(session, Term(**defaults | values))


def the_term(session: Session, school: School) -> Term:
    """Give the term of NOON, made with the school."""
    return get_current_term(session, school.id, school.today(NOON))


def the_slot(session: Session, school: School, *, weekday: int, period: int) -> Slot:
    """Give a slot that was made with the school."""
    statement = select(Slot).where(
        Slot.school_id == school.id, Slot.weekday == weekday, Slot.period == period
    )
    return session.scalars(statement).one()


def band(session: Session, *, school: School | None = None, **values: Any) -> Band:
    defaults = {"school_id": _school(session, school).id, "name": "三四年级"}
    return _add(session, Band(**defaults | {"grade_from": 3, "grade_to": 4} | values))


def slot(session: Session, *, school: School | None = None, **values: Any) -> Slot:
    defaults = {"school_id": _school(session, school).id, "weekday": 4, "period": 1}
    return _add(session, Slot(**defaults | values))


def room(session: Session, *, school: School | None = None, **values: Any) -> Room:
    defaults = {"school_id": _school(session, school).id, "name": f"教室{next(_numbers)}"}
    return _add(session, Room(**defaults | {"seats": 40} | values))


def homeroom(session: Session, *, school: School | None = None, **values: Any) -> Homeroom:
    defaults = {"grade": 3, "class_no": next(_numbers), "entry_year": 2024}
    return _add(session, Homeroom(school_id=_school(session, school).id, **defaults | values))


def _homeroom(session: Session, school: School) -> Homeroom:
    return homeroom(session, school=school)


def account(
    session: Session, *roles: Role, school: School | None = None, login: str = "", **values: Any
) -> Account:
    school_id = _school(session, school).id
    defaults = {"school_id": school_id, "name": f"陈老师{next(_numbers)}", "created_at": NOON}
    made = Account(**defaults | values)
    made.grants = [RoleGrant(school_id=school_id, role=role) for role in roles]
    _add(session, made)
    if login:
        _login(session, made, login)
    return made


def login(session: Session, account: Account, name: str) -> Login:
    return _add(session, Login(school_id=account.school_id, name=name, account_id=account.id))


_login = login


def student(
    session: Session,
    *,
    school: School | None = None,
    homeroom: Homeroom | None = None,
    **values: Any,
) -> Student:
    owner = _school(session, school)
    place = homeroom if homeroom is not None else _homeroom(session, owner)
    defaults = {
        "school_id": owner.id,
        "student_no": f"2026{next(_numbers):04}",
        "name": "孙志奕",
        "homeroom": place,
    }
    return _add(session, Student(**defaults | values))


def guardian(session: Session, *children: Student, **values: Any) -> Account:
    made = account(session, Role.GUARDIAN, **values)
    for child in children:
        guardianship(session, made, child)
    return made


def guardianship(session: Session, account: Account, child: Student) -> Guardianship:
    link = {"school_id": child.school_id, "account_id": account.id, "student_id": child.id}
    return _add(session, Guardianship(**link))


def homeroom_teacher(session: Session, account: Account, homeroom: Homeroom) -> HomeroomTeacher:
    link = {"school_id": homeroom.school_id, "homeroom_id": homeroom.id, "account_id": account.id}
    return _add(session, HomeroomTeacher(**link))


def roster_import(session: Session, *, school: School | None = None, **values: Any) -> RosterImport:
    defaults = {"school_id": _school(session, school).id, "filename": "名册.xlsx", "read_at": NOON}
    return _add(session, RosterImport(**defaults | values))


def catalogue_import(session: Session, *, term: Term, **values: Any) -> CatalogueImport:
    defaults = {"school_id": term.school_id, "term_id": term.id, "read_at": NOON}
    return _add(session, CatalogueImport(**defaults | {"rows": [], "issues": []} | values))


def course(session: Session, *, school: School | None = None, **values: Any) -> Course:
    defaults = {
        "school_id": _school(session, school).id,
        "code": f"C{next(_numbers)}",
        "title": "童声合唱",
        "track": Track.X,
        "domain": Domain.ARTS,
        "rules": "听老师指挥。",
        "safety_note": "不追逐打闹。",
    }
    return _add(session, Course(**defaults | values))


def section(
    session: Session,
    *,
    term: Term,
    slots: Sequence[Slot] = (),
    course: Course | None = None,
    **values: Any,
) -> Section:
    """A published section of grades 1 to 6 with 20 seats, 16:25 to 17:20 in each slot."""
    made = Section(
        **{
            "school_id": term.school_id,
            "term_id": term.id,
            "course": course if course is not None else _course(session),
            "code": f"X{next(_numbers)}",
            "seats": 20,
            "grade_from": 1,
            "grade_to": 6,
            "state": SectionState.PUBLISHED,
        }
        | values
    )
    made.times = [
        SectionTime(
            school_id=term.school_id, slot_id=slot.id, starts_at=time(16, 25), ends_at=time(17, 20)
        )
        for slot in slots
    ]
    return _add(session, made)


def _course(session: Session) -> Course:
    return course(session)


def choice_round(session: Session, *, term: Term, slots: Sequence[Slot], **values: Any) -> Any:
    """A round over some slots, prepared on Tuesday, open from Wednesday to Friday evening."""
    plan = {
        "title": "周四选课",
        "slot_ids": tuple(slot.id for slot in slots),
        "opens_at": NOON - timedelta(days=1),
        "closes_at": NOON + timedelta(days=1),
        "public_source": "家长代表现场抽出的九个数字",
    }
    before = NOON - timedelta(days=2)
    return create_round(session, term, RoundPlan(**plan | values), actor_id=None, now=before)


def announced_round(session: Session, **values: Any) -> Any:
    """The same, announced before it opened; its sections must be there already."""
    made = choice_round(session, **values)
    session.expire(made)
    found = get_round(session, made.school_id, made.id)
    owner = session.get_one(School, made.school_id)
    announce_round(session, owner, found, actor_id=None, now=NOON - timedelta(days=2))
    return found


def place(session: Session, student: Student, section: Section) -> Place:
    """A seat given by hand."""
    return place_by_hand(session, section, student, reason="新转入", actor_id=1, now=NOON)


def waiting(
    session: Session, student: Student, section: Section, *, number: int, rank: int = 1
) -> Waiting:
    """A line of a section's waiting list."""
    link = {"school_id": section.school_id, "section_id": section.id, "student_id": student.id}
    return _add(session, Waiting(**link, number=number, rank=rank))


def offer(session: Session, *, school: School | None = None, **values: Any) -> Offer:
    """An open offer, of a section and a child of its own, that stands for ten years."""
    owner = _school(session, school)
    if "section" not in values:
        years = {"starts_on": date(2030, 2, 20), "ends_on": date(2030, 7, 7)}
        own_course = course(session, school=owner)
        own_term = term(session, school=owner, **years)
        values["section"] = section(session, term=own_term, course=own_course, taken=1)
    if "student" not in values:
        values["student"] = student(session, school=owner)
    times = {"offered_at": NOON, "expires_at": NOON + timedelta(days=3650)}
    return _add(session, Offer(school_id=owner.id, **{"number": 1, "rank": 1} | times | values))


def teaches(session: Session, account: Account, section: Section, *, is_lead: bool = True) -> Any:
    link = {"school_id": section.school_id, "section_id": section.id, "account_id": account.id}
    return _add(session, SectionTeacher(**link, is_lead=is_lead))


def meeting(session: Session, section: Section, *adults: Account, **values: Any) -> Meeting:
    """A meeting of a section on Thursday 10 September 2026, 16:25 to 17:20."""
    defaults = {
        "school_id": section.school_id,
        "section_id": section.id,
        "day": date(2026, 9, 10),
        "starts_at": time(16, 25),
        "ends_at": time(17, 20),
    }
    wanted = defaults | values
    if "slot_id" not in wanted:
        wanted["slot_id"] = _any_slot(session, section.school_id)
    made = Meeting(**{"planned_on": wanted["day"]} | wanted)
    made.adults = [
        MeetingAdult(school_id=section.school_id, account_id=adult.id) for adult in adults
    ]
    return _add(session, made)


def _any_slot(session: Session, school_id: int) -> int:
    found = session.scalars(select(Slot).where(Slot.school_id == school_id).limit(1)).first()
    return (found or slot(session, school=session.get_one(School, school_id))).id


def repair(session: Session, *, school: School | None = None, **values: Any) -> Repair:
    """A draft about a section of its own."""
    owner = _school(session, school)
    if "section" not in values:
        starts_on = date(2031, 2, 20) + timedelta(days=next(_numbers))
        years = {"starts_on": starts_on, "ends_on": starts_on + timedelta(days=130)}
        own_term = term(session, school=owner, **years)
        values["section"] = section(session, term=own_term, course=course(session, school=owner))
    return _add(
        session, Repair(school_id=owner.id, **{"reason": "老师生病", "made_at": NOON} | values)
    )


def repair_move(session: Session, *, school: School | None = None, **values: Any) -> RepairMove:
    """A child of a repair of its own that has no place in view."""
    owner = _school(session, school)
    own = values.pop("repair", None) or repair(session, school=owner)
    child = values.pop("student", None) or student(session, school=owner)
    facts = {"chain": 1, "position": 0, "sentence": "x", "facts": {}, "state": MoveState.WITHOUT}
    link = {"from_section_id": own.section_id, "repair_id": own.id, "student_id": child.id}
    return _add(session, RepairMove(school_id=owner.id, **link | facts | values))


def duty_person(session: Session, *, school: School | None = None, **values: Any) -> DutyPerson:
    """Somebody of the canteen who has no account."""
    defaults = {"school_id": _school(session, school).id, "name": "王师傅"}
    return _add(session, DutyPerson(**defaults | values))


def duty_turn(session: Session, *, term: Term, **values: Any) -> DutyTurn:
    """A Thursday of every week on the teachers' roster."""
    defaults = {"school_id": term.school_id, "term_id": term.id, "kind": DutyKind.TEACHER}
    if "person_id" not in values:
        owner = session.get_one(School, term.school_id)
        values["person_id"] = duty_person(session, school=owner).id
    return _add(session, DutyTurn(**defaults | {"week": 1, "weekday": 4} | values))


def incident(session: Session, *, school: School | None = None, **values: Any) -> Incident:
    """An injury that happened at NOON."""
    at = {"started_at": NOON, "happened_at": NOON, "day": date(2026, 9, 3)}
    facts = {"school_id": _school(session, school).id, "kind": IncidentKind.INJURY}
    return _add(session, Incident(**facts | at | values))


def follow_up(session: Session, *, school: School | None = None, **values: Any) -> FollowUp:
    """Something to be done after an incident of its own."""
    owner = _school(session, school)
    link = {"school_id": owner.id, "incident_id": incident(session, school=owner).id}
    facts = {"what": "修栏杆", "due_on": date(2026, 9, 4)}
    if "owner_id" not in values:
        values["owner_id"] = account(session, school=owner).id
    return _add(session, FollowUp(**link | facts | values))


def end_proposal(session: Session, *, school: School | None = None, **values: Any) -> EndProposal:
    """A proposal to end a place, of a child and a club of its own."""
    owner = _school(session, school)
    years = {"starts_on": date(2033, 2, 20), "ends_on": date(2033, 7, 7)}
    own_term = term(session, school=owner, **years)
    own = section(session, term=own_term, course=course(session, school=owner))
    held = place(session, student(session, school=owner), own)
    link = {"school_id": owner.id, "student_id": held.student_id, "place_id": held.id}
    facts = {"reason": "屡教不改", "proposed_at": NOON}
    return _add(session, EndProposal(**link | facts | values))


def survey(session: Session, *, school: School | None = None, **values: Any) -> Survey:
    """Make a draft of one question."""
    owner = _school(session, school)
    form = SurveyForm(school_id=owner.id, version=1, questions=[stored(USUAL_QUESTIONS[0])])
    defaults = {
        "school_id": owner.id,
        "form": form,
        "month": date(2026, 9, 1),
        "closes_on": date(2026, 9, 10),
    }
    return _add(session, Survey(**defaults | values))


def diagnosis(session: Session, *, school: School | None = None, **values: Any) -> Diagnosis:
    """Make a draft without numbers, of a club and a term of its own."""
    owner = _school(session, school)
    own_term = term(session, school=owner, starts_on=date(2034, 2, 20), ends_on=date(2034, 7, 7))
    own = section(session, term=own_term, course=course(session, school=owner))
    link = {"school_id": owner.id, "term_id": own_term.id, "section_id": own.id}
    return _add(
        session, Diagnosis(**link | {"week": date(2034, 3, 6), "drafted_at": NOON} | values)
    )


def idea(session: Session, *, school: School | None = None, **values: Any) -> Idea:
    """Make an idea that nobody uses yet."""
    facts = {"title": "小组长点名", "text": "每组一名小组长先数人。", "shared_at": NOON}
    return _add(session, Idea(school_id=_school(session, school).id, **facts | values))


def suggestion(session: Session, *, school: School | None = None, **values: Any) -> Suggestion:
    """A suggestion without a name that the school can read."""
    defaults = {
        "id": next(_numbers),
        "school_id": _school(session, school).id,
        "text": "门口等太久",
        "code_hash": "x",
        "sent_on": date(2026, 9, 1),
        "due_on": date(2026, 9, 15),
        "is_mixed": True,
    }
    return _add(session, Suggestion(**defaults | values))


def complaint(session: Session, *, school: School | None = None, **values: Any) -> Complaint:
    """A complaint that nobody has looked at."""
    defaults = {
        "school_id": _school(session, school).id,
        "category": Category.CONDUCT,
        "text": "当众讽刺学生",
        "sent_at": NOON,
    }
    return _add(session, Complaint(**defaults | values))
