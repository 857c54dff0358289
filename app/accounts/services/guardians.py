"""Guardians of students."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.errors import GuardianThere, TelephoneMissing
from app.accounts.models import Guardianship, Student
from app.accounts.names import normalise_login
from app.accounts.queries import people
from app.accounts.services.accounts import create_account, grant_role
from app.accounts.services.students import end_account
from app.audit.services import record
from app.core.roles import Role


def link_guardian(
    session: Session,
    student: Student,
    *,
    name: str,
    phone: str,
    relation: str = "",
    is_first_contact: bool = True,
    now: datetime,
) -> Guardianship:
    """Make somebody a guardian of a student; the telephone finds an account that is there already.

    Raises:
        TelephoneMissing: without it nobody could sign in.
        GuardianThere: this person is the student's guardian already.
    """
    login = normalise_login(phone)
    if not login:
        raise TelephoneMissing
    account = people.account_by_login(session, student.school_id, login)
    if account is None:
        account = create_account(
            session,
            student.school_id,
            name=name,
            logins=[login],
            roles=[Role.GUARDIAN],
            phone=login,
            now=now,
        )
    else:
        if people.guardianship(session, student, account.id) is not None:
            raise GuardianThere(name=account.name)
        grant_role(session, account, Role.GUARDIAN)
    link = Guardianship(
        school_id=student.school_id,
        account_id=account.id,
        student_id=student.id,
        relation=relation,
        is_first_contact=is_first_contact,
    )
    session.add(link)
    session.flush()
    return link


def add_guardian(
    session: Session,
    student: Student,
    *,
    name: str,
    phone: str,
    relation: str,
    actor_id: int | None,
    now: datetime,
) -> Guardianship:
    """Add one guardian on the school's word.

    Raises:
        TelephoneMissing: without it nobody could sign in.
        GuardianThere: this person is the student's guardian already.
    """
    link = link_guardian(session, student, name=name, phone=phone, relation=relation, now=now)
    _note(session, "add guardian", link, actor_id, now)
    return link


def remove_guardian(
    session: Session, link: Guardianship, *, actor_id: int | None, now: datetime
) -> None:
    """End a guardianship; an account that is nothing else in the school ends with its last one."""
    session.delete(link)
    _note(session, "remove guardian", link, actor_id, now)
    if people.is_guardian(session, link.school_id, link.account_id):
        return
    account = people.get_account(session, link.school_id, link.account_id)
    account.grants = [grant for grant in account.grants if grant.role is not Role.GUARDIAN]
    if not account.grants:
        end_account(session, link.school_id, link.account_id)
    session.flush()


def _note(
    session: Session, act: str, link: Guardianship, actor_id: int | None, now: datetime
) -> None:
    session.flush()
    record(
        session,
        act,
        "guardianship",
        link.id,
        school_id=link.school_id,
        actor_id=actor_id,
        now=now,
        account_id=link.account_id,
        student_id=link.student_id,
    )
