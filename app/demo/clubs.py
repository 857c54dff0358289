"""The clubs of the demonstration: courses, sections, rooms; drafted, checked and published."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal

from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.courses.models import Admission, Domain, EKind, Section, SectionState, Tier, Track
from app.courses.queries.sections import sections as sections_of_term
from app.courses.services import create_course, create_section, publish_several
from app.courses.services.obstacles import Week
from app.courses.usual_texts import RULES, SAFETY_NOTES
from app.courses.values import CourseValues, SectionValues, TimeValues
from app.demo.files import Row
from app.enrollment.services import place_homeroom
from app.schools import queries as schools
from app.schools.bells import Bells, slot_at
from app.schools.models import Homeroom, School, Slot, Term
from app.schools.services import find_or_create_room

DOMAINS = {
    "审美": Domain.ARTS,
    "健体": Domain.FITNESS,
    "创客": Domain.MAKER,
    "领袖": Domain.LEADERSHIP,
    "家政": Domain.HOME_ECONOMICS,
}
E_KINDS = {
    "一班一球类": EKind.CLASS_BALL,
    "一周一讲师": EKind.PARENT_LECTURER,
    "一站一实验": EKind.LAB_STATION,
    "一著一电影": EKind.BOOK_AND_FILM,
}
FLAGSHIP_SEATS = 30
MAIN = "教学楼"
BUILDINGS = (
    ("艺术楼", ("剧场", "美术", "书法", "陶艺", "音乐", "舞蹈", "管乐", "民乐", "录播", "广播")),
    ("操场", ("场", "基地", "体育馆", "球馆", "体操", "生态园")),
    ("科技楼", ("计算机", "创客", "科学", "机器人", "家政", "实验")),
)


def open_clubs(
    session: Session,
    school: School,
    term: Term,
    rows: Sequence[Row],
    teachers: Mapping[str, Account],
    *,
    now: datetime,
) -> Sequence[Section]:
    """Draft every club of the catalogue, then publish them all; gives the published ones."""
    week = Week.of_term(session, term, [SectionState.PUBLISHED])
    slots = schools.slots(session, school.id)
    bells = schools.bells(session, school.id)
    homerooms = list(schools.homerooms(session, school.id))
    for row in rows:
        course = create_course(
            session, school.id, _course(row), code=row["code"], actor_id=None, now=now
        )
        room = find_or_create_room(session, school.id, row["room"], seats=int(row["capacity_max"]))
        room.seats = max(room.seats, int(row["capacity_max"]))
        room.building = _building(room.name)
        values = _section(row, _time(row, slots, bells, term), homerooms)._replace(
            room_id=room.id, teacher_ids=[teachers[row["teacher_ref"]].id]
        )
        create_section(session, term, course, values, actor_id=None, now=now, week=week)
    drafted = sections_of_term(session, school.id, term.id)
    return publish_several(session, drafted, actor_id=None, now=now).published


def place_whole_homerooms(session: Session, sections: Sequence[Section], *, now: datetime) -> None:
    """Give the places of the clubs in which whole homerooms take part."""
    for section in sections:
        if section.admission is Admission.HOMEROOM:
            place_homeroom(session, section, actor_id=None, now=now)


def _course(row: Row) -> CourseValues:
    domain = DOMAINS.get(row["category"])
    is_flagship = int(row["capacity_max"]) >= FLAGSHIP_SEATS
    return CourseValues(
        title=row["name_zh"],
        title_en=row["name_en"],
        summary=row["description_zh"],
        summary_en=row["description_en"],
        track=Track(row["course_type"].lower()),
        domain=domain,
        e_kind=E_KINDS.get(row["category"]),
        tier=Tier.FLAGSHIP if is_flagship else Tier.EMERGING,
        rules=RULES,
        safety_note=SAFETY_NOTES[domain],
    )


def _building(room: str) -> str:
    """Say in which building of the fictitious school a room lies."""
    return next((name for name, words in BUILDINGS if any(word in room for word in words)), MAIN)


def _section(row: Row, times: TimeValues, homerooms: list[Homeroom]) -> SectionValues:
    admission = Admission.HOMEROOM if row["admission"] == "class" else Admission(row["admission"])
    seats, grade_from = int(row["capacity_max"]), int(row["grade_from"])
    taking_part = [one.id for one in homerooms if one.grade == grade_from][:1]
    return SectionValues(
        code=row["code"],
        seats=seats,
        min_size=int(row["capacity_min"]),
        grade_from=grade_from,
        grade_to=int(row["grade_to"]),
        times=[times],
        admission=admission,
        materials_fee_fen=int(Decimal(row["materials_fee_yuan"]) * 100),
        meetings_planned=int(row["sessions"]),
        homeroom_ids=taking_part if admission is Admission.HOMEROOM else (),
    )


def _time(row: Row, slots: Sequence[Slot], bells: Bells, term: Term) -> TimeValues:
    starts_at = time.fromisoformat(row["start"])
    slot = slot_at(
        slots,
        bells,
        weekday=int(row["weekday"]),
        grade=int(row["grade_to"]),
        starts_at=starts_at,
        on=term.starts_on,
    )
    if slot is None:
        raise LookupError(f"no slot for {row['code']}")
    return TimeValues(slot.id, starts_at, time.fromisoformat(row["end"]))
