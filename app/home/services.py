"""A new term begins: homerooms move up, those of the highest grade leave; all can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.accounts.models import Account, SignIn, Student, StudentStatus
from app.audit.services import record
from app.core.dependants import dependants
from app.home import errors
from app.home.queries import rollover as queries
from app.home.queries.rollover import HomeroomCount
from app.schools import queries as schools
from app.schools.defaults import TermDefault, next_term, school_year, term_on
from app.schools.models import CHINESE_GRADES, Homeroom, School, Term
from app.schools.services import open_term


@dataclass(frozen=True)
class Move:
    """What becomes of a homeroom."""

    homeroom: Homeroom
    students: int
    suspended: int
    new_title: str  # empty: it leaves the school


@dataclass(frozen=True)
class Preview:
    """What a new term would do, before it does it."""

    proposal: TermDefault
    moves: Sequence[Move]

    @property
    def leavers(self) -> int:
        """How many students leave."""
        return sum(move.students for move in self.moves if not move.new_title)

    @property
    def suspended_leavers(self) -> int:
        """How many suspended students need another homeroom before."""
        return sum(move.suspended for move in self.moves if not move.new_title)


def preview(session: Session, school: School, *, now: datetime) -> Preview:
    """Say what the next term would change."""
    known = schools.terms(session, school.id)
    proposal = next_term(known[0].ends_on) if known else term_on(school.today(now))
    counts = queries.homeroom_counts(session, school.id)
    if not _is_new_year(known, proposal.starts_on):
        return Preview(proposal, [])
    top = _top_grade(session, school.id)
    return Preview(proposal, [_move(count, top) for count in counts])


def begin_term(
    session: Session,
    school: School,
    *,
    title: str,
    starts_on: date,
    ends_on: date,
    actor_id: int,
    now: datetime,
) -> Term:
    """Open a term; the first of a school year moves every homeroom up.

    Raises:
        EndsBeforeStart: the last day is not after the first.
        TermsOverlap: another term has some of the days.
    """
    known = schools.terms(session, school.id)
    last_day = known[0].ends_on if known else school.today(now)
    moves_up = _is_new_year(known, starts_on)
    term = open_term(session, school, title, starts_on, ends_on)
    leaving = _move_up(session, school.id) if moves_up else []
    leavers = queries.enrolled_in(session, school.id, [homeroom.id for homeroom in leaving])
    _let_leave(session, school.id, leavers, last_day)
    record(
        session,
        queries.BEGUN,
        "term",
        term.id,
        school_id=school.id,
        actor_id=actor_id,
        now=now,
        moved_up=moves_up,
        homerooms=[homeroom.id for homeroom in leaving],
        students=[student.id for student in leavers],
    )
    return term


def take_back(session: Session, school: School, *, actor_id: int, now: datetime) -> None:
    """Undo the term that was begun last: homerooms move down again, leavers come back.

    Raises:
        NothingToUndo: no term was begun, or it was taken back already.
        NewTermInUse: clubs, rounds or places belong to it.
        HomeroomsInTheWay: a homeroom was made where one would move back to.
    """
    begun = queries.last_begun(session, school.id)
    if begun is None or begun.object_id is None:
        raise errors.NothingToUndo
    term = schools.get_term(session, school.id, begun.object_id)
    if used := dependants(session, term):
        raise errors.NewTermInUse(count=sum(used.values()), title=term.title)
    if begun.detail["moved_up"]:
        _move_down(session, school.id, begun.detail["homerooms"])
        _let_come_back(session, school.id, begun.detail["students"])
    record(
        session,
        queries.TAKEN_BACK,
        "term",
        term.id,
        school_id=school.id,
        actor_id=actor_id,
        now=now,
    )
    session.delete(term)
    session.flush()


def _is_new_year(known: Sequence[Term], starts_on: date) -> bool:
    return bool(known) and school_year(starts_on) > school_year(known[0].starts_on)


def _top_grade(session: Session, school_id: int) -> int:
    return max(band.grade_to for band in schools.bands(session, school_id))


def _move(count: HomeroomCount, top: int) -> Move:
    grade = count.homeroom.grade or top
    title = "" if grade >= top else f"{CHINESE_GRADES[grade]}({count.homeroom.class_no})"
    return Move(count.homeroom, count.enrolled, count.suspended, title)


def _move_up(session: Session, school_id: int) -> list[Homeroom]:
    """Move the highest grades first, so that two never stand in one place; gives who leaves."""
    top, leaving = _top_grade(session, school_id), []
    for homeroom in reversed(schools.homerooms(session, school_id)):
        grade = homeroom.grade or top
        homeroom.grade = grade + 1 if grade < top else None
        if homeroom.grade is None:
            leaving.append(homeroom)
        session.flush()
    return leaving


def _move_down(session: Session, school_id: int, left_ids: Sequence[int]) -> None:
    top = _top_grade(session, school_id)
    present = schools.homerooms(session, school_id)
    for homeroom in present:
        if homeroom.grade == 1:
            raise errors.HomeroomsInTheWay(name=homeroom.title)
    for homeroom in present:
        homeroom.grade = (homeroom.grade or top) - 1
        session.flush()
    for homeroom_id in left_ids:
        schools.get_homeroom(session, school_id, homeroom_id).grade = top
    session.flush()


def _let_leave(
    session: Session, school_id: int, leavers: Sequence[Student], last_day: date
) -> None:
    """Archive students: their places stay as history, their sign-ins end."""
    for student in leavers:
        student.status, student.left_on = StudentStatus.LEFT, last_day
    session.flush()
    accounts = [student.account_id for student in leavers if student.account_id is not None]
    _set_active(session, school_id, accounts, is_active=False)
    session.execute(
        delete(SignIn).where(SignIn.school_id == school_id, SignIn.account_id.in_(accounts))
    )


def _let_come_back(session: Session, school_id: int, student_ids: Sequence[int]) -> None:
    accounts = []
    for student_id in student_ids:
        student = session.get(Student, student_id)
        if student is None or student.school_id != school_id:
            continue  # erased since, on a guardian's word
        student.status, student.left_on = StudentStatus.ENROLLED, None
        if student.account_id is not None:
            accounts.append(student.account_id)
    session.flush()
    _set_active(session, school_id, accounts, is_active=True)


def _set_active(
    session: Session, school_id: int, account_ids: Sequence[int], *, is_active: bool
) -> None:
    session.execute(
        update(Account)
        .where(Account.school_id == school_id, Account.id.in_(account_ids))
        .values(is_active=is_active)
    )
