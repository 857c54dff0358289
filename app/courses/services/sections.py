"""Sections: a course in a term, with time, room, teachers and seats."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.audit.services import record
from app.core.dependants import dependants
from app.courses import errors
from app.courses.clashes import Clash
from app.courses.models import (
    Admission,
    Course,
    Section,
    SectionHomeroom,
    SectionState,
    SectionTeacher,
    SectionTime,
)
from app.courses.queries import sections as queries
from app.courses.services.checked import Checked, check
from app.courses.services.courses import next_code
from app.courses.services.obstacles import Week
from app.courses.services.version import bump_catalogue
from app.courses.values import SectionValues
from app.schools import queries as schools
from app.schools.models import Term

UNDER_DISCUSSION = frozenset({SectionState.PROPOSED, SectionState.PUBLISHED})
# What a manifest announces: in a round it stays as it is, like the slots.
ANNOUNCED = (
    "code",
    "seats",
    "min_size",
    "runs_anyway",
    "grade_from",
    "grade_to",
    "admission",
    "continuing_share",
    "reserved",
)
DETAILS = ("materials_fee_fen", "meetings_planned")


def create_section(
    session: Session,
    term: Term,
    course: Course,
    values: SectionValues,
    *,
    actor_id: int | None,
    now: datetime,
    week: Week | None = None,
) -> Section:
    """Draft a section of a course in a term.

    Args:
        session: what the rows are written with.
        term: in which it runs.
        course: what it offers.
        values: when, where, with whom, for whom.
        actor_id: who does it; none for a command.
        now: when.
        week: what other sections hold, if the caller has it; else the proposed and published.

    Raises:
        NotFound: a slot, room, teacher or homeroom is not of this school.
        Invalid: the values do not go together, or a room, teacher or band's time clashes.
    """
    values = _complete(values, code=values.code or _free_code(session, term, course))
    week = week if week is not None else Week.of_term(session, term, UNDER_DISCUSSION)
    checked = check(session, term, course, values, section=None, week=week)
    section = Section(
        school_id=term.school_id,
        term_id=term.id,
        course=course,
        state=SectionState.DRAFT,
        proposed_by_id=actor_id,
        taken=0,
        times=[],
        teachers=[],
    )
    _fill(section, checked)
    session.add(section)
    session.flush()
    _set_homerooms(session, section, checked)
    bump_catalogue(session, term.school_id, term.id)
    _record(session, "create section", section, actor_id, now)
    return section


def update_section(
    session: Session,
    section: Section,
    values: SectionValues,
    *,
    actor_id: int | None,
    now: datetime,
    week: Week | None = None,
) -> None:
    """Change a section that `queries.get_section` has loaded; without a code it keeps its own.

    Raises:
        NotFound: a slot, room, teacher or homeroom is not of this school.
        InRound: a round has announced what would change.
        SeatsBelowMembers: more children have a place than seats would remain.
        Invalid: the values do not go together, or a room, teacher or band's time clashes.
    """
    term = schools.get_term(session, section.school_id, section.term_id)
    values = _complete(values, code=values.code or section.code)
    if queries.is_in_round(session, section.school_id, section.id):
        _check_announced(section, values)
    if values.seats < section.taken:
        raise errors.SeatsBelowMembers(taken=section.taken)
    week = week if week is not None else Week.of_term(session, term, UNDER_DISCUSSION)
    checked = check(session, term, section.course, values, section=section, week=week)
    _fill(section, checked)
    session.flush()
    _set_homerooms(session, section, checked)
    bump_catalogue(session, section.school_id, section.term_id)
    _record(session, "change section", section, actor_id, now)


def warnings(session: Session, section: Section) -> list[Clash]:
    """List what is allowed but worth a second look: a start before a band's time."""
    term = schools.get_term(session, section.school_id, section.term_id)
    week = Week.of_term(session, term, UNDER_DISCUSSION)
    return [clash for clash in week.clashes(section) if clash.is_warning]


def delete_section(
    session: Session, section: Section, *, actor_id: int | None, now: datetime
) -> None:
    """Delete a draft; its course stays.

    Raises:
        NotEditable: it was published once.
        StillUsed: places, lists or meetings belong to it.
    """
    if section.published_at is not None:
        raise errors.NotEditable(title=section.course.named)
    if used := dependants(session, section):
        raise errors.StillUsed(title=section.course.named, count=sum(used.values()))
    _record(session, "delete section", section, actor_id, now)
    session.delete(section)
    session.flush()
    bump_catalogue(session, section.school_id, section.term_id)


def _complete(values: SectionValues, *, code: str) -> SectionValues:
    """Write the code as codes are, and drop what the admission has no use for."""
    continues = values.admission is Admission.CONTINUING
    takes_homerooms = values.admission is Admission.HOMEROOM
    return values._replace(
        code=code.strip().upper(),
        continuing_share=values.continuing_share if continues else 0,
        homeroom_ids=values.homeroom_ids if takes_homerooms else (),
    )


def _free_code(session: Session, term: Term, course: Course) -> str:
    """Give the course's own code, or the next free one when it has a section already."""
    taken = set(queries.codes(session, term.school_id, term.id))
    return course.code if course.code not in taken else next_code(course.track, taken)


def _check_announced(section: Section, values: SectionValues) -> None:
    """Refuse to change what a round has announced; room, teachers and fee may change."""
    slots = {time.slot_id for time in section.times}
    has_changed = any(getattr(section, field) != getattr(values, field) for field in ANNOUNCED)
    if has_changed or slots != {time.slot_id for time in values.times}:
        raise errors.InRound(title=section.course.named)


def _fill(section: Section, checked: Checked) -> None:
    for field in (*ANNOUNCED, *DETAILS):
        setattr(section, field, getattr(checked.values, field))
    section.room = checked.room
    _set_times(section, checked)
    _set_teachers(section, checked)


def _set_times(section: Section, checked: Checked) -> None:
    """Keep the rows of slots that stay, so that a unique key is never broken on the way."""
    kept = {time.slot_id: time for time in section.times}
    rows = []
    for wanted in checked.values.times:
        row = kept.get(wanted.slot_id) or SectionTime(
            school_id=section.school_id, slot=checked.slots[wanted.slot_id]
        )
        row.starts_at, row.ends_at = wanted.starts_at, wanted.ends_at
        rows.append(row)
    section.times = rows


def _set_teachers(section: Section, checked: Checked) -> None:
    kept = {teacher.account_id: teacher for teacher in section.teachers}
    rows: list[SectionTeacher] = []
    for account in checked.teachers:
        row = kept.get(account.id) or SectionTeacher(school_id=section.school_id, account=account)
        row.is_lead = not rows
        rows.append(row)
    section.teachers = rows


def _set_homerooms(session: Session, section: Section, checked: Checked) -> None:
    own = (
        SectionHomeroom.school_id == section.school_id,
        SectionHomeroom.section_id == section.id,
    )
    session.execute(delete(SectionHomeroom).where(*own))
    session.add_all(
        SectionHomeroom(school_id=section.school_id, section_id=section.id, homeroom_id=homeroom.id)
        for homeroom in checked.homerooms
    )
    session.flush()


def _record(
    session: Session, action: str, section: Section, actor_id: int | None, now: datetime
) -> None:
    record(
        session,
        action,
        "section",
        section.id,
        school_id=section.school_id,
        actor_id=actor_id,
        now=now,
    )
