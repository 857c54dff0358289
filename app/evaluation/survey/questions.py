"""Questions of a survey and what may be answered; plain data, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

LONGEST_TEXT = 500
SCALE = ("5", "4", "3", "2", "1")  # very satisfied first
TEN = tuple(str(number) for number in range(11))
SATISFIED, DISSATISFIED = frozenset({"5", "4"}), frozenset({"2", "1"})

Sent = Mapping[tuple[str, int | None], Sequence[str]]  # by question and, of a club, its section


class Kind(StrEnum):
    """How a question is answered."""

    SCALE = "scale"
    SINGLE = "single"
    MULTI = "multi"
    TEN = "ten"
    TEXT = "text"


@dataclass(frozen=True)
class Option:
    """One answer that can be tapped."""

    value: str
    label: str
    label_en: str = ""


@dataclass(frozen=True)
class Question:
    """One question of a form's version; `key` stays the same over versions."""

    key: str
    kind: Kind
    label: str
    label_en: str = ""
    options: Sequence[Option] = ()
    is_per_club: bool = False
    is_required: bool = False
    most: int = 0  # of a multi question; 0 is any number
    show_if: Mapping[str, Sequence[str]] = field(default_factory=dict)
    alarm_if: frozenset[str] = frozenset()
    section_id: int | None = None  # the one club whose families are asked

    def is_of(self, section_id: int) -> bool:
        """Whether it is asked about a club."""
        return self.is_per_club and self.section_id in (None, section_id)

    @property
    def values(self) -> tuple[str, ...]:
        """What may be answered; empty for a text."""
        given = tuple(option.value for option in self.options)
        return {Kind.SCALE: SCALE, Kind.TEN: TEN, Kind.TEXT: ()}.get(self.kind, given)

    def is_shown(self, answers: Mapping[str, Sequence[str]]) -> bool:
        """Whether the answers to other questions bring this one up."""
        return all(set(answers.get(key, ())) & set(wanted) for key, wanted in self.show_if.items())

    def accepts(self, given: Sequence[str]) -> bool:
        """Whether what was sent is an answer to this question."""
        if self.kind is Kind.TEXT:
            return len(given) == 1 and len(given[0]) <= LONGEST_TEXT
        most = (self.most or len(self.values)) if self.kind is Kind.MULTI else 1
        is_known = set(given) <= set(self.values) and len(set(given)) == len(given)
        return is_known and 0 < len(given) <= most


def stored(question: Question) -> dict[str, Any]:
    """Write a question as data of a form's version."""
    return {
        "key": question.key,
        "kind": question.kind.value,
        "label": question.label,
        "label_en": question.label_en,
        "options": [[one.value, one.label, one.label_en] for one in question.options],
        "is_per_club": question.is_per_club,
        "is_required": question.is_required,
        "most": question.most,
        "show_if": {key: list(wanted) for key, wanted in question.show_if.items()},
        "alarm_if": sorted(question.alarm_if),
        "section_id": question.section_id,
    }


def read(data: Mapping[str, Any]) -> Question:
    """Read a question as `stored` wrote it."""
    return Question(
        key=data["key"],
        kind=Kind(data["kind"]),
        label=data["label"],
        label_en=data["label_en"],
        options=tuple(Option(*one) for one in data["options"]),
        is_per_club=data["is_per_club"],
        is_required=data["is_required"],
        most=data["most"],
        show_if={key: tuple(wanted) for key, wanted in data["show_if"].items()},
        alarm_if=frozenset(data["alarm_if"]),
        section_id=data.get("section_id"),  # versions before there were questions of one club
    )
