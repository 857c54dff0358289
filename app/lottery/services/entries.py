"""Turning handed-in lists into the entries of a draw: what the allocation sees of a child."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from app.accounts.queries.priority import ids_in_priority_groups
from app.enrollment.queries.places import former_members
from app.lottery.bundle import Entry
from app.lottery.credits import Owed
from app.lottery.eligibility import Card, why_not
from app.lottery.models import ChoiceList, ChoiceRound
from app.lottery.queries import choosing
from app.lottery.queries import credits as credit_queries
from app.lottery.queries import draws as queries


def entries_of(session: Session, choice_round: ChoiceRound) -> list[Entry]:
    """Turn every handed-in list into a row; lines that are no longer possible are left out."""
    school_id, term_id = choice_round.school_id, choice_round.term_id
    cards = choosing.cards(session, school_id, choice_round.id)
    lists = queries.handed_in_lists(session, school_id, choice_round.id)
    chosen = queries.all_choices(session, school_id, choice_round.id)
    students = [row.student_id for row in lists]
    clubs = choosing.held_clubs(session, choice_round, cards, students)
    group = ids_in_priority_groups(session, school_id)
    former = _former_members(session, school_id, term_id, cards)
    owed = (
        credit_queries.owed(session, school_id, term_id, students)
        if choice_round.uses_credits
        else {}
    )
    entries = []
    for row in lists:
        fit = {
            card.section_id: card
            for card in cards
            if why_not(card, row.student.grade, clubs[row.student_id]) is None
        }
        entries.append(
            _entry(
                row,
                {
                    slot_id: [fit[i].code for i in ids if i in fit]
                    for slot_id, ids in chosen.get(row.student_id, {}).items()
                },
                cards,
                is_in_group=row.student_id in group,
                extra_tickets=owed.get(row.student_id, Owed()).credits,
                continuing=[
                    card.code
                    for card in cards
                    if not card.is_withdrawn and row.student_id in former[card.section_id]
                ],
            )
        )
    return entries


def _entry(
    row: ChoiceList,
    codes: Mapping[int, Sequence[str]],
    cards: Sequence[Card],
    *,
    is_in_group: bool,
    extra_tickets: int,
    continuing: Sequence[str],
) -> Entry:
    days = {day.slot_id: day.code for day in sorted({card.day for card in cards})}
    order = [slot_id for slot_id in row.slot_order if slot_id in days]
    order += [slot_id for slot_id in days if slot_id not in order]
    return Entry(
        ticket=row.ticket,
        choices={days[slot_id]: listed for slot_id, listed in codes.items()},
        wanted=row.wanted or len(days),
        slot_order=[days[slot_id] for slot_id in order],
        reserved_group=is_in_group,
        continuing=continuing,
        extra_tickets=extra_tickets,
    )


def _former_members(
    session: Session, school_id: int, term_id: int, cards: Sequence[Card]
) -> Mapping[int, frozenset[int]]:
    """Give the former members of the sections that let them go first."""
    found: dict[int, frozenset[int]] = {card.section_id: frozenset() for card in cards}
    declared = [card.section_id for card in cards if card.has_former_members_first]
    before = queries.term_before(session, school_id, term_id) if declared else None
    if before is not None:
        found.update(former_members(session, school_id, before, declared))
    return found
