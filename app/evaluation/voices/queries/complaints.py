"""Complaints, who reads them, and who has looked."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Account
from app.accounts.queries.people import administrators
from app.audit.models import AuditEntry
from app.core.errors import NotFound
from app.evaluation.voices.models import Complaint, ComplaintReader
from app.evaluation.voices.reading import readers

LOOK = "look at complaint"


def named_readers(session: Session, school_id: int) -> Sequence[ComplaintReader]:
    """List the leaders who are named to read complaints."""
    return session.scalars(
        select(ComplaintReader)
        .join(ComplaintReader.account)
        .where(ComplaintReader.school_id == school_id, Account.is_active)
        .options(joinedload(ComplaintReader.account))
        .order_by(ComplaintReader.id)
    ).all()


def readers_of(session: Session, school_id: int, about: int | None) -> set[int]:
    """Name the accounts that read a complaint about somebody, or about nobody."""
    named = [one.account_id for one in named_readers(session, school_id)]
    return readers(named, administrators(session, school_id), about)


def complaints_for(session: Session, school_id: int, account_id: int) -> Sequence[Complaint]:
    """List the complaints somebody reads, open ones first; the texts stay unread."""
    listed = session.scalars(
        select(Complaint)
        .where(
            Complaint.school_id == school_id,
            Complaint.about_id.is_distinct_from(account_id),
        )
        .order_by(Complaint.closed_at.is_not(None), Complaint.id.desc())
        .limit(200)
    ).all()
    named = [one.account_id for one in named_readers(session, school_id)]
    office = administrators(session, school_id)
    return [one for one in listed if account_id in readers(named, office, one.about_id)]


def complaint_for(
    session: Session,
    school_id: int,
    complaint_id: int,
    account_id: int,
    *,
    for_update: bool = False,
) -> Complaint:
    """Load a complaint for somebody who reads it.

    Raises:
        NotFound: there is none such for this person, above all for who it is about.
    """
    found = _get(session, school_id, complaint_id, for_update=for_update)
    if account_id not in readers_of(session, school_id, found.about_id):
        raise NotFound
    return found


def own_complaint(
    session: Session, school_id: int, complaint_id: int, account_id: int
) -> Complaint:
    """Load a complaint for who sent it.

    Raises:
        NotFound: this person sent no such complaint.
    """
    found = _get(session, school_id, complaint_id)
    if found.sender_id != account_id:
        raise NotFound
    return found


def own_complaints(session: Session, school_id: int, account_id: int) -> Sequence[Complaint]:
    """List what somebody sent, newest first."""
    return session.scalars(
        select(Complaint)
        .where(Complaint.school_id == school_id, Complaint.sender_id == account_id)
        .order_by(Complaint.id.desc())
    ).all()


def looks_at(session: Session, complaint: Complaint) -> Sequence[AuditEntry]:
    """List who has looked at a complaint, newest first, by id."""
    return session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.school_id == complaint.school_id,
            AuditEntry.object_type == "complaint",
            AuditEntry.object_id == complaint.id,
        )
        .order_by(AuditEntry.position.desc())
        .limit(100)
    ).all()


def names_of(session: Session, school_id: int, account_ids: Iterable[int]) -> dict[int, str]:
    """Map accounts to their names."""
    rows = session.execute(
        select(Account.id, Account.name).where(
            Account.school_id == school_id, Account.id.in_(set(account_ids))
        )
    )
    return dict(rows.tuples().all())


def _get(
    session: Session, school_id: int, complaint_id: int, *, for_update: bool = False
) -> Complaint:
    statement = select(Complaint).where(
        Complaint.school_id == school_id, Complaint.id == complaint_id
    )
    if for_update:
        statement = statement.with_for_update(of=Complaint)
    found = session.scalars(
        statement.options(joinedload(Complaint.about), joinedload(Complaint.sender))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found
