"""One sentence to many: shown with its reach first, sent once."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.audit.services import record
from app.core.text import N_
from app.messages.errors import NobodyToTell, NotYourHomeroom
from app.messages.models import Announcement
from app.messages.queries import announcements as queries
from app.messages.services.inbox import send_announcement
from app.messages.services.robots import tell_robots
from app.schools.models import School

SENTENCE = N_("%(sender)s: %(text)s")
FOR_GROUPS = N_("%(sender)s has written to everybody who works here.")  # the text may name a child


class Audience(StrEnum):
    """Who of some homerooms is told; staff are told apart from homerooms."""

    GUARDIANS = "guardians"
    STUDENTS = "students"
    STAFF = "staff"


@dataclass(frozen=True)
class Wanted:
    """What is to be said, and to whom."""

    text: str
    link: str
    audiences: Collection[Audience]
    homeroom_ids: Collection[int]


@dataclass(frozen=True)
class Reach:
    """Whom an announcement would reach: accounts, by group, and how many of them by mail."""

    guardians: int
    students: int
    staff: int
    mailed: int
    account_ids: Sequence[int]


@dataclass(frozen=True)
class Said:
    """What goes to some people: the text, and the sentence of the inbox that it fills."""

    text: str
    link: str
    key: str  # of the preview it is sent from: once and no more
    sentence: str
    facts: Mapping[str, str]


def reach(
    session: Session, school: School, wanted: Wanted, allowed: Collection[int] | None, now: datetime
) -> Reach:
    """Say whom an announcement would reach.

    Args:
        session: to read with.
        school: the sender's.
        wanted: what and to whom.
        allowed: the homerooms the sender may write to; none means every one, and the staff.
        now: whose roles are in force then.

    Raises:
        NotYourHomeroom: a homeroom, or the staff, is not the sender's to write to.
        NobodyToTell: nobody would be told.
    """
    homerooms, groups = set(wanted.homeroom_ids), set(wanted.audiences)
    if allowed is not None and (not homerooms <= set(allowed) or Audience.STAFF in groups):
        raise NotYourHomeroom
    guardians = students = staff = set[int]()
    if Audience.GUARDIANS in groups:
        guardians = queries.guardians_of(session, school.id, homerooms)
    if Audience.STUDENTS in groups:
        students = queries.students_of(session, school.id, homerooms)
    if Audience.STAFF in groups:
        staff = queries.staff_of(session, school.id, school.today(now))
    return reach_of(session, school, guardians=guardians, students=students, staff=staff)


def reach_of(
    session: Session,
    school: School,
    *,
    guardians: Set[int] = frozenset(),
    students: Set[int] = frozenset(),
    staff: Set[int] = frozenset(),
) -> Reach:
    """Count some accounts, and how many of them have messages mailed.

    Raises:
        NobodyToTell: there are none.
    """
    everybody = guardians | students | staff
    if not everybody:
        raise NobodyToTell
    mailed = queries.how_many_are_mailed(session, school.id, everybody)
    return Reach(len(guardians), len(students), len(staff), mailed, sorted(everybody))


def announce(
    session: Session,
    school: School,
    wanted: Wanted,
    allowed: Collection[int] | None,
    *,
    key: str,
    sender_id: int,
    sender_name: str,
    now: datetime,
) -> Announcement:
    """Tell everybody whom `reach` names; what was sent with a key is not sent again.

    Raises:
        NotYourHomeroom, NobodyToTell: as `reach` says.
    """
    earlier = queries.announcement_by_key(session, school.id, key)
    if earlier is not None:
        return earlier
    whom = reach(session, school, wanted, allowed, now)
    said = Said(
        wanted.text, wanted.link, key, SENTENCE, {"sender": sender_name, "text": wanted.text}
    )
    row = announce_to(session, school, said, whom.account_ids, sender_id=sender_id, now=now)
    if Audience.STAFF in wanted.audiences:
        facts = {"sender": sender_name}
        tell_robots(session, school.id, FOR_GROUPS, link="/inbox", now=now, facts=facts)
    return row


def announce_to(
    session: Session,
    school: School,
    said: Said,
    account_ids: Sequence[int],
    *,
    sender_id: int,
    now: datetime,
) -> Announcement:
    """Tell some people what somebody wrote; what was sent with a key is not sent again."""
    earlier = queries.announcement_by_key(session, school.id, said.key)
    if earlier is not None:
        return earlier
    row = Announcement(
        school_id=school.id, sender_id=sender_id, text=said.text, link=said.link, key=said.key
    )
    row.sent_at = now
    session.add(row)
    session.flush()
    send_announcement(session, row, account_ids, said.sentence, said.facts, now=now)
    record(
        session,
        "announce",
        "announcement",
        row.id,
        school_id=school.id,
        actor_id=sender_id,
        now=now,
        people=len(account_ids),
    )
    return row
