"""Reads of incidents: one with everybody it concerns, and lists for who may see them."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.accounts.models import Guardianship, HomeroomTeacher, Student
from app.core.errors import NotFound
from app.courses.models import Section
from app.enrollment.models import Place
from app.safety.incident_models import (
    EmergencyCard,
    FollowUp,
    Incident,
    IncidentAdult,
    IncidentChild,
    IncidentKind,
)
from app.timetable.models import Meeting, MeetingAdult

WHOLE: tuple[ORMOption, ...] = (
    joinedload(Incident.room),
    joinedload(Incident.happened_by),
    joinedload(Incident.treated_by),
    joinedload(Incident.leader_told_by),
    joinedload(Incident.meeting).options(
        joinedload(Meeting.section).joinedload(Section.course),
        selectinload(Meeting.adults).joinedload(MeetingAdult.account),
    ),
    selectinload(Incident.children).options(
        joinedload(IncidentChild.student).joinedload(Student.homeroom),
        joinedload(IncidentChild.told_by),
    ),
    selectinload(Incident.adults).joinedload(IncidentAdult.account),
    selectinload(Incident.follow_ups).joinedload(FollowUp.owner),
)


def get_incident(session: Session, school_id: int, incident_id: int) -> Incident:
    """Load an incident with everybody it concerns, or `NotFound`."""
    statement = select(Incident).where(Incident.school_id == school_id, Incident.id == incident_id)
    found = session.scalars(statement.options(*WHOLE)).one_or_none()
    if found is None:
        raise NotFound
    return found


def concerned(session: Session, incident: Incident) -> frozenset[int]:
    """Name the accounts an incident concerns.

    Who wrote it down or treated it, the adults of its meeting, those named, those with something
    to do, and the homeroom teachers of its children.
    """
    ids = {incident.happened_by_id, incident.treated_by_id, incident.leader_told_by_id}
    ids |= {adult.account_id for adult in incident.adults}
    ids |= {task.owner_id for task in incident.follow_ups}
    if incident.meeting is not None:
        ids |= {adult.account_id for adult in incident.meeting.present}
    homerooms = {child.student.homeroom_id for child in incident.children}
    ids |= set(
        session.scalars(
            select(HomeroomTeacher.account_id).where(
                HomeroomTeacher.school_id == incident.school_id,
                HomeroomTeacher.homeroom_id.in_(homerooms),
            )
        )
    )
    return frozenset(account_id for account_id in ids if account_id is not None)


def incidents_since(
    session: Session, school_id: int, since: date, *, account_id: int | None = None
) -> Sequence[Incident]:
    """List incidents from a day on, the newest first; those that concern an account, or all."""
    statement = _listed(school_id).where(Incident.day >= since)
    if account_id is not None:
        statement = statement.where(_concerns(school_id, account_id))
    return session.scalars(statement).all()


def open_incidents(session: Session, school_id: int, day: date) -> list[Incident]:
    """List the incidents of a day that nobody treated or of which a guardian is not told."""
    statement = _listed(school_id).where(Incident.day == day)
    return [one for one in session.scalars(statement) if one.is_open]


def told_to_families(
    session: Session, school_id: int, student_ids: Collection[int]
) -> Sequence[IncidentChild]:
    """List what families of some children were told of incidents, the newest first."""
    statement = (
        select(IncidentChild)
        .where(
            IncidentChild.school_id == school_id,
            IncidentChild.student_id.in_(student_ids),
            IncidentChild.told_at.is_not(None),
        )
        .options(joinedload(IncidentChild.incident), joinedload(IncidentChild.student))
        .order_by(IncidentChild.id.desc())
    )
    return session.scalars(statement).all()


def get_follow_up(session: Session, school_id: int, follow_up_id: int) -> FollowUp:
    """Load something to be done, or `NotFound`."""
    statement = select(FollowUp).where(FollowUp.school_id == school_id, FollowUp.id == follow_up_id)
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def own_cards(session: Session, school_id: int) -> dict[IncidentKind, list[str]]:
    """Give the steps the school wrote itself, by kind."""
    rows = session.scalars(select(EmergencyCard).where(EmergencyCard.school_id == school_id))
    return {row.kind: row.steps.splitlines() for row in rows}


def children_in(session: Session, school_id: int, section_id: int) -> Sequence[Student]:
    """List the children who have a place in a section, with their homerooms, by pinyin."""
    statement = (
        select(Student)
        .join(Place, Place.student_id == Student.id)
        .where(
            Place.school_id == school_id,
            Place.section_id == section_id,
            Place.ended_at.is_(None),
        )
        .options(joinedload(Student.homeroom))
        .order_by(Student.name_pinyin, Student.student_no)
    )
    return session.scalars(statement).all()


def guardians_by_child(
    session: Session, school_id: int, student_ids: Collection[int]
) -> dict[int, list[Guardianship]]:
    """Give the guardians of some children with their accounts, first contacts first."""
    statement = (
        select(Guardianship)
        .where(Guardianship.school_id == school_id, Guardianship.student_id.in_(student_ids))
        .options(joinedload(Guardianship.account))
        .order_by(Guardianship.is_first_contact.desc(), Guardianship.id)
    )
    found: dict[int, list[Guardianship]] = {student_id: [] for student_id in student_ids}
    for one in session.scalars(statement):
        found[one.student_id].append(one)
    return found


def _listed(school_id: int) -> Select[Incident]:
    return (
        select(Incident)
        .where(Incident.school_id == school_id)
        .options(
            joinedload(Incident.room),
            joinedload(Incident.meeting).joinedload(Meeting.section).joinedload(Section.course),
            selectinload(Incident.children)
            .joinedload(IncidentChild.student)
            .joinedload(Student.homeroom),
            selectinload(Incident.follow_ups),
        )
        .order_by(Incident.happened_at.desc(), Incident.id.desc())
    )


def _concerns(school_id: int, account_id: int) -> ColumnElement[bool]:
    at_meeting = select(MeetingAdult.meeting_id).where(
        MeetingAdult.school_id == school_id,
        MeetingAdult.account_id == account_id,
        MeetingAdult.is_away.is_(False),
    )
    named = select(IncidentAdult.incident_id).where(
        IncidentAdult.school_id == school_id, IncidentAdult.account_id == account_id
    )
    owns = select(FollowUp.incident_id).where(
        FollowUp.school_id == school_id, FollowUp.owner_id == account_id
    )
    led = (
        select(IncidentChild.incident_id)
        .join(Student, Student.id == IncidentChild.student_id)
        .join(HomeroomTeacher, HomeroomTeacher.homeroom_id == Student.homeroom_id)
        .where(IncidentChild.school_id == school_id, HomeroomTeacher.account_id == account_id)
    )
    return or_(
        Incident.happened_by_id == account_id,
        Incident.treated_by_id == account_id,
        Incident.leader_told_by_id == account_id,
        Incident.meeting_id.in_(at_meeting),
        Incident.id.in_(named.union(owns, led)),
    )
