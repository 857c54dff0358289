"""The draft of a ranked list: plain values, changed by one tap at a time.

Every function gives a new draft; nothing here knows the database or the rules of a round.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class Step(StrEnum):
    """What one tap can do to a line of the list."""

    ADD = "add"
    REMOVE = "remove"
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True)
class Draft:
    """Section ids by slot, favourite first, and the answers beside them."""

    choices: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    wanted: int | None = None
    slot_order: tuple[int, ...] = ()
    fallback: bool = False

    def of(self, slot_id: int) -> tuple[int, ...]:
        """Give the list of one slot."""
        return self.choices.get(slot_id, ())

    @property
    def sections(self) -> tuple[int, ...]:
        """Give every section of the draft."""
        return tuple(section_id for ids in self.choices.values() for section_id in ids)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is chosen."""
        return not self.sections


def read(stored: Mapping[str, Any]) -> Draft:
    """Read a draft from its column."""
    return Draft(
        choices={int(slot): tuple(ids) for slot, ids in stored.get("choices", {}).items() if ids},
        wanted=stored.get("wanted"),
        slot_order=tuple(stored.get("slot_order", ())),
        fallback=bool(stored.get("fallback", False)),
    )


def written(draft: Draft) -> dict[str, Any]:
    """Write a draft for its column."""
    return {
        "choices": {str(slot): list(ids) for slot, ids in draft.choices.items() if ids},
        "wanted": draft.wanted,
        "slot_order": list(draft.slot_order),
        "fallback": draft.fallback,
    }


def with_list(draft: Draft, slot_id: int, section_ids: Sequence[int]) -> Draft:
    """Replace the list of one slot."""
    choices = {slot: ids for slot, ids in draft.choices.items() if slot != slot_id}
    if section_ids:
        choices[slot_id] = tuple(section_ids)
    return replace(draft, choices=choices)


def stepped(draft: Draft, slot_id: int, section_id: int, step: Step) -> Draft:
    """Do one tap: "+" puts a section last, up and down swap it with its neighbour."""
    ids = list(draft.of(slot_id))
    if step is Step.ADD:
        if section_id not in ids:
            ids.append(section_id)
    elif section_id in ids:
        here = ids.index(section_id)
        if step is Step.REMOVE:
            del ids[here]
        else:
            there = here - 1 if step is Step.UP else here + 1
            if 0 <= there < len(ids):
                ids[here], ids[there] = ids[there], ids[here]
    return with_list(draft, slot_id, ids)


def reordered(draft: Draft, slot_id: int, section_ids: Sequence[int]) -> Draft:
    """Put the list of a slot into another order (drag); what is not named keeps its place last."""
    ids = draft.of(slot_id)
    named = [section_id for section_id in dict.fromkeys(section_ids) if section_id in ids]
    return with_list(draft, slot_id, [*named, *(i for i in ids if i not in named)])


def without(draft: Draft, section_ids: frozenset[int]) -> Draft:
    """Leave out some sections."""
    return replace(
        draft,
        choices={
            slot: kept
            for slot, ids in draft.choices.items()
            if (kept := tuple(i for i in ids if i not in section_ids))
        },
    )
