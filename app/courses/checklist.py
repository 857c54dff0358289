"""What a club needs before families may see it, as a list to tick off. Plain data in and out."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.errors import Invalid
from app.core.text import N_
from app.courses import errors

WRITTEN = (errors.RulesMissing, errors.SafetyNoteMissing)
POINTS: tuple[tuple[str, tuple[type[Invalid], ...]], ...] = (
    (N_("The rules are written"), (errors.RulesMissing,)),
    (N_("The safety note is written"), (errors.SafetyNoteMissing,)),
    (N_("It has a room, and the room is free"), (errors.RoomMissing, errors.RoomTaken)),
    (N_("It has a teacher, and the teacher is free"), (errors.TeacherMissing, errors.TeacherTaken)),
    (
        N_("Everybody who teaches it may work with children"),
        (errors.NotQualified, errors.QualificationExpired, errors.NotCleared, errors.PaidAgency),
    ),
    (N_("Its times go with the bells"), (errors.BeforeBandTime, errors.IntoNextPeriod)),
)


@dataclass(frozen=True)
class Point:
    """One thing a club needs, and what is in the way of it."""

    sentence: str
    refusals: Sequence[Invalid]

    @property
    def is_fine(self) -> bool:
        """Whether nothing is in the way."""
        return not self.refusals


def checklist(obstacles: Sequence[Invalid]) -> list[Point]:
    """Sort what keeps a club from being published under what it needs."""
    return [
        Point(sentence, [one for one in obstacles if isinstance(one, kinds)])
        for sentence, kinds in POINTS
    ]


def may_be_handed_in(obstacles: Sequence[Invalid]) -> bool:
    """Whether what its teacher writes is there; a room may still be found by the administrator."""
    return not any(isinstance(one, WRITTEN) for one in obstacles)
