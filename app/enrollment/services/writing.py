"""Writing to the families of a club: those of the children who have a place in it now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.text import N_
from app.courses.models import Section
from app.enrollment.queries import writing as queries
from app.messages.models import Announcement
from app.messages.services import Audience, Reach, Said, announce_to, reach_of
from app.schools.models import School

FROM_A_CLUB = N_("%(sender)s (%(title)s): %(text)s")


@dataclass(frozen=True)
class ClubNote:
    """One sentence, to whom of the families it goes, and the key of its preview."""

    text: str
    audiences: Collection[Audience]
    key: str


def families_reached(
    session: Session, school: School, section: Section, audiences: Collection[Audience]
) -> Reach:
    """Say whom a sentence to a section's families would reach.

    Raises:
        NobodyToTell: nobody would be told.
    """
    guardians = students = frozenset[int]()
    if Audience.GUARDIANS in audiences:
        guardians = queries.guardians_of(session, section)
    if Audience.STUDENTS in audiences:
        students = queries.students_of(session, section)
    return reach_of(session, school, guardians=guardians, students=students)


def write_to_families(
    session: Session,
    school: School,
    section: Section,
    note: ClubNote,
    *,
    sender_id: int,
    sender_name: str,
    now: datetime,
) -> Announcement:
    """Tell everybody whom `families_reached` names; what was sent with a key is not sent again.

    Raises:
        NobodyToTell: nobody would be told.
    """
    whom = families_reached(session, school, section, note.audiences)
    facts = {"sender": sender_name, "title": section.course.named, "text": note.text}
    said = Said(note.text, f"/clubs/{section.id}", note.key, FROM_A_CLUB, facts)
    return announce_to(session, school, said, whom.account_ids, sender_id=sender_id, now=now)
