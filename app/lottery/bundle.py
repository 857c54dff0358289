"""The files of a checkable draw: manifest, entries, receipt, problem (docs/draw.md, section 3).

Plain data in, canonical text out. Whoever holds these files can repeat the draw.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from app.lottery.allocation.canonical import canonical, sha256

MANIFEST_FORMAT = "draw-manifest/1"
RECEIPT_FORMAT = "draw-receipt/1"
PROBLEM_FORMAT = "draw-problem/1"
PRIORITY_ORDER = ("reserved", "continuing", "number")
TICKET_RULE = "one chance each"


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

    def text(self) -> str:
        """Write the canonical text whose SHA-256 is the manifest's hash."""
        return canonical(
            {
                "format": MANIFEST_FORMAT,
                "mechanism_version": 1,
                "priority_order": PRIORITY_ORDER,
                "ticket_rule": TICKET_RULE,
                **asdict(self),
            }
        )


@dataclass(frozen=True)
class Entry:
    """One ticket's row in the frozen entries: all that the allocation sees of a child."""

    ticket: str
    choices: Mapping[str, Sequence[str]]  # slot code -> section codes, favourite first
    wanted: int
    slot_order: Sequence[str]
    reserved_group: bool = False
    continuing: Sequence[str] = field(default_factory=tuple)

    def text(self) -> str:
        """Write the canonical row."""
        return canonical(
            {
                **self._own(),
                "continuing": sorted(self.continuing),
                "extra_tickets": 0,
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


def problem_text(manifest: str, entries: str, key: bytes) -> str:
    """Put manifest, entries and key together into the problem file of the draw."""
    rules = json.loads(manifest)
    return canonical(
        {
            "format": PROBLEM_FORMAT,
            "mechanism": rules["mechanism"],
            "slots": rules["slots"],
            "sections": rules["sections"],
            "students": [json.loads(line) for line in _lines(entries)],
            "key": key.hex(),
        }
    )


def _lines(entries: str) -> list[str]:
    return entries.removesuffix("\n").split("\n") if entries else []
