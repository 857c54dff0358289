"""Counting answers without ever showing a small group; plain data, no database.

Answers are shown for whole blocks alone. Every block holds five answers or more, so that whatever
is subtracted from whatever, what remains is nothing or five answers or more (promise 7).
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.evaluation.survey.questions import DISSATISFIED, SATISFIED, SCALE, Kind, Question

LEAST = 5

Group = TypeVar("Group", bound=Hashable)


def blocks(sizes: Mapping[Group, int], least: int = LEAST) -> list[frozenset[Group]]:
    """Part groups into blocks of at least `least` answers.

    Groups that are large enough stand alone. The small ones are put together; where they are too
    few even so, the smallest of the others joins them. Empty when there are too few in all.
    """
    alone = [group for group, size in sizes.items() if size >= least]
    together = [group for group, size in sizes.items() if 0 < size < least]
    alone.sort(key=lambda group: sizes[group], reverse=True)
    while together and sum(sizes[group] for group in together) < least:
        if not alone:
            return []
        together.append(alone.pop())
    parted = [frozenset({group}) for group in sizes if group in alone]
    return [*parted, frozenset(together)] if together else parted


def shown(wanted: Iterable[Group], parted: Iterable[frozenset[Group]]) -> frozenset[Group]:
    """Give the groups that are shown when some are asked for: the blocks that lie wholly inside."""
    asked = frozenset(wanted)
    inside = (block for block in parted if block <= asked)
    return frozenset(group for block in inside for group in block)


@dataclass(frozen=True)
class Given(Generic[Group]):
    """One answer: the group it counts in and the values that were tapped."""

    group: Group
    values: Sequence[str]


@dataclass(frozen=True)
class Distribution:
    """How a question was answered: each value with its count, and by how many."""

    question: Question
    size: int
    counts: Sequence[tuple[str, int]]

    @property
    def is_scale(self) -> bool:
        """Whether it says how satisfied people are."""
        return self.question.kind is Kind.SCALE

    @property
    def satisfied(self) -> int:
        """How many are satisfied or very satisfied."""
        return sum(count for value, count in self.counts if value in SATISFIED)

    @property
    def dissatisfied(self) -> int:
        """How many are rather or very dissatisfied."""
        return sum(count for value, count in self.counts if value in DISSATISFIED)


def distribution(question: Question, given: Iterable[Given[Group]]) -> Distribution:
    """Count the answers to a question, in the order of its values."""
    answers = list(given)
    counted = Counter(value for answer in answers for value in answer.values)
    values = SCALE if question.kind is Kind.SCALE else question.values
    return Distribution(question, len(answers), [(value, counted[value]) for value in values])


def by_block(
    question: Question, given: Iterable[Given[Group]]
) -> dict[frozenset[Group], Distribution]:
    """Count the answers to a question for each block of groups; small groups stand together."""
    answers = list(given)
    parted = blocks(Counter(answer.group for answer in answers))
    return {
        block: distribution(question, [one for one in answers if one.group in block])
        for block in parted
    }


def for_groups(
    question: Question, given: Iterable[Given[Group]], wanted: Iterable[Group]
) -> Distribution | None:
    """Count the answers of some groups, as far as whole blocks lie in them; none if none does."""
    answers = list(given)
    groups = shown(wanted, blocks(Counter(answer.group for answer in answers)))
    counted = [one for one in answers if one.group in groups]
    return distribution(question, counted) if counted else None
