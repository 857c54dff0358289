"""The hot reads of an opening evening: module-level statements, plain rows, a fixed number."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, null, select, union_all
from sqlalchemy.orm import Session, joinedload

from app.core.errors import NotFound
from app.courses.models import Admission, Course, Section, SectionTime
from app.enrollment.models import OccupiedSlot, Place
from app.lottery.eligibility import Card, Clubs, Day, Held
from app.lottery.models import Choice, ChoiceList, ChoiceRound, RoundSection, RoundSlot
from app.schools.models import Room, School, Slot, grades_of

CARDS = (
    select(
        RoundSection.section_id,
        RoundSlot.position,
        RoundSlot.slot_id,
        Slot.weekday,
        Slot.period,
        RoundSection.other_slot_ids,
        RoundSection.withdrawn_at,
        Section.code,
        Section.course_id,
        Course.title,
        Course.title_en,
        Course.domain,
        Course.e_kind,
        Section.grade_from,
        Section.grade_to,
        Section.seats - Section.taken,
        Section.admission,
        Section.materials_fee_fen,
        Room.name,
        SectionTime.starts_at,
        SectionTime.ends_at,
        School.pilot_grades,
        ChoiceRound.earlier_round_id,
    )
    .join(ChoiceRound, ChoiceRound.id == RoundSection.round_id)
    .join(School, School.id == RoundSection.school_id)
    .join(
        RoundSlot,
        (RoundSlot.round_id == RoundSection.round_id) & (RoundSlot.slot_id == RoundSection.slot_id),
    )
    .join(Slot, Slot.id == RoundSlot.slot_id)
    .join(Section, Section.id == RoundSection.section_id)
    .join(Course, Course.id == Section.course_id)
    .join(
        SectionTime,
        (SectionTime.section_id == Section.id) & (SectionTime.slot_id == RoundSection.slot_id),
    )
    .join(Room, Room.id == Section.room_id, isouter=True)
    .where(
        RoundSection.school_id == bindparam("of_school"),
        RoundSection.round_id == bindparam("of_round"),
    )
    .order_by(Section.code)
)
_HELD = (
    select(
        OccupiedSlot.student_id,
        OccupiedSlot.slot_id,
        Place.section_id,
        Course.title,
        Course.title_en,
        Place.began_at,
    )
    .join(Place, Place.id == OccupiedSlot.place_id)
    .join(Section, Section.id == Place.section_id)
    .join(Course, Course.id == Section.course_id)
    .where(
        OccupiedSlot.school_id == bindparam("of_school"),
        OccupiedSlot.term_id == bindparam("of_term"),
        OccupiedSlot.student_id.in_(bindparam("students", expanding=True)),
    )
)
_ENDED_FOR_GOOD = (
    select(
        Place.student_id, null(), Place.section_id, Course.title, Course.title_en, Place.began_at
    )
    .join(Section, Section.id == Place.section_id)
    .join(Course, Course.id == Section.course_id)
    .where(
        Place.school_id == bindparam("of_school"),
        Section.term_id == bindparam("of_term"),
        Place.student_id.in_(bindparam("students", expanding=True)),
        Place.is_final,
        Place.ended_at.is_not(None),
    )
)
HELD_AND_ENDED: CompoundSelect[Any] = union_all(_HELD, _ENDED_FOR_GOOD)
ROUND_AND_LISTS = (
    select(ChoiceRound, ChoiceList)
    .join(
        ChoiceList,
        (ChoiceList.school_id == ChoiceRound.school_id)
        & (ChoiceList.round_id == ChoiceRound.id)
        & ChoiceList.student_id.in_(bindparam("students", expanding=True)),
        isouter=True,
    )
    .where(ChoiceRound.school_id == bindparam("of_school"), ChoiceRound.id == bindparam("of_round"))
)
# A hand-in holds the round's row; freezing waits for it, so nothing acknowledged is left out.
ROUND_AND_LISTS_TO_HAND_IN = ROUND_AND_LISTS.with_for_update(read=True, of=ChoiceRound)


@dataclass(frozen=True)
class Lists:
    """A round and the lists that some students have in it."""

    choice_round: ChoiceRound
    by_student: Mapping[int, ChoiceList]


def lists_in_round(
    session: Session,
    school_id: int,
    round_id: int,
    student_ids: Collection[int],
    *,
    to_hand_in: bool = False,
) -> Lists:
    """Load a round and some students' lists in it, or `NotFound`; one statement."""
    statement = ROUND_AND_LISTS_TO_HAND_IN if to_hand_in else ROUND_AND_LISTS
    facts = {"of_school": school_id, "of_round": round_id, "students": list(student_ids)}
    rows = session.execute(statement, facts).all()
    if not rows or rows[0][0].announced_at is None:
        raise NotFound
    lists = (row[1] for row in rows)
    return Lists(rows[0][0], {found.student_id: found for found in lists if found is not None})


