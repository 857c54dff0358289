"""Exporting and erasing a child's data; asking for it."""

import json
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.accounts.models import (
    Account,
    Consent,
    Guardianship,
    PriorityMembership,
    Student,
    StudentStatus,
)
from app.accounts.queries import people
from app.accounts.services.students import leave
from app.audit.services import record
from app.core.text import N_
from app.enrollment.models import ChangeRequest, Correction
from app.messages.models import Message
from app.messages.services import send
from app.privacy import queries
from app.rosters.models import ListKind, RosterImport
from app.safety.services.forgetting import forget_child

ERASED_NAME = "已删除"
ASKED = {
    "correction": N_("A guardian asks to correct what is stored about %(name)s: %(words)s"),
    "erasure": N_("A guardian asks to erase what is stored about %(name)s: %(words)s"),
}


def export_child(
    session: Session,
    student: Student,
    *,
    with_priority: bool = False,
    actor_id: int | None,
    now: datetime,
) -> dict[str, Any]:
    """Give everything stored about a child as plain data, and write the export down."""
    rows = queries.rows_about(session, student, with_priority=with_priority)
    _note(session, "export child", student, actor_id, now)
    return {
        "student_no": student.student_no,
        "exported_at": now.isoformat(),
        "left_out": [] if with_priority else sorted(queries.PRIORITY_TABLES),
        "tables": {
            table: [{key: _plain(value) for key, value in row.items()} for row in listed]
            for table, listed in rows.items()
        },
    }


def erase_child(
    session: Session, student: Student, *, today: date, actor_id: int | None, now: datetime
) -> None:
    """Erase who a child was; tickets, numbers and counts of old draws stay, without a person.

    The child leaves the school first if it has not. Accounts of guardians who have no other child
    and no other role go with it.
    """
    if student.status is not StudentStatus.LEFT:
        leave(session, student, on=today, today=today, actor_id=actor_id, now=now)
    alone = [account.id for account in queries.guardians_left_alone(session, student)]
    _erase_messages(session, student)
    _erase_imports(session, student, alone)
    for table in (Guardianship, Consent, PriorityMembership, ChangeRequest):
        session.execute(
            delete(table).where(
                table.school_id == student.school_id, table.student_id == student.id
            )
        )
    forget_child(session, student, ERASED_NAME)
    session.execute(  # the entry and its count stay
        update(Correction)
        .where(Correction.school_id == student.school_id, Correction.student_id == student.id)
        .values(reason="")
    )
    gone = [*alone, student.account_id] if student.account_id else alone
    student.account_id = None
    _forget(student)
    session.flush()
    session.execute(
        delete(Account).where(Account.school_id == student.school_id, Account.id.in_(gone))
    )
    _note(session, "erase child", student, actor_id, now)


def _forget(student: Student) -> None:
    student.name, student.name_pinyin = ERASED_NAME, ""
    student.student_no = f"#{student.id}"
    student.national_no = student.gender = student.pickup = ""
    student.born_on = student.seat_no = None
    student.is_boarder = False


def _erase_messages(session: Session, student: Student) -> None:
    """Erase what families were told by name; messages to the child's own account go with it."""
    told = select(Guardianship.account_id).where(
        Guardianship.school_id == student.school_id, Guardianship.student_id == student.id
    )
    messages = session.scalars(
        select(Message).where(
            Message.school_id == student.school_id,
            Message.account_id.in_(told)
            | Message.account_id.in_(people.administrators(session, student.school_id)),
        )
    )
    for message in messages:
        if student.name in map(str, message.facts.values()):
            session.delete(message)


def _erase_imports(session: Session, student: Student, gone: list[int]) -> None:
    """Erase what lists of pupils still hold: waiting rows, and old values kept for an undo."""
    for kept in session.scalars(
        select(RosterImport).where(
            RosterImport.school_id == student.school_id, RosterImport.kind == ListKind.STUDENTS
        )
    ):
        if student.student_no in json.dumps([kept.rows, kept.issues], ensure_ascii=False):
            session.delete(kept)
            continue
        made = dict(kept.made)
        if "before" in made:
            made["before"] = {
                key: values for key, values in made["before"].items() if key != str(student.id)
            }
        if "phones" in made:
            made["phones"] = [pair for pair in made["phones"] if pair[0] not in gone]
        kept.made = made


def ask(
    session: Session,
    student: Student,
    wish: str,
    words: str,
    *,
    actor_id: int,
    link: str,
    now: datetime,
) -> None:
    """Tell the administrators what a guardian asks for; `wish` is a key of `ASKED`."""
    send(
        session,
        student.school_id,
        people.administrators(session, student.school_id),
        ASKED[wish],
        link=link,
        now=now,
        name=student.name,
        words=words,
    )
    _note(session, f"ask for {wish}", student, actor_id, now)


def _plain(value: object) -> object:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return value


def _note(
    session: Session, act: str, student: Student, actor_id: int | None, now: datetime
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
    )
