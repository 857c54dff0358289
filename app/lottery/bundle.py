"""The files of a checkable draw: manifest, entries, receipt, problem (docs/draw.md, section 3).

Plain data in, canonical text out. Whoever holds these files can repeat the draw.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from app.lottery.allocation.canonical import canonical, sha256
from app.lottery.allocation.second_round import slot_numbers, turned_round

MANIFEST_FORMAT = "draw-manifest/1"
RECEIPT_FORMAT = "draw-receipt/1"
PROBLEM_FORMAT = "draw-problem/1"
PRIORITY_ORDER = ("reserved", "continuing", "number")
TICKET_RULE = "one chance each"
CREDITS_RULE = "one chance each and one for each credit owed"


@dataclass(frozen=True)
class ManifestSection:
    """A section as the manifest promises it."""

    code: str
    slot: str
    seats: int
    min_size: int
    reserved: int
    continuing_share: int
    runs_anyway: bool


@dataclass(frozen=True)
class NumbersFrom:
    """Of a second round: the slot of the earlier draw whose numbers are turned round."""

    result_hash: str
    place: int  # of the slot, from 0, among the slots of that draw
    slots: int  # how many slots that draw had


@dataclass(frozen=True)
class Manifest:
    """Everything that was settled before anybody chose."""

    school: str
    title: str
    number: int  # 1, and one more each time it had to be replaced
    mechanism: str
    slots: tuple[str, ...]
    sections: tuple[ManifestSection, ...]
    opens_at: str
    closes_at: str
    max_choices: int
    public_source: str
    numbers_from: NumbersFrom | None = None  # of a second round only
    ticket_rule: str = TICKET_RULE

    def text(self) -> str:
        """Write the canonical text whose SHA-256 is the manifest's hash."""
        content = {
            "format": MANIFEST_FORMAT,
            "mechanism_version": 1,
            "priority_order": PRIORITY_ORDER,
            **asdict(self),
        }
        if self.numbers_from is None:
            del content["numbers_from"]
        return canonical(content)


@dataclass(frozen=True)
class Entry:
    """One ticket's row in the frozen entries: all that the allocation sees of a child."""

    ticket: str
    choices: Mapping[str, Sequence[str]]  # slot code -> section codes, favourite first
    wanted: int
    slot_order: Sequence[str]
    reserved_group: bool = False
    continuing: Sequence[str] = field(default_factory=tuple)
    extra_tickets: int = 0  # the credits owed

    def text(self) -> str:
        """Write the canonical row."""
        return canonical(
            {
                **self._own(),
                "continuing": sorted(self.continuing),
                "extra_tickets": self.extra_tickets,
                "linked": None,
                "reserved_group": self.reserved_group,
            }
        )

    def receipt_hash(self) -> str:
        """Hash what the family itself said; stands on the receipt from the hand-in on."""
        return sha256(canonical({"format": RECEIPT_FORMAT, **self._own()}))

    def _own(self) -> dict[str, Any]:
        return {
            "ticket": self.ticket,
            "choices": {slot: list(codes) for slot, codes in self.choices.items() if codes},
            "wanted": self.wanted,
            "slot_order": list(self.slot_order),
        }


def entries_text(entries: Iterable[Entry]) -> str:
    """Write the entries file: one canonical row a ticket, sorted by ticket, a line each."""
    ordered = sorted(entries, key=lambda entry: entry.ticket)
    return "".join(f"{entry.text()}\n" for entry in ordered)


def rows(entries: str) -> list[bytes]:
    """Split an entries file into the rows that are the leaves of its Merkle tree."""
    return [line.encode() for line in _lines(entries)]


def problem_text(manifest: str, entries: str, key: bytes, earlier_result: str = "") -> str:
    """Put manifest, entries and key together into the problem file of the draw.

    A second round needs the result file of the earlier draw, and its problem has numbers.
    """
    rules = json.loads(manifest)
    students = [json.loads(line) for line in _lines(entries)]
    problem = {
        "format": PROBLEM_FORMAT,
        "mechanism": rules["mechanism"],
        "slots": rules["slots"],
        "sections": rules["sections"],
        "students": students,
    }
    if "numbers_from" not in rules:
        return canonical({**problem, "key": key.hex()})
    chances = {row["ticket"]: 1 + row["extra_tickets"] for row in students}
    before = numbers_before(rules, earlier_result)
    return canonical({**problem, "numbers": turned_round(chances, before, key)})


def numbers_before(rules: Mapping[str, Any], earlier_result: str) -> Mapping[str, int]:
    """Give the numbers that a second round turns round, by ticket, from its manifest."""
    source = rules["numbers_from"]
    return slot_numbers(json.loads(earlier_result)["numbers"], source["place"], source["slots"])


def _lines(entries: str) -> list[str]:
    return entries.removesuffix("\n").split("\n") if entries else []
