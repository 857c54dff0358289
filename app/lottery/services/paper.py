"""Entering lists on behalf of families: from paper, or many at once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.orm import Session

from app.accounts.models import Student
from app.audit.services import record
from app.lottery import drafts, errors
from app.lottery.drafts import Draft
from app.lottery.eligibility import Clubs, why_not
from app.lottery.models import Choice, ChoiceList, ChoiceRound
from app.lottery.queries import choosing as queries
from app.lottery.services.choosing import Offer, check_open, entry_of
from app.lottery.tickets import new_ticket

CHANGED = (
    "draft",
    "version",
    "saved_at",
    "handed_in_at",
    "handed_in_version",
    "handed_in_by_id",
    "is_on_behalf",
    "wanted",
    "slot_order",
    "accepts_fallback",
    "receipt_hash",
    "hand_in_key",
)
SEPARATORS = re.compile(r"[\s,;，；、/]+")


@dataclass(frozen=True)
class PaperList:
    """One family's list; the student's homeroom must be loaded."""

    student: Student
    draft: Draft
    at: datetime | None = None  # when it was handed in; none for now


def read_codes(offer: Offer, student: Student, codes: str, *, fallback: bool) -> Draft:
    """Read the club codes of a paper list, in their order; each code names its day itself.

    Raises:
        UnknownClubCode: the round has no such club.
    """
    by_code = {card.code.upper(): card for card in offer.cards}
    draft = Draft(fallback=fallback)
    for code in SEPARATORS.split(codes.strip().upper()):
        if not code:
            continue
        card = by_code.get(code)
        if card is None:
            raise errors.UnknownClubCode(name=student.name, code=code)
        ids = [*draft.of(card.slot_id), card.section_id]
        draft = drafts.with_list(draft, card.slot_id, ids)
    return draft


def enter_lists(
    session: Session,
    offer: Offer,
    lists: Sequence[PaperList],
    *,
    actor_id: int | None,
    is_on_behalf: bool = True,
    now: datetime,
) -> int:
    """Hand in many lists in a handful of statements; all of them or none. Gives how many.

    Raises:
        RoundClosed, RoundNotYetOpen: lists are not taken now.
        TooManyChoices, SectionTwice, NotForThisChild, NothingChosen: a list cannot be.
    """
    choice_round = offer.choice_round
    check_open(choice_round, now)
    students = [paper.student.id for paper in lists]
    clubs = queries.held_clubs(session, choice_round, offer.cards, students)
    for paper in lists:
        _check(offer, paper, clubs[paper.student.id])
    known = queries.lists_in_round(
        session, choice_round.school_id, choice_round.id, students, to_hand_in=True
    ).by_student
    tickets = dict(queries.earlier_tickets(session, choice_round, students))
    tickets |= {student_id: found.ticket for student_id, found in known.items()}
    rows = [_row(offer, paper, known, tickets, actor_id, is_on_behalf, now) for paper in lists]
    _write_lists(session, choice_round, rows)
    _write_choices(session, choice_round, lists)
    if is_on_behalf:
        record(
            session,
            "enter lists",
            "choice_round",
            choice_round.id,
            school_id=choice_round.school_id,
            actor_id=actor_id,
            now=now,
            students=students,
        )
    for choice_list in known.values():
        session.expire(choice_list)
    return len(lists)


def _check(offer: Offer, paper: PaperList, clubs: Clubs) -> None:
    cards, limit = offer.by_id, offer.choice_round.max_choices
    if paper.draft.is_empty and not (paper.draft.fallback and offer.choice_round.offers_fallback):
        raise errors.NothingChosen
    for ids in paper.draft.choices.values():
        if len(ids) > limit:
            raise errors.TooManyChoices(limit=limit)
        if len(set(ids)) < len(ids):
            raise errors.SectionTwice
        for section_id in ids:
            card = cards.get(section_id)
            if card is None:
                raise errors.SectionNotInRound
            if (why := why_not(card, paper.student.grade, clubs)) is not None:
                raise errors.NotForThisChild(name=paper.student.name, title=card.named, why=why)


def _row(
    offer: Offer,
    paper: PaperList,
    known: Mapping[int, ChoiceList],
    tickets: Mapping[int, str],
    actor_id: int | None,
    is_on_behalf: bool,
    now: datetime,
) -> dict[str, Any]:
    earlier = known.get(paper.student.id)
    ticket = tickets.get(paper.student.id) or new_ticket()
    version = earlier.version + 1 if earlier is not None else 1
    at = paper.at if paper.at is not None else now
    return {
        "school_id": offer.choice_round.school_id,
        "round_id": offer.choice_round.id,
        "student_id": paper.student.id,
        "ticket": ticket,
        "draft": drafts.written(paper.draft),
        "version": version,
        "saved_at": at,
        "handed_in_at": at,
        "handed_in_version": version,
        "handed_in_by_id": actor_id,
        "is_on_behalf": is_on_behalf,
        "wanted": paper.draft.wanted,
        "slot_order": list(paper.draft.slot_order),
        "accepts_fallback": paper.draft.fallback,
        "receipt_hash": entry_of(offer, ticket, paper.draft).receipt_hash(),
        "hand_in_key": "",
        "list_id": earlier.id if earlier is not None else None,
    }


def _write_lists(
    session: Session, choice_round: ChoiceRound, rows: Sequence[dict[str, Any]]
) -> None:
    again = [row for row in rows if row["list_id"] is not None]
    fresh = [{k: v for k, v in row.items() if k != "list_id"} for row in rows if row not in again]
    connection = session.connection()
    if again:
        connection.execute(
            update(ChoiceList)
            .where(
                ChoiceList.school_id == bindparam("of_school"),
                ChoiceList.id == bindparam("of_list"),
            )
            .values({name: bindparam(f"new_{name}") for name in CHANGED}),
            [
                {"of_school": choice_round.school_id, "of_list": row["list_id"]}
                | {f"new_{name}": row[name] for name in CHANGED}
                for row in again
            ],
        )
        session.execute(
            delete(Choice).where(
                Choice.school_id == choice_round.school_id,
                Choice.round_id == choice_round.id,
                Choice.student_id.in_([row["student_id"] for row in again]),
            )
        )
    if fresh:
        connection.execute(insert(ChoiceList), fresh)


def _write_choices(session: Session, choice_round: ChoiceRound, lists: Sequence[PaperList]) -> None:
    lines = [
        {
            "school_id": choice_round.school_id,
            "round_id": choice_round.id,
            "slot_id": slot_id,
            "student_id": paper.student.id,
            "section_id": section_id,
            "rank": rank,
        }
        for paper in lists
        for slot_id, ids in paper.draft.choices.items()
        for rank, section_id in enumerate(ids, start=1)
    ]
    if lines:
        session.connection().execute(insert(Choice), lines)
