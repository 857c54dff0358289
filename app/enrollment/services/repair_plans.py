"""What a repair proposes: the rows of the school as a problem of `allocation.repair`, and back."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.core.text import N_
from app.courses.models import Section
from app.enrollment.allocation.repair import Chain, Child, repair
from app.enrollment.models import Place
from app.enrollment.queries import repair_problem as queries
from app.enrollment.queries.places import places_of
from app.enrollment.queries.repair_problem import HandedIn, Wish

OWN_CHOICE = N_("Choice %(rank)d of the list that was handed in; it has a free seat.")
OWN_CHOICE_BY_CHAIN = N_(
    "Choice %(rank)d of the list that was handed in; a child there would go to a club it ranked "
    "higher."
)
NOT_LISTED = N_(
    "No club of the list that was handed in has a free seat at that time; this one has."
)
NO_LIST = N_("No list was handed in for that time; this club has a free seat.")
MAKES_ROOM = N_("It ranked %(wanted)s higher than %(held)s, and makes room for a child there.")
NO_SEAT = N_("No club that takes the grade has a free seat at that time.")


@dataclass(frozen=True)
class Planned:
    """One child of a proposal and where it would go; none: it stays without."""

    student_id: int
    from_section_id: int
    to_section_id: int | None
    chain: int
    position: int
    sentence: str
    facts: Mapping[str, Any]


def plan(
    session: Session,
    section: Section,
    members: Sequence[Place],
    refused: Collection[tuple[int, int | None]],
) -> list[Planned]:
    """Find other places for some children of a section; writes nothing.

    Args:
        session: to read with; a fixed number of statements.
        section: what ends, with its course and times.
        members: the places to be replaced, with students and homerooms.
        refused: (student, section) of those who would not make room.
    """
    market = _Market.load(session, section, members, refused)
    chains = repair(market.children(), market.free)
    return market.proposal(chains)


def shape(planned: Collection[Planned]) -> frozenset[tuple[tuple[int, int, int | None], ...]]:
    """Give the chains of a proposal, however they are counted: equal when both say the same."""
    chains: dict[int, list[tuple[int, int, int | None]]] = defaultdict(list)
    for one in sorted(planned, key=lambda each: (each.chain, each.position)):
        chains[one.chain].append((one.student_id, one.from_section_id, one.to_section_id))
    return frozenset(map(tuple, chains.values()))


@dataclass
class _Market:
    """Everything a proposal for one section depends on."""

    section: Section
    members: Sequence[Place]
    sections: Mapping[int, Section]
    lists: Mapping[int, HandedIn]
    busy: Mapping[int, frozenset[int]]  # slots of a child's other places
    wishes: Sequence[Wish]
    refused: Collection[tuple[int, int | None]]

    @classmethod
    def load(
        cls,
        session: Session,
        section: Section,
        members: Sequence[Place],
        refused: Collection[tuple[int, int | None]],
    ) -> "_Market":
        school_id, term_id, lost = section.school_id, section.term_id, slots_of(section)
        ids = [place.student_id for place in members]
        found = queries.open_sections(session, school_id, term_id, lost)
        sections = {one.id: one for one in found if one.id != section.id}
        busy: dict[int, frozenset[int]] = defaultdict(frozenset)
        for place in places_of(session, school_id, term_id, ids):
            if place.section_id != section.id:
                busy[place.student_id] |= slots_of(place.section)
        return cls(
            section,
            members,
            sections,
            queries.handed_in(session, school_id, term_id, lost, ids),
            busy,
            queries.wishes(session, school_id, list(sections)),
            refused,
        )

    @property
    def free(self) -> Mapping[int, int]:
        """How many seats of each section nobody has."""
        return {one.id: one.seats - one.taken for one in self.sections.values()}

    def children(self) -> list[Child]:
        """Give the displaced children, and those who would leave room for something better."""
        displaced = [self._displaced(place) for place in self.members if place.student.is_enrolled]
        by_place: dict[int, list[Wish]] = defaultdict(list)
        for wish in self.wishes:
            if self._could_move(wish):
                by_place[wish.place_id].append(wish)
        return displaced + [_holder(wishes) for wishes in by_place.values()]

    def proposal(self, chains: Sequence[Chain]) -> list[Planned]:
        """Put chains of moves into words, and name who stays without."""
        places = {place.id: (place.student_id, self.section.id) for place in self.members}
        places |= {wish.place_id: (wish.student.id, wish.holds) for wish in self.wishes}
        found = [
            self._planned(*places[move.key], move.section, move.rank, at, chain)
            for at, chain in enumerate(chains)
            for move in chain
        ]
        placed = {chain[0].key for chain in chains}
        without = [place for place in self.members if place.id not in placed]
        return found + [
            Planned(place.student_id, self.section.id, None, at, 0, NO_SEAT, {})
            for at, place in enumerate(without, start=len(chains))
        ]

    def _displaced(self, place: Place) -> Child:
        """Rank its own list first, then the emptiest of what else has a seat (docs/draw.md, 2)."""
        own = self.lists.get(place.student_id, HandedIn())
        fitting = {one.id for one in self.sections.values() if self._fits(one, place)}
        others = sorted(
            (self.sections[key] for key in fitting - own.ranks.keys() if self.free[key] > 0),
            key=lambda one: (-(one.seats - one.taken) / one.seats, one.code),
        )
        ranks = {key: rank for key, rank in own.ranks.items() if key in fitting}
        after = len(own.ranks) + 1
        ranks |= {one.id: rank for rank, one in enumerate(others, start=after)}
        return Child(place.id, own.number, ranks)

    def _fits(self, other: Section, place: Place) -> bool:
        slots = slots_of(other)
        return (
            other.accepts(place.student.grade)
            and not slots.isdisjoint(slots_of(self.section))
            and slots.isdisjoint(self.busy[place.student_id])
        )

    def _could_move(self, wish: Wish) -> bool:
        """Whether a child could leave for what it waits for without losing another afternoon."""
        held, wanted = self.sections[wish.holds], self.sections[wish.wants]
        return (
            wanted.accepts(wish.student.grade)
            and slots_of(wanted) <= slots_of(held)
            and (wish.student.id, wanted.id) not in self.refused
        )

    def _planned(
        self, student_id: int, leaves: int, goes_to: int, rank: int, at: int, chain: Chain
    ) -> Planned:
        position = [move.section for move in chain].index(goes_to)
        facts: dict[str, Any] = {}
        if position > 0:
            wanted, held = self.sections[goes_to], self.sections[leaves]
            sentence = MAKES_ROOM
            facts = {
                "wanted": wanted.course.named.in_both(),
                "held": held.course.named.in_both(),
            }
        elif student_id not in self.lists:
            sentence = NO_LIST
        elif goes_to not in self.lists[student_id].ranks:
            sentence = NOT_LISTED
        else:
            sentence, facts = OWN_CHOICE_BY_CHAIN if len(chain) > 1 else OWN_CHOICE, {"rank": rank}
        return Planned(student_id, leaves, goes_to, at, position, sentence, facts)


def slots_of(section: Section) -> frozenset[int]:
    """Give the slots that a section takes up; its times must be loaded."""
    return frozenset(time.slot_id for time in section.times)


def _holder(wishes: Sequence[Wish]) -> Child:
    """A child on a waiting list wants it more than what it has at that time."""
    ranks: dict[int, int] = {}
    for wish in sorted(wishes, key=lambda one: (one.rank, one.wants)):
        ranks[wish.wants] = max(wish.rank, 1 + max(ranks.values(), default=0))
    first = wishes[0]
    return Child(first.place_id, first.number, ranks, first.holds, 1 + max(ranks.values()))
