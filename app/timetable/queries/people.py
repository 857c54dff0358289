"""Who could stand in at a meeting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from app.accounts.models import Account, ExternalStaff, RoleGrant
from app.core.errors import NotFound
from app.core.roles import STAFF, Role
from app.courses.models import Course, Domain, Section, SectionTeacher
from app.timetable.models import Meeting, MeetingAdult

TEACHING = frozenset({Role.CLUB_TEACHER, Role.HOMEROOM_TEACHER})


@dataclass(frozen=True)
class Substitute:
    """Somebody who is free at a meeting's time, and what speaks for asking them."""

    account: Account
    has_taught_course: bool
    teaches_domain: bool
    is_teacher: bool
    covered: int  # how often in this term already

    @property
    def order(self) -> tuple[bool, bool, bool, int, str]:
        """Who is asked first: knows the course, then the domain, has covered least."""
        return (
            not self.has_taught_course,
            not self.teaches_domain,
            not self.is_teacher,
            self.covered,
            self.account.name_pinyin,
        )


def substitutes(session: Session, meeting: Meeting, since: date) -> list[Substitute]:
    """List the staff who are free at a meeting's time, the best first.

    Free: in force on that day, proof of outside staff not run out (R27), at no other meeting then,
    not at this one. `since` is the first day of the term, from which covers are counted.
    """
    people = _staff(session, meeting.school_id, meeting.day)
    busy = _busy(session, meeting)
    course, domain = meeting.section.course_id, meeting.section.course.domain
    taught = _taught(session, meeting.school_id)
    covered = _covered(session, meeting.school_id, since)
    found = [
        Substitute(
            account=account,
            has_taught_course=any(row[0] == course for row in taught.get(account.id, ())),
            teaches_domain=any(row[1] == domain for row in taught.get(account.id, ())),
            is_teacher=not TEACHING.isdisjoint(account.roles_on(meeting.day)),
            covered=covered.get(account.id, 0),
        )
        for account in people
        if account.id not in busy
    ]
    return sorted(found, key=lambda one: one.order)


def get_colleague(session: Session, school_id: int, account_id: int, on: date) -> Account:
    """Load one of the staff who may stand in on a day, or `NotFound`."""
    found = next((one for one in _staff(session, school_id, on) if one.id == account_id), None)
    if found is None:
        raise NotFound
    return found


def alarmed(session: Session, school_id: int, on: date) -> frozenset[int]:
    """Give the accounts that are told of a meeting without an adult: duty leaders and office."""
    statement = (
        select(RoleGrant.account_id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            RoleGrant.school_id == school_id,
            RoleGrant.role.in_((Role.DUTY_LEADER, Role.SCHOOL_ADMIN)),
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= on),
            Account.is_active,
        )
    )
    return frozenset(session.scalars(statement))


def _staff(session: Session, school_id: int, on: date) -> Sequence[Account]:
    """List the active accounts with a role of the staff in force on a day."""
    in_force = select(RoleGrant.account_id).where(
        RoleGrant.school_id == school_id,
        RoleGrant.role.in_(sorted(STAFF)),
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= on),
    )
    run_out = select(ExternalStaff.account_id).where(
        ExternalStaff.school_id == school_id,
        or_(ExternalStaff.qualified_until < on, ExternalStaff.cleared_on.is_(None)),
    )
    statement = (
        select(Account)
        .where(
            Account.school_id == school_id,
            Account.is_active,
            Account.id.in_(in_force),
            Account.id.not_in(run_out),
        )
        .options(selectinload(Account.grants))
        .order_by(Account.name_pinyin, Account.id)
    )
    return session.scalars(statement).all()


def _busy(session: Session, meeting: Meeting) -> frozenset[int]:
    """Give who is at a meeting that overlaps, or away from this one."""
    statement = (
        select(MeetingAdult.account_id)
        .join(Meeting, Meeting.id == MeetingAdult.meeting_id)
        .where(
            MeetingAdult.school_id == meeting.school_id,
            Meeting.day == meeting.day,
            Meeting.starts_at < meeting.ends_at,
            Meeting.ends_at > meeting.starts_at,
            or_(Meeting.state == "planned", Meeting.id == meeting.id),
            or_(~MeetingAdult.is_away, Meeting.id == meeting.id),
        )
    )
    return frozenset(session.scalars(statement))


def _taught(session: Session, school_id: int) -> Mapping[int, list[tuple[int, Domain | None]]]:
    statement = (
        select(SectionTeacher.account_id, Course.id, Course.domain)
        .join(Section, Section.id == SectionTeacher.section_id)
        .join(Course, Course.id == Section.course_id)
        .where(SectionTeacher.school_id == school_id)
    )
    found: dict[int, list[tuple[int, Domain | None]]] = {}
    for account_id, course_id, domain in session.execute(statement):
        found.setdefault(account_id, []).append((course_id, domain))
    return found


def _covered(session: Session, school_id: int, since: date) -> Mapping[int, int]:
    statement = (
        select(MeetingAdult.account_id, func.count())
        .join(Meeting, Meeting.id == MeetingAdult.meeting_id)
        .where(
            MeetingAdult.school_id == school_id,
            MeetingAdult.covers_id.is_not(None),
            Meeting.day >= since,
        )
        .group_by(MeetingAdult.account_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}
