"""Inviting to a second round: the families of the children who can choose something in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.queries.families import accounts_of
from app.core.text import N_
from app.courses.models import Section
from app.enrollment.services.waiting import written
from app.lottery.eligibility import Card, Day, why_not
from app.lottery.models import ChoiceRound
from app.lottery.queries import families
from app.lottery.queries.choosing import held_clubs
from app.lottery.services.checklist import Check, round_slot_of
from app.messages.queries.announcements import how_many_are_mailed
from app.messages.services import send
from app.schools.models import School


@dataclass(frozen=True)
class Invited:
    """Whom the announcement of a second round tells: so many children's families."""

    children: int
    mailed: int
    account_ids: frozenset[int]


def invited(
    session: Session, school: School, choice_round: ChoiceRound, sections: Sequence[Section]
) -> Invited:
    """Say who is told: accounts of enrolled children who can choose one of the sections or more.

    The slots of the round must be loaded, and the courses, rooms and slots of the sections.
    """
    cards = [_card(section, choice_round, school) for section in sections]
    grades = families.grades_of_enrolled(session, school.id)
    asked = [id_ for id_, grade in grades.items() if any(card.takes(grade) for card in cards)]
    clubs = held_clubs(session, choice_round, cards, asked)
    children = {
        child
        for child in asked
        if any(why_not(card, grades[child], clubs[child]) is None for card in cards)
    }
    accounts = accounts_of(session, school.id, children)
    return Invited(len(children), how_many_are_mailed(session, school.id, accounts), accounts)


def invite(
    session: Session,
    school: School,
    choice_round: ChoiceRound,
    sections: Sequence[Section],
    *,
    now: datetime,
) -> int:
    """Tell the families of a second round that they can choose, and when; gives how many people."""
    whom = invited(session, school, choice_round, sections)
    return send(
        session,
        school.id,
        whom.account_ids,
        N_("%(title)s: free seats are given once more. Choose from %(opens)s to %(closes)s."),
        link=f"/rounds/{choice_round.id}/choose",
        now=now,
        title=choice_round.title,
        opens=written(choice_round.opens_at, school),
        closes=written(choice_round.closes_at, school),
    )


def invitation_check(whom: Invited) -> Check:
    """Say before the announcement whom it tells."""
    if not whom.children:
        return Check(N_("No child can choose in this second round, so nobody is told."))
    return Check(
        N_(
            "%(children)d children can choose; their families are told: %(people)d people, "
            "%(mailed)d of them also by mail"
        ),
        {"children": whom.children, "people": len(whom.account_ids), "mailed": whom.mailed},
        is_fine=True,
    )


def _card(section: Section, choice_round: ChoiceRound, school: School) -> Card:
    """Give a section as families will see it once the round is announced."""
    day = next(
        row for row in choice_round.slots if row.slot_id == round_slot_of(section, choice_round)
    )
    time = next(time for time in section.times if time.slot_id == day.slot_id)
    return Card(
        section_id=section.id,
        day=Day(day.position, day.slot_id, day.slot.weekday, day.slot.period),
        other_slot_ids=tuple(row.slot_id for row in section.times if row is not time),
        is_withdrawn=False,
        code=section.code,
        course_id=section.course_id,
        title=section.course.title,
        title_en=section.course.title_en,
        domain=section.course.domain,
        e_kind=section.course.e_kind,
        grade_from=section.grade_from,
        grade_to=section.grade_to,
        seats=section.seats - section.taken,
        has_former_members_first=False,
        fee_fen=section.materials_fee_fen,
        room=section.room.name if section.room else None,
        starts_at=time.starts_at,
        ends_at=time.ends_at,
        pilot_grades=school.grades_that_take_part,
    )
