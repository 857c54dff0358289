"""Students: coming, changing homeroom, pausing, leaving."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.accounts.errors import (
    DayAhead,
    DayLongAgo,
    HomeroomUnchanged,
    StudentNoMissing,
    StudentNoTaken,
)
from app.accounts.facts import StudentFacts
from app.accounts.models import (
    Account,
    HomeroomMove,
    Login,
    RoleGrant,
    SignIn,
    SignInCode,
    Student,
    StudentStatus,
)
from app.accounts.names import normalise_login, normalise_number
from app.accounts.queries import people
from app.audit.services import record
from app.core.pinyin import name_syllables
from app.core.roles import Role
from app.schools.models import Homeroom

LATEST_ENTRY = timedelta(days=366)

Follower = Callable[[Session, Student, int | None, datetime], None]

_followers: tuple[Follower, ...] = ()


def use_followers(*followers: Follower) -> None:
    """Let packages above act in the transaction in which a student leaves (places become free).

    Each is called with the session, the student, the account that acts and the moment.
    """
    global _followers  # noqa: PLW0603 -- one process has one factory that wires it
    _followers = followers


def enrol_all(
    session: Session,
    school_id: int,
    newcomers: Sequence[tuple[StudentFacts, Homeroom]],
    *,
    now: datetime,
) -> list[Student]:
    """Enrol any number of students with an account each.

    Raises:
        StudentNoMissing: a number is empty.
        StudentNoTaken: a number stands twice, or somebody signs in with it already.
    """
    numbers = [normalise_login(facts.student_no) for facts, _homeroom in newcomers]
    _check_numbers(session, school_id, numbers)
    accounts = [_account(school_id, facts, now) for facts, _homeroom in newcomers]
    session.add_all(accounts)
    session.flush()
    students = [
        Student(
            school_id=school_id,
            homeroom=homeroom,
            account_id=account.id,
            name_pinyin=account.name_pinyin,
            **_columns(facts),
        )
        for (facts, homeroom), account in zip(newcomers, accounts, strict=True)
    ]
    logins = [
        Login(school_id=school_id, name=number, account_id=account.id)
        for number, account in zip(numbers, accounts, strict=True)
    ]
    session.add_all([*students, *logins])
    session.flush()
    return students


def _columns(facts: StudentFacts) -> dict[str, object]:
    return {**asdict(facts), "student_no": normalise_number(facts.student_no)}


def _account(school_id: int, facts: StudentFacts, now: datetime) -> Account:
    account = Account(
        school_id=school_id,
        name=facts.name,
        name_pinyin=name_syllables(facts.name),
        created_at=now,
    )
    account.grants = [RoleGrant(school_id=school_id, role=Role.STUDENT)]
    return account


def _check_numbers(session: Session, school_id: int, numbers: Sequence[str]) -> None:
    taken = people.taken_logins(session, school_id, numbers)
    seen: set[str] = set()
    for number in numbers:
        if not number:
            raise StudentNoMissing
        if number in taken or number in seen:
            raise StudentNoTaken(number=number)
        seen.add(number)


def enrol(
    session: Session,
    school_id: int,
    facts: StudentFacts,
    homeroom: Homeroom,
    *,
    actor_id: int | None,
    now: datetime,
) -> Student:
    """Enrol one student.

    Raises:
        StudentNoMissing: there is no number.
        StudentNoTaken: somebody signs in with this number already.
    """
    (student,) = enrol_all(session, school_id, [(facts, homeroom)], now=now)
    _note(session, "enrol student", student, actor_id, now)
    return student


def edit_student(
    session: Session, student: Student, facts: StudentFacts, *, actor_id: int | None, now: datetime
) -> None:
    """Correct what is written down of a student; the name to sign in with follows the number.

    Raises:
        StudentNoMissing: there is no number.
        StudentNoTaken: somebody signs in with the new number already.
    """
    before, after = normalise_login(student.student_no), normalise_login(facts.student_no)
    if after != before:
        _check_numbers(session, student.school_id, [after])
        session.execute(
            update(Login)
            .where(Login.school_id == student.school_id, Login.name == before)
            .values(name=after)
        )
    for column, value in _columns(facts).items():
        setattr(student, column, value)
    student.name_pinyin = name_syllables(facts.name)
    if student.account_id is not None:
        session.execute(
            update(Account)
            .where(Account.school_id == student.school_id, Account.id == student.account_id)
            .values(name=facts.name, name_pinyin=student.name_pinyin)
        )
    _note(session, "edit student", student, actor_id, now)


def move_homeroom(
    session: Session,
    student: Student,
    homeroom: Homeroom,
    *,
    on: date,
    today: date,
    actor_id: int | None,
    now: datetime,
) -> HomeroomMove:
    """Let a student change homeroom on a day; lists of earlier days keep the old one.

    Raises:
        HomeroomUnchanged: the student is there already.
        DayAhead: the day has not come yet.
        DayLongAgo: more than a year has passed since.
    """
    if homeroom.id == student.homeroom_id:
        raise HomeroomUnchanged
    _check_day(on, today)
    move = HomeroomMove(
        school_id=student.school_id,
        student_id=student.id,
        from_homeroom_id=student.homeroom_id,
        to_homeroom_id=homeroom.id,
        moved_on=on,
    )
    session.add(move)
    student.homeroom = homeroom
    _note(session, "move student", student, actor_id, now, homeroom_id=homeroom.id)
    return move


def leave(
    session: Session,
    student: Student,
    *,
    on: date,
    today: date,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Let a student leave the school on a day: sign-in ends, and what follows (`use_followers`).

    Raises:
        DayAhead: the day has not come yet.
        DayLongAgo: more than a year has passed since.
    """
    _check_day(on, today)
    student.status, student.left_on = StudentStatus.LEFT, on
    if student.account_id is not None:
        end_account(session, student.school_id, student.account_id)
    _note(session, "end student", student, actor_id, now)
    for follow in _followers:
        follow(session, student, actor_id, now)


def pause(session: Session, student: Student, *, actor_id: int | None, now: datetime) -> None:
    """Suspend a student from school life (休学); nothing is lost."""
    student.status = StudentStatus.SUSPENDED
    _note(session, "suspend student", student, actor_id, now)


def come_back(session: Session, student: Student, *, actor_id: int | None, now: datetime) -> None:
    """Enrol a student again who paused or had left."""
    student.status, student.left_on = StudentStatus.ENROLLED, None
    if student.account_id is not None:
        session.execute(
            update(Account)
            .where(Account.school_id == student.school_id, Account.id == student.account_id)
            .values(is_active=True)
        )
    _note(session, "enrol student again", student, actor_id, now)


def end_account(session: Session, school_id: int, account_id: int) -> None:
    """Let an account open nothing any more: its sign-ins and its code end at once."""
    session.execute(
        update(Account)
        .where(Account.school_id == school_id, Account.id == account_id)
        .values(is_active=False)
    )
    for table in (SignIn, SignInCode):
        session.execute(
            delete(table).where(table.school_id == school_id, table.account_id == account_id)
        )


def _note(
    session: Session,
    act: str,
    student: Student,
    actor_id: int | None,
    now: datetime,
    **detail: int,
) -> None:
    session.flush()
    record(
        session,
        act,
        "student",
        student.id,
        school_id=student.school_id,
        actor_id=actor_id,
        now=now,
        **detail,
    )


def _check_day(on: date, today: date) -> None:
    if on > today:
        raise DayAhead
    if on < today - LATEST_ENTRY:
        raise DayLongAgo
