"""The way of a suggestion: put into the box, mixed, given to somebody, answered by its day."""

from collections import Counter
from datetime import date, datetime, timedelta
from secrets import SystemRandom, randbelow

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session

from app.accounts.hashing import code_hash, new_code
from app.accounts.models import Account
from app.accounts.queries.people import administrators
from app.audit.services import record
from app.core.engine import forget_deleted, overwrite_deleted
from app.core.text import N_
from app.evaluation.voices.errors import AnsweredAlready, BoxIsFull, SaysNothing, UnknownCode
from app.evaluation.voices.models import Suggestion
from app.evaluation.voices.queries.suggestions import by_code, nameless_of_day
from app.messages.services import send
from app.schools.models import School

ANSWERED_WITHIN = timedelta(days=14)
REMINDED_BEFORE = timedelta(days=2)
MOST_NAMELESS = 100  # of a school on a day
HIGHEST_ID = 2**31 - 1

CAME = N_("New in the suggestion box: %(count)d")
ANSWERED = N_("The school has answered your suggestion.")
GIVEN = N_("A suggestion is yours to answer until %(day)s.")
DUE = N_("Suggestions that wait for your answer, due or nearly so: %(count)d")

_chance = SystemRandom()


def suggest(
    session: Session, school: School, text: str, *, sender_id: int | None, now: datetime
) -> str:
    """Put a suggestion into the box, with its sender or without.

    Returns:
        The code with which somebody without a name finds the answer; empty with a name. Only its
        hash is kept.

    Raises:
        SaysNothing: the text is empty.
        BoxIsFull: a hundred came without a name today.
    """
    today = school.today(now)
    if not text.strip():
        raise SaysNothing
    if sender_id is None and nameless_of_day(session, school.id, today) >= MOST_NAMELESS:
        raise BoxIsFull
    code = "" if sender_id else new_code()
    session.execute(
        insert(Suggestion).values(
            id=1 + randbelow(HIGHEST_ID),
            school_id=school.id,
            text=text.strip(),
            sender_id=sender_id,
            code_hash=code_hash(code) if code else "",
            sent_on=today,
            due_on=today + ANSWERED_WITHIN,
            answer="",
            is_public=False,
            is_mixed=False,
        )
    )
    if sender_id is not None:
        _tell_office(session, school, 1, now)
    return code


def found_by_code(session: Session, school_id: int, code: str) -> Suggestion:
    """Find a suggestion by the code its sender wrote down.

    Raises:
        UnknownCode: there is none.
    """
    found = by_code(session, school_id, code_hash(code))
    if found is None:
        raise UnknownCode
    return found


def hand_over(
    session: Session, row: Suggestion, owner: Account, due_on: date, *, actor_id: int, now: datetime
) -> None:
    """Say who answers a suggestion, until when.

    Raises:
        AnsweredAlready: it was answered.
    """
    if row.answered_on is not None:
        raise AnsweredAlready
    row.owner_id, row.due_on = owner.id, due_on
    session.flush()
    if owner.id != actor_id:
        told = [owner.id]
        day = due_on.isoformat()
        send(session, row.school_id, told, GIVEN, link=_link(row), now=now, day=day)
    _record(session, "give suggestion", row, actor_id, now)


def answer(
    session: Session,
    school: School,
    row: Suggestion,
    words: str,
    *,
    is_public: bool,
    actor_id: int,
    now: datetime,
) -> None:
    """Answer a suggestion; its sender is told, or finds the answer by the code.

    Raises:
        SaysNothing: the answer is empty.
        AnsweredAlready: somebody has answered.
    """
    if row.answered_on is not None:
        raise AnsweredAlready
    if not words.strip():
        raise SaysNothing
    row.answer, row.answered_on, row.is_public = words.strip(), school.today(now), is_public
    session.flush()
    if row.sender_id is not None:
        send(session, school.id, [row.sender_id], ANSWERED, link="/voices", now=now)
    _record(session, "answer suggestion", row, actor_id, now)


def mix_suggestions(session: Session, school: School, *, now: datetime) -> int:
    """Write all suggestions without a name anew in random order; commits.

    From then on neither rows nor log tell when on its day one came, nor in what order; only then
    the school reads the new ones.

    Returns:
        How many are new.
    """
    mine = (Suggestion.school_id == school.id, Suggestion.code_hash != "")
    columns = Suggestion.__table__.columns
    rows = [dict(row._mapping) for row in session.execute(select(*columns).where(*mine))]
    fresh = sum(not row["is_mixed"] for row in rows)
    if not fresh:
        return 0
    _chance.shuffle(rows)
    overwrite_deleted(session)
    session.execute(delete(Suggestion).where(*mine))
    session.execute(insert(Suggestion), [row | {"is_mixed": True} for row in rows])
    _tell_office(session, school, fresh, now)
    session.commit()
    forget_deleted(session.get_bind(), Suggestion.__tablename__)
    return fresh


def remind_owners(session: Session, school: School, *, now: datetime) -> int:
    """Remind who has to answer, once a day from two days before; gives how many were told."""
    today = school.today(now)
    due = session.scalars(
        select(Suggestion).where(
            Suggestion.school_id == school.id,
            Suggestion.answered_on.is_(None),
            Suggestion.due_on <= today + REMINDED_BEFORE,
            (Suggestion.code_hash == "") | Suggestion.is_mixed,
            or_(Suggestion.reminded_on.is_(None), Suggestion.reminded_on < today),
        )
    ).all()
    office = administrators(session, school.id) if due else []
    owed = Counter(one for row in due for one in ([row.owner_id] if row.owner_id else office))
    for owner, count in owed.items():
        send(session, school.id, [owner], DUE, link="/suggestions", now=now, count=count)
    for row in due:
        row.reminded_on = today
    session.flush()
    return len(owed)


def _tell_office(session: Session, school: School, count: int, now: datetime) -> None:
    told = administrators(session, school.id)
    send(session, school.id, told, CAME, link="/suggestions", now=now, count=count)


def _link(row: Suggestion) -> str:
    return f"/suggestions/{row.id}"


def _record(session: Session, act: str, row: Suggestion, actor_id: int, now: datetime) -> None:
    record(
        session,
        act,
        "suggestion",
        row.id,
        school_id=row.school_id,
        actor_id=actor_id,
        now=now,
    )
