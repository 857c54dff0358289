"""Last term's sections as drafts of the next."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.audit.services import record
from app.core.roles import STAFF
from app.courses.models import (
    Course,
    Section,
    SectionHomeroom,
    SectionState,
    SectionTeacher,
    SectionTime,
    Tier,
)
from app.courses.origin_models import SectionOrigin
from app.courses.queries import sections as queries
from app.courses.queries import teachers
from app.courses.services.version import bump_catalogue
from app.schools.models import Room, Term

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


@dataclass(frozen=True)
class Decided:
    """What was decided for a section's next term, and the page that says why."""

    seats: int
    tier: Tier
    note: str
    link: str


Decisions = Callable[[Session, int, Collection[int]], Mapping[int, Decided]]


def _nothing_decided(
    _session: Session, _school_id: int, _section_ids: Collection[int]
) -> Mapping[int, Decided]:
    return {}


_decisions: Decisions = _nothing_decided


def use_decisions(decisions: Decisions) -> None:
    """Let a package above say what was decided for sections: by session, school and their ids."""
    global _decisions  # noqa: PLW0603 -- one process has one factory that wires it
    _decisions = decisions


@dataclass(frozen=True)
class Copy:
    """What copying would do with one section of the term before."""

    section: Section
    decided: Decided | None  # for this next term; none: it stays as it is
    is_there: bool  # the term has its code already
    room: Room | None  # none when it had none, or the room is out of use
    teachers: list[Account]  # those of them who still work here


@dataclass
class Copied:
    """What became of each section: drafted, there already, or without its former teacher."""

    drafted: list[Section] = field(default_factory=list)
    there_already: list[Section] = field(default_factory=list)
    without_teacher: list[Section] = field(default_factory=list)


def copies_of(session: Session, source: Term, target: Term) -> list[Copy]:
    """Say what `copy_from_term` would do, by code; writes nothing."""
    taken = set(queries.codes(session, target.school_id, target.id))
    staff = _present_staff(session, source)
    listed = queries.sections(session, source.school_id, source.id, states=[SectionState.PUBLISHED])
    decided = _decisions(session, source.school_id, [old.id for old in listed])
    return [
        Copy(old, decided.get(old.id), old.code in taken, _room(old), _teachers(old, staff))
        for old in listed
    ]


def copy_from_term(
    session: Session, source: Term, target: Term, *, actor_id: int | None, now: datetime
) -> Copied:
    """Draft every section that was published in `source` for `target`; twice does no harm.

    Rooms out of use and teachers who have left are not taken along; clashes are looked for when a
    draft is published. What was decided for a section (`use_decisions`) gives its seats and the
    tier of its course.
    """
    copied = Copied()
    origins: list[tuple[Section, SectionOrigin]] = []
    for copy in copies_of(session, source, target):
        if copy.is_there:
            copied.there_already.append(copy.section)
            continue
        new = _draft(copy, target, actor_id)
        session.add(new)
        copied.drafted.append(new)
        origins.append((new, _origin(copy, source)))
        if copy.section.teachers and not new.teachers:
            copied.without_teacher.append(new)
    session.flush()
    _keep_origins(session, origins)
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


def _room(old: Section) -> Room | None:
    return old.room if old.room is not None and old.room.is_in_use else None


def _teachers(old: Section, staff: set[int]) -> list[Account]:
    listed = sorted(old.teachers, key=lambda one: not one.is_lead)
    return [teacher.account for teacher in listed if teacher.account_id in staff]


def _draft(copy: Copy, target: Term, actor_id: int | None) -> Section:
    old = copy.section
    new = Section(
        school_id=target.school_id,
        term_id=target.id,
        course=old.course,
        state=SectionState.DRAFT,
        proposed_by_id=actor_id,
        taken=0,
        room=copy.room,
        **{name: getattr(old, name) for name in KEPT},
    )
    if copy.decided is not None:
        new.seats = copy.decided.seats
    new.times = [
        SectionTime(
            school_id=old.school_id, slot=time.slot, starts_at=time.starts_at, ends_at=time.ends_at
        )
        for time in old.times
    ]
    new.teachers = [
        SectionTeacher(school_id=old.school_id, account=account, is_lead=position == 0)
        for position, account in enumerate(copy.teachers)
    ]
    return new


def _origin(copy: Copy, source: Term) -> SectionOrigin:
    old, decided = copy.section, copy.decided
    return SectionOrigin(
        school_id=old.school_id,
        from_section_id=old.id,
        from_term=source.title,
        seats_before=old.seats,
        seats=decided.seats if decided else old.seats,
        tier_before=old.course.tier,
        tier=decided.tier if decided else old.course.tier,
        is_decided=decided is not None,
        note=decided.note if decided else "",
        link=decided.link if decided else "",
    )


def _keep_origins(session: Session, origins: list[tuple[Section, SectionOrigin]]) -> None:
    """Write down where each draft comes from; a course is flagship if one of its sections is."""
    decided: dict[Course, set[Tier]] = {}
    for new, origin in origins:
        origin.section_id = new.id
        session.add(origin)
        if origin.is_decided:
            decided.setdefault(new.course, set()).add(origin.tier)
    for course, tiers in decided.items():
        course.tier = Tier.FLAGSHIP if Tier.FLAGSHIP in tiers else Tier.EMERGING
    session.flush()


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
