"""Publishing a result: places and waiting lists are written, everybody is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.accounts.queries.families import accounts_of
from app.audit.services import record, wait_for_turn
from app.core.text import N_
from app.courses.models import Section, SectionState, SectionTeacher
from app.enrollment.models import Place, PlaceSource, PromisedSection
from app.enrollment.queries.places import places_of
from app.enrollment.services import (
    NewPlace,
    NewWaiting,
    give_up_for_better,
    pass_on,
    place_many,
    wait_many,
)
from app.lottery import errors
from app.lottery.eligibility import Card, Clubs, Held, why_not
from app.lottery.fallback import Asking, FreeSeats, fallback_places
from app.lottery.models import ChoiceList, ChoiceRound, Draw, DrawnSection, Outcome, RoundSection
from app.lottery.queries import choosing
from app.lottery.queries import draws as queries
from app.lottery.services.changes import bump_catalogue
from app.messages.services import send


@dataclass(frozen=True)
class Drawn:
    """All rows of a drawn round, loaded together in a fixed number of queries."""

    choice_round: ChoiceRound
    draw: Draw
    cards: Mapping[int, Card]
    sections: Mapping[int, DrawnSection]
    outcomes: Sequence[Outcome]
    lists: Mapping[int, ChoiceList]  # by student, with student and homeroom
    choices: Mapping[int, Mapping[int, Sequence[int]]]  # student -> slot -> sections
    clubs: Mapping[int, Clubs]

    @cached_property
    def placed(self) -> frozenset[int]:
        """The students who got at least one place."""
        return frozenset(o.student_id for o in self.outcomes if o.section_id is not None)


def drawn_round(session: Session, choice_round: ChoiceRound) -> Drawn:
    """Load everything that follows from the draw of the manifest in force.

    Raises:
        NotDrawn: there is no result.
    """
    if choice_round.drawn_at is None:
        raise errors.NotDrawn
    school_id = choice_round.school_id
    draw = queries.get_draw(session, school_id, choice_round.id)
    cards = choosing.cards(session, school_id, choice_round.id)
    lists = queries.handed_in_lists(session, school_id, choice_round.id)
    students = [row.student_id for row in lists]
    return Drawn(
        choice_round=choice_round,
        draw=draw,
        cards={card.section_id: card for card in cards},
        sections={
            row.section_id: row for row in queries.drawn_sections(session, school_id, draw.id)
        },
        outcomes=queries.outcomes(session, school_id, draw.id),
        lists={row.student_id: row for row in lists},
        choices=queries.all_choices(session, school_id, choice_round.id),
        clubs=choosing.held_clubs(session, choice_round, cards, students),
    )


def publish_round(
    session: Session, choice_round: ChoiceRound, *, actor_id: int | None, now: datetime
) -> None:
    """Give the places of the draw, then the fallback places; write waiting lists; tell everybody.

    The round must be loaded for update.

    Raises:
        NotDrawn: there is no result.
        AlreadyPublished: it is done.
        PlacedSinceFreezing: children got another club at that time meanwhile.
    """
    if choice_round.published_at is not None:
        raise errors.AlreadyPublished
    wait_for_turn(session, choice_round.school_id)
    drawn = drawn_round(session, choice_round)
    _check_still_free(session, drawn)
    places = [
        NewPlace(outcome.section_id, outcome.student_id, PlaceSource.DRAW)
        for outcome in drawn.outcomes
        if outcome.section_id is not None and outcome.student_id in drawn.lists
    ]
    fallback = [
        NewPlace(section_id, student_id, PlaceSource.FALLBACK)
        for student_id, section_id in fallback_plan(drawn)
    ]
    choice_round.published_at = drawn.draw.published_at = now
    _release(session, choice_round)
    _close_sections(session, drawn)
    record(
        session,
        "publish round",
        "choice_round",
        choice_round.id,
        school_id=choice_round.school_id,
        actor_id=actor_id,
        now=now,
        places=len(places),
        fallback=len(fallback),
        result_hash=drawn.draw.result_hash,
    )
    wait_many(session, choice_round.school_id, waiting_lines(drawn))
    _tell(session, drawn, now)
    term_id = choice_round.term_id
    given_up = _given_up(session, drawn)
    sections = give_up_for_better(session, given_up, actor_id=actor_id, now=now)
    place_many(session, choice_round.school_id, term_id, [*places, *fallback], now=now)
    pass_on(session, choice_round.school_id, sections, now=now)


def fallback_plan(drawn: Drawn) -> Sequence[tuple[int, int]]:
    """Give (student, section) of the fallback places that publishing will give."""
    if not drawn.choice_round.offers_fallback:
        return []
    first = min((card.day for card in drawn.cards.values()), default=None)
    asking = [
        Asking(outcome.student_id, outcome.number, _eligible(drawn, outcome.student_id))
        for outcome in drawn.outcomes
        if first is not None
        and outcome.slot_id == first.slot_id
        and outcome.student_id not in drawn.placed
        and outcome.slot_id not in drawn.clubs.get(outcome.student_id, Clubs()).by_slot
        and outcome.student_id in drawn.lists
        and drawn.lists[outcome.student_id].accepts_fallback
    ]
    seats = {
        section_id: FreeSeats(drawn.cards[section_id].code, row.seats, row.taken)
        for section_id, row in drawn.sections.items()
        if row.closed_step is None
    }
    return fallback_places(asking, seats)


def waiting_lines(drawn: Drawn) -> list[NewWaiting]:
    """Give the waiting lists: every section that opened and stood above what the child got.

    Who has all clubs that were wanted waits for none on the other days.
    """
    count: dict[int, int] = {}
    for outcome in drawn.outcomes:
        count[outcome.student_id] = count.get(outcome.student_id, 0) + bool(outcome.section_id)
    lines = []
    for outcome in drawn.outcomes:
        row = drawn.lists.get(outcome.student_id)
        if row is None:
            continue
        has_enough = row.wanted is not None and count[outcome.student_id] >= row.wanted
        if outcome.section_id is None and has_enough:
            continue
        listed = drawn.choices.get(outcome.student_id, {}).get(outcome.slot_id, [])
        better = listed[: outcome.rank - 1] if outcome.rank else listed
        lines += [
            NewWaiting(section_id, outcome.student_id, outcome.number, rank)
            for rank, section_id in enumerate(better, start=1)
            if _is_waited_for(drawn, outcome.student_id, section_id)
        ]
    return lines


def _is_waited_for(drawn: Drawn, student_id: int, section_id: int) -> bool:
    row = drawn.sections.get(section_id)
    return row is not None and row.closed_step is None and _fits(drawn, student_id, section_id)


def _eligible(drawn: Drawn, student_id: int) -> frozenset[int]:
    return frozenset(
        section_id for section_id in drawn.cards if _fits(drawn, student_id, section_id)
    )


def _fits(drawn: Drawn, student_id: int, section_id: int) -> bool:
    grade = drawn.lists[student_id].student.grade
    return why_not(drawn.cards[section_id], grade, drawn.clubs[student_id]) is None


def _check_still_free(session: Session, drawn: Drawn) -> None:
    taken = [
        outcome.student_id
        for outcome in drawn.outcomes
        if outcome.section_id is not None
        and not all(club.gives_way for club in _in_the_way(drawn, outcome))
    ]
    if taken:
        names = queries.student_names(session, drawn.choice_round.school_id, taken[:1])
        raise errors.PlacedSinceFreezing(count=len(taken), name=names[taken[0]])


def _in_the_way(drawn: Drawn, outcome: Outcome) -> list[Held]:
    """List the clubs that a child has at the times of the section it got."""
    if outcome.section_id is None:
        return []
    held = drawn.clubs.get(outcome.student_id, Clubs()).by_slot
    return [held[slot] for slot in drawn.cards[outcome.section_id].slot_ids if slot in held]


def _given_up(session: Session, drawn: Drawn) -> list[Place]:
    """List the places that children give up for what a second round gave them."""
    leaving = {
        (outcome.student_id, club.section_id)
        for outcome in drawn.outcomes
        for club in _in_the_way(drawn, outcome)
    }
    if not leaving:
        return []
    students = {student_id for student_id, _section_id in leaving}
    choice_round = drawn.choice_round
    held = places_of(session, choice_round.school_id, choice_round.term_id, students)
    return [place for place in held if (place.student_id, place.section_id) in leaving]


def _release(session: Session, choice_round: ChoiceRound) -> None:
    """Let the seats of the round's sections be given by hand again."""
    of_round = select(RoundSection.section_id).where(
        RoundSection.school_id == choice_round.school_id,
        RoundSection.round_id == choice_round.id,
    )
    session.execute(
        delete(PromisedSection).where(
            PromisedSection.school_id == choice_round.school_id,
            PromisedSection.section_id.in_(of_round),
        )
    )