def cards(session: Session, school_id: int, round_id: int) -> Sequence[Card]:
    """List the sections of a round as cards, by code; one statement."""
    rows = session.execute(CARDS, {"of_school": school_id, "of_round": round_id})
    return [
        Card(
            section_id=row[0],
            day=Day(*row[1:5]),
            other_slot_ids=tuple(row[5]),
            is_withdrawn=row[6] is not None,
            code=row[7],
            course_id=row[8],
            title=row[9],
            title_en=row[10],
            domain=row[11],
            e_kind=row[12],
            grade_from=row[13],
            grade_to=row[14],
            seats=row[15],
            has_former_members_first=row[16] is Admission.CONTINUING and row[22] is None,
            fee_fen=row[17],
            room=row[18],
            starts_at=row[19],
            ends_at=row[20],
            pilot_grades=grades_of(row[21]),
        )
        for row in rows
    ]


def held_clubs(
    session: Session, choice_round: ChoiceRound, cards: Sequence[Card], student_ids: Collection[int]
) -> Mapping[int, Clubs]:
    """Give, per student, the clubs held already, and those ended for good; one statement.

    Where those with a club may improve, a club at a time of the round gives way, unless it was
    got after the freezing: the draw did not know of it.
    """
    improving = {card.slot_id for card in cards} if choice_round.may_improve else set()
    frozen_at = choice_round.frozen_at
    facts = {
        "of_school": choice_round.school_id,
        "of_term": choice_round.term_id,
        "students": list(student_ids),
    }
    rows = session.execute(HELD_AND_ENDED, facts).all()
    giving_way = {
        (row[0], row[2])
        for row in rows
        if row[1] in improving and (frozen_at is None or row[5] <= frozen_at)
    }
    held: dict[int, dict[int, Held]] = defaultdict(dict)
    ended: dict[int, set[int]] = defaultdict(set)
    for student_id, slot_id, section_id, title, title_en, _began_at in rows:
        if slot_id is None:
            ended[student_id].add(section_id)
        else:
            gives_way = (student_id, section_id) in giving_way
            held[student_id][slot_id] = Held(section_id, title, title_en, gives_way)
    return {id_: Clubs(held[id_], frozenset(ended[id_])) for id_ in student_ids}


def earlier_tickets(
    session: Session, choice_round: ChoiceRound, student_ids: Collection[int]
) -> Mapping[int, str]:
    """Give the tickets that students had in the first round; none unless this is a second one."""
    if choice_round.earlier_round_id is None:
        return {}
    statement = select(ChoiceList.student_id, ChoiceList.ticket).where(
        ChoiceList.school_id == choice_round.school_id,
        ChoiceList.round_id == choice_round.earlier_round_id,
        ChoiceList.student_id.in_(student_ids),
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def handed_in_choices(
    session: Session, school_id: int, round_id: int, student_ids: Collection[int]
) -> Sequence[Choice]:
    """List some students' handed-in choices, by student and slot, favourite first."""
    statement = (
        select(Choice)
        .where(
            Choice.school_id == school_id,
            Choice.round_id == round_id,
            Choice.student_id.in_(student_ids),
        )
        .order_by(Choice.student_id, Choice.slot_id, Choice.rank)
    )
    return session.scalars(statement).all()


def ranked_choices(
    session: Session, school_id: int, round_id: int, student_id: int
) -> Sequence[Choice]:
    """List one student's handed-in choices with section and course, favourite first."""
    statement = (
        select(Choice)
        .where(
            Choice.school_id == school_id,
            Choice.round_id == round_id,
            Choice.student_id == student_id,
        )
        .options(joinedload(Choice.section).joinedload(Section.course))
        .order_by(Choice.slot_id, Choice.rank)
    )
    return session.scalars(statement).all()
