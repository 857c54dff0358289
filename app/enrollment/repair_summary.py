"""A repair at a glance: where its children stand now. Plain rows in, plain numbers out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.enrollment.repair_models import MoveState, RepairMove

GOING = frozenset({MoveState.PROPOSED, MoveState.ASKED, MoveState.AGREED, MoveState.MOVED})


@dataclass(frozen=True)
class Summary:
    """The newest word about every child of the section, and about those who make room.

    Attributes:
        chains: who has a place in view, each with those who make room for it.
        without: who has none: no seat was found, it was declined, or it could not be kept.
    """

    chains: Sequence[Sequence[RepairMove]]
    without: Sequence[RepairMove]

    @property
    def children(self) -> int:
        """How many children the section has, or had."""
        return len(self.chains) + len(self.without)

    @property
    def others(self) -> int:
        """How many children of other sections move."""
        return sum(len(chain) - 1 for chain in self.chains)

    @property
    def asked(self) -> int:
        """How many families were asked."""
        return self.count({MoveState.ASKED, MoveState.AGREED, MoveState.MOVED})

    @property
    def agreed(self) -> int:
        """How many families have agreed."""
        return self.count({MoveState.AGREED, MoveState.MOVED})

    @property
    def proposed(self) -> int:
        """How many families were not asked yet."""
        return self.count({MoveState.PROPOSED})

    @property
    def ready(self) -> int:
        """How many children of the section would move if it were applied now."""
        return sum(all(move.state is MoveState.AGREED for move in chain) for chain in self.chains)

    @property
    def can_look_again(self) -> bool:
        """Whether a child is without a place that neither declined nor was silent."""
        return any(move.state in {MoveState.WITHOUT, MoveState.RELEASED} for move in self.without)

    def count(self, states: Collection[MoveState]) -> int:
        """Count the moves in some states."""
        return sum(move.state in states for chain in self.chains for move in chain)


def summary(moves: Collection[RepairMove]) -> Summary:
    """Sum up the moves of a repair, loaded chain by chain."""
    newest = {
        move.student_id: move
        for move in sorted(moves, key=lambda one: one.chain)
        if move.position == 0
    }
    going = {move.chain for move in newest.values() if move.state in GOING}
    chains = [
        [move for move in moves if move.chain == chain and move.state in GOING]
        for chain in sorted(going)
    ]
    return Summary(chains, [move for move in newest.values() if move.state not in GOING])