def _close_sections(session: Session, drawn: Drawn) -> None:
    """Take the sections that stayed below their minimum out of the catalogue."""
    closed = [row.section_id for row in drawn.sections.values() if row.closed_step is not None]
    if not closed:
        return
    school_id, term_id = drawn.choice_round.school_id, drawn.choice_round.term_id
    session.execute(
        update(Section)
        .where(Section.school_id == school_id, Section.id.in_(closed), Section.taken == 0)
        .values(state=SectionState.WITHDRAWN)
    )
    bump_catalogue(session, school_id, term_id)


def _tell(session: Session, drawn: Drawn, now: datetime) -> None:
    choice_round = drawn.choice_round
    send(
        session,
        choice_round.school_id,
        accounts_of(session, choice_round.school_id, list(drawn.lists)),
        N_("%(title)s: the result is here."),
        link=f"/rounds/{choice_round.id}/result",
        now=now,
        title=choice_round.title,
    )
    teachers = session.scalars(
        select(SectionTeacher.account_id).where(
            SectionTeacher.school_id == choice_round.school_id,
            SectionTeacher.section_id.in_(list(drawn.cards)),
        )
    )
    send(
        session,
        choice_round.school_id,
        list(teachers),
        N_("%(title)s: the list of your club is ready."),
        link="/rosters",
        now=now,
        title=choice_round.title,
    )
