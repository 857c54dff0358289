"""Last term's sections as drafts of the next."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.audit.services import record
from app.core.roles import STAFF
from app.courses.models import (
    Section,
    SectionHomeroom,
    SectionState,
    SectionTeacher,
    SectionTime,
)
from app.courses.queries import sections as queries
from app.courses.queries import teachers
from app.courses.services.version import bump_catalogue
from app.schools.models import Term

KEPT = (
    "code",
    "seats",
    "min_size",
    "runs_anyway",
    "grade_from",
    "grade_to",
    "admission",
    "continuing_share",
    "reserved",
    "materials_fee_fen",
    "meetings_planned",
)


@dataclass
class Copied:
    """What became of each section: drafted, there already, or without its former teacher."""

    drafted: list[Section] = field(default_factory=list)
    there_already: list[Section] = field(default_factory=list)
    without_teacher: list[Section] = field(default_factory=list)


def copy_from_term(
    session: Session, source: Term, target: Term, *, actor_id: int | None, now: datetime
) -> Copied:
    """Draft every section that was published in `source` for `target`; twice does no harm.

    Rooms out of use and teachers who have left are not taken along; clashes are looked for when a
    draft is published.
    """
    taken = set(queries.codes(session, target.school_id, target.id))
    copied = Copied()
    staff = _present_staff(session, source)
    for old in queries.sections(
        session, source.school_id, source.id, states=[SectionState.PUBLISHED]
    ):
        if old.code in taken:
            copied.there_already.append(old)
            continue
        new = _draft(old, target, staff, actor_id)
        session.add(new)
        copied.drafted.append(new)
        if old.teachers and not new.teachers:
            copied.without_teacher.append(new)
    session.flush()
    _copy_homerooms(session, source, copied)
    bump_catalogue(session, target.school_id, target.id)
    record(
        session,
        "copy sections",
        "term",
        target.id,
        school_id=target.school_id,
        actor_id=actor_id,
        now=now,
        from_term_id=source.id,
        count=len(copied.drafted),
    )
    return copied


def _present_staff(session: Session, term: Term) -> set[int]:
    listed = teachers.teachers_of_term(session, term.school_id, term.id)
    return {account.id for account in listed if _is_present(account)}


def _is_present(account: Account) -> bool:
    return account.is_active and any(grant.role in STAFF for grant in account.grants)


def _draft(old: Section, target: Term, staff: set[int], actor_id: int | None) -> Section:
    new = Section(
        school_id=target.school_id,
        term_id=target.id,
        course=old.course,
        state=SectionState.DRAFT,
        proposed_by_id=actor_id,
        taken=0,
        room=old.room if old.room is not None and old.room.is_in_use else None,
        **{name: getattr(old, name) for name in KEPT},
    )
    new.times = [
        SectionTime(
            school_id=old.school_id, slot=time.slot, starts_at=time.starts_at, ends_at=time.ends_at
        )
        for time in old.times
    ]
    present = [teacher for teacher in old.teachers if teacher.account_id in staff]
    new.teachers = [
        SectionTeacher(school_id=old.school_id, account=teacher.account, is_lead=position == 0)
        for position, teacher in enumerate(present)
    ]
    return new


def _copy_homerooms(session: Session, source: Term, copied: Copied) -> None:
    """Keep the homerooms whose grade, moved up by now, the section still takes."""
    by_code = {section.code: section for section in copied.drafted}
    for code, homeroom in queries.homerooms_of_term(session, source.school_id, source.id):
        new = by_code.get(code)
        if new is not None and new.accepts(homeroom.grade):
            session.add(
                SectionHomeroom(school_id=new.school_id, section_id=new.id, homeroom_id=homeroom.id)
            )
    session.flush()
