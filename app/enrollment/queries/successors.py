"""Who could take over a section: free at its times, a club teacher, qualified if from outside."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, RoleGrant
from app.core.roles import Role
from app.courses.models import Course, Section, SectionState, SectionTeacher
from app.courses.queries.occupations import occupation_of, occupations

RUNNING = (SectionState.PROPOSED, SectionState.PUBLISHED, SectionState.CANCELLED)


@dataclass(frozen=True)
class Successor:
    """Somebody who is free: how often this course was taught before, what else is taught now."""

    account: Account
    taught_it: int
    taught_alike: int
    clubs: int


def club_teachers(session: Session, school_id: int, *, on: date) -> Sequence[Account]:
    """List the people who may teach a club on a day, by pinyin."""
    may = select(RoleGrant.account_id).where(
        RoleGrant.school_id == school_id,
        RoleGrant.role == Role.CLUB_TEACHER,
        RoleGrant.ends_on.is_(None) | (RoleGrant.ends_on >= on),
    )
    statement = (
        select(Account)
        .where(Account.school_id == school_id, Account.is_active, Account.id.in_(may))
        .order_by(Account.name_pinyin, Account.id)
    )
    return session.scalars(statement).all()


def free_teachers(session: Session, section: Section, *, on: date) -> Sequence[Successor]:
    """List who is free at all times of a loaded section: who has taught it first, the idle next."""
    own = occupation_of(section)
    busy: Counter[int] = Counter()
    clubs: Counter[int] = Counter()
    for other in occupations(session, section.school_id, section.term_id, RUNNING):
        clubs.update(other.teachers.keys())
        if any(mine.overlaps(theirs) for mine in own.times for theirs in other.times):
            busy.update(other.teachers.keys())
    past = _taught(session, section)
    found = [
        Successor(
            account,
            past[account.id, True],
            past[account.id, True] + past[account.id, False],
            clubs[account.id],
        )
        for account in club_teachers(session, section.school_id, on=on)
        if not busy[account.id] and account.id not in own.teachers
    ]
    return sorted(
        found, key=lambda one: (one.taught_it == 0, one.taught_alike == 0, one.clubs)
    )  # the rest by pinyin


def _taught(session: Session, section: Section) -> Counter[tuple[int, bool]]:
    """Count the other sections of the same course, and of the same domain, by teacher."""
    is_same = Course.id == section.course_id
    is_alike = is_same
    if section.course.domain is not None:
        is_alike = is_same | (Course.domain == section.course.domain)
    statement = (
        select(SectionTeacher.account_id, is_same, func.count())
        .join(Section, Section.id == SectionTeacher.section_id)
        .join(Course, Course.id == Section.course_id)
        .where(
            SectionTeacher.school_id == section.school_id,
            Section.id != section.id,
            Section.state == SectionState.PUBLISHED,
            is_alike,
        )
        .group_by(SectionTeacher.account_id, is_same)
    )
    counted: Counter[tuple[int, bool]] = Counter()
    for account_id, same, count in session.execute(statement):
        counted[account_id, bool(same)] += count
    return counted
