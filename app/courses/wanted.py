"""Which clubs of the catalogue somebody wants to see. Plain data in and out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.core.pinyin import LONGEST_SEARCH
from app.courses.models import Section
from app.courses.names import OTHERS
from app.courses.queries.catalogue import Club


@dataclass(frozen=True)
class Child:
    """What decides which clubs a child may still join."""

    grade: int | None
    taken_slots: frozenset[int]

    def may_join(self, club: Club) -> bool:
        """Whether the grade is right and the child has nothing at that time."""
        return club.accepts(self.grade) and not club.slot_ids & self.taken_slots


@dataclass(frozen=True)
class Wanted:
    """The filters of a catalogue page; empty ones let everything through."""

    search: str = ""
    day: int | None = None
    domain: str = ""
    grade: int | None = None
    child: Child | None = None  # only what still fits this child

    def lets(self, club: Club) -> bool:
        """Whether a club passes every filter."""
        return (
            (self.day is None or self.day in club.weekdays)
            and (not self.domain or self.domain == domain_of(club))
            and (self.grade is None or club.accepts(self.grade))
            and (self.child is None or self.child.may_join(club))
            and is_found(club, self.search)
        )


def domain_of(club: Club) -> str:
    """Give a club's domain; those without one share a name."""
    return str(club.domain or OTHERS)


def is_found(club: Club, search: str) -> bool:
    """Whether what was typed stands in a club: characters, pinyin or initials, in any case."""
    written = (club.title, club.title_en, club.summary, club.teacher, club.room, club.code)
    return _stands_in(search, written, (club.title_pinyin, club.teacher_pinyin))


def is_section_found(section: Section, search: str) -> bool:
    """Whether what was typed stands in a loaded section, as `is_found` looks for it."""
    course, teachers = section.course, [one.account for one in section.teachers]
    room = section.room.name if section.room is not None else ""
    written = (section.code, course.title, course.title_en, room, *(one.name for one in teachers))
    return _stands_in(search, written, (course.title_pinyin, *(x.name_pinyin for x in teachers)))


def _stands_in(search: str, written: Iterable[str], pinyin: Iterable[str]) -> bool:
    wanted = search.strip().lower()[:LONGEST_SEARCH]
    if any(wanted in text.lower() for text in written):
        return True
    letters = wanted.replace(" ", "")
    return any(_sounds(syllables, letters) for syllables in pinyin)


def _sounds(pinyin: str, letters: str) -> bool:
    """Whether letters are part of the pinyin or of its initials."""
    syllables = pinyin.split()
    return letters in "".join(syllables) or letters in "".join(part[0] for part in syllables)


@dataclass(frozen=True)
class Choice:
    """One value of a filter, and how many clubs it would leave."""

    value: str
    count: int


def days(clubs: Iterable[Club]) -> Sequence[Choice]:
    """Count the clubs of each day of the week."""
    counted = Counter(day for club in clubs for day in club.weekdays)
    return [Choice(str(day), counted[day]) for day in sorted(counted)]


def domains(clubs: Iterable[Club], order: Sequence[str]) -> Sequence[Choice]:
    """Count the clubs of each domain, in the given order."""
    counted = Counter(domain_of(club) for club in clubs)
    return [Choice(domain, counted[domain]) for domain in order if domain in counted]


def grades(clubs: Iterable[Club]) -> Sequence[Choice]:
    """Count the clubs that take each grade."""
    counted = Counter(
        grade for club in clubs for grade in range(club.grade_from, club.grade_to + 1)
    )
    return [Choice(str(grade), counted[grade]) for grade in sorted(counted)]
