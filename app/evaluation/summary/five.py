"""The five educations (五育, R19): which one a course serves; plain values."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.courses.models import Domain, EKind, Track


class Education(StrEnum):
    """德智体美劳."""

    MORAL = "moral"
    MIND = "mind"
    BODY = "body"
    BEAUTY = "beauty"
    LABOUR = "labour"


OF_DOMAIN: Mapping[Domain, Education] = {
    Domain.LEADERSHIP: Education.MORAL,
    Domain.MAKER: Education.MIND,
    Domain.FITNESS: Education.BODY,
    Domain.ARTS: Education.BEAUTY,
    Domain.HOME_ECONOMICS: Education.LABOUR,
}
OF_E_KIND: Mapping[EKind, Education] = {
    EKind.PARENT_LECTURER: Education.MORAL,
    EKind.LAB_STATION: Education.MIND,
    EKind.CLASS_BALL: Education.BODY,
    EKind.BOOK_AND_FILM: Education.BEAUTY,
}
COLOURS: Mapping[Education, str] = {one: domain.value for domain, one in OF_DOMAIN.items()}


def education_of(track: Track, domain: Domain | None, e_kind: EKind | None) -> Education | None:
    """Say which education a course serves; homework and study serve none of their own."""
    if domain is not None:
        return OF_DOMAIN[domain]
    if e_kind is not None:
        return OF_E_KIND[e_kind]
    return Education.MIND if track is Track.E else None


@dataclass(frozen=True)
class GradeCoverage:
    """How many children of a grade take part in each education."""

    grade: int
    children: int
    reached: Mapping[Education, int]
    kinds: float  # educations a child takes part in, on average


def cover(
    grades: Mapping[int, int], taking: Collection[tuple[int, int, Education]]
) -> list[GradeCoverage]:
    """Count by grade from (grade, child, education); who takes part in two clubs counts once."""
    each = set(taking)
    found = []
    for grade, children in sorted(grades.items()):
        own = [education for of, _child, education in each if of == grade]
        reached = {one: own.count(one) for one in Education}
        kinds = len(own) / children if children else 0.0
        found.append(GradeCoverage(grade, children, reached, kinds))
    return found
