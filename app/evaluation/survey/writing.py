"""Questions in the school's own words: what is written, and what follows from it; plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from secrets import token_hex

from app.evaluation.survey.errors import (
    ConditionMissing,
    NoWording,
    NoWordsOfAClub,
    OptionsDiffer,
    TooFewOptions,
)
from app.evaluation.survey.questions import Kind, Option, Question

MOST_OPTIONS = 12
OF_ALL, OF_CLUBS = "all", "clubs"  # else the id of the one club
LISTED = (Kind.SINGLE, Kind.MULTI)
# Answers to a question that bring another one up: with commas, and in words where they have no
# label of their own.
OF_SCALE, OF_TEN = ("2,1", "5,4"), ("0,1,2,3,4,5,6", "9,10")


@dataclass(frozen=True)
class Written:
    """A question as it was typed; answers one on each line."""

    kind: Kind
    label: str
    label_en: str = ""
    options: str = ""
    options_en: str = ""
    asked_of: str = OF_ALL
    condition: str = ""  # "key=value,value", or empty
    is_required: bool = False
    most: int = 0


def composed(written: Written, before: Question | None = None) -> Question:
    """Make a question of what was typed; one that was there keeps its key, kind and alarms.

    Raises:
        NoWording: it says nothing.
        NoWordsOfAClub: free text about a club.
        TooFewOptions, OptionsDiffer: the answers cannot be chosen from.
    """
    label, english = written.label.strip(), written.label_en.strip()
    if not label and not english:
        raise NoWording
    kind = before.kind if before else written.kind
    if kind is Kind.TEXT and written.asked_of != OF_ALL:
        raise NoWordsOfAClub
    condition, _, values = written.condition.partition("=")
    return Question(
        key=before.key if before else f"own_{token_hex(4)}",
        kind=kind,
        label=label or english,
        label_en=english,
        options=_options(written, before) if kind in LISTED else (),
        is_per_club=written.asked_of != OF_ALL,
        is_required=written.is_required,
        most=written.most if kind is Kind.MULTI else 0,
        show_if={condition: tuple(values.split(","))} if values else {},
        alarm_if=before.alarm_if if before else frozenset(),
        section_id=int(written.asked_of) if written.asked_of not in (OF_ALL, OF_CLUBS) else None,
    )


def typed(question: Question) -> dict[str, object]:
    """Give a question as its form shows it."""
    of_club = str(question.section_id) if question.section_id else OF_CLUBS
    condition = [f"{key}={','.join(wanted)}" for key, wanted in question.show_if.items()]
    english = [one.label_en for one in question.options]
    return {
        "kind": question.kind.value,
        "label": question.label,
        "label_en": question.label_en,
        "answers": "\n".join(one.label for one in question.options),
        "answers_en": "\n".join(english) if any(english) else "",
        "asked_of": of_club if question.is_per_club else OF_ALL,
        "condition": condition[0] if condition else "",
        "is_required": question.is_required,
        "most": question.most,
    }


def conditions(question: Question) -> Sequence[str]:
    """List the answers to a question that can bring another one up, values with commas."""
    if question.is_per_club:
        return ()
    by_kind: Mapping[Kind, Sequence[str]] = {Kind.SCALE: OF_SCALE, Kind.TEN: OF_TEN, Kind.TEXT: ()}
    return by_kind.get(question.kind, question.values)


def check_order(questions: Sequence[Question]) -> None:
    """See that each question stands after the one whose answer brings it up.

    Raises:
        ConditionMissing: one does not.
    """
    before: dict[str, Question] = {}
    for question in questions:
        for key, wanted in question.show_if.items():
            if key not in before or not set(wanted) <= set(before[key].values):
                raise ConditionMissing(question=question.label)
        before[question.key] = question


def moved(questions: Sequence[Question], key: str, by: int) -> list[Question]:
    """Give the questions with one of them further up (-1) or down (1), as far as there is room."""
    order = list(questions)
    place = next((n for n, one in enumerate(order) if one.key == key), None)
    if place is not None and 0 <= place + by < len(order):
        order.insert(place + by, order.pop(place))
    return order


def of_no_single_club(questions: Sequence[Question]) -> list[Question]:
    """Leave out what was asked of one club: it belongs to one survey alone."""
    return [one for one in questions if one.section_id is None]


def together(asked: Sequence[Question], usual: Sequence[Question]) -> list[Question]:
    """Give what can be asked: what was asked last in its order, then what else is usual."""
    mine = of_no_single_club(asked)
    known = {one.key for one in mine}
    return [*mine, *(one for one in usual if one.key not in known)]


def _options(written: Written, before: Question | None) -> tuple[Option, ...]:
    labels, english = _lines(written.options), _lines(written.options_en)
    if not labels:
        labels = english
    if not 2 <= len(labels) <= MOST_OPTIONS or len(set(labels)) < len(labels):
        raise TooFewOptions
    if english and len(english) != len(labels):
        raise OptionsDiffer
    known = {one.label: one for one in before.options} if before else {}
    made = [Option(known[one].value if one in known else token_hex(3), one) for one in labels]
    if english:
        return tuple(replace(one, label_en=other) for one, other in zip(made, english, strict=True))
    return tuple(made)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
