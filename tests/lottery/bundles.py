"""Drawn draws as plain rows, without a database, from problems as of `draw-problem/1`."""

import json
import random
from collections.abc import Mapping, Sequence
from typing import Any

from app.lottery import bundle, downloads
from app.lottery.allocation import merkle
from app.lottery.allocation.canonical import sha256
from app.lottery.allocation.commitment import commitment
from app.lottery.models import ChoiceList, Draw, RoundManifest
from app.lottery.services.draws import repeated

SEED = bytes(range(32))
PUBLIC_TEXT = "2024-09-03|3D|2024236|518"


def drawn(problem: Mapping[str, Any], mechanism: str = "fair") -> Draw:
    """Draw the sections and students of a problem as a round does."""
    manifest = bundle.Manifest(
        school="实验小学",
        title="周四社团",
        number=1,
        mechanism=mechanism,
        slots=tuple(problem["slots"]),
        sections=tuple(bundle.ManifestSection(**section) for section in problem["sections"]),
        opens_at="2026-09-01T08:00:00+08:00",
        closes_at="2026-09-04T18:00:00+08:00",
        max_choices=10,
        public_source="开学典礼",
    ).text()
    names = ("ticket", "choices", "wanted", "slot_order", "reserved_group", "continuing")
    entries = bundle.entries_text(
        bundle.Entry(**{name: student[name] for name in names}) for student in problem["students"]
    )
    rows = bundle.rows(entries)
    draw = Draw(
        manifest=RoundManifest(
            text=manifest, hash=sha256(manifest), seed=SEED.hex(), commitment=commitment(SEED)
        ),
        entries_text=entries,
        entries_hash=sha256(entries),
        row_count=len(rows),
        merkle_root=merkle.root(rows).hex(),
        public_text=PUBLIC_TEXT,
    )
    draw.result_text = repeated(draw)
    draw.result_hash = json.loads(draw.result_text)["hash"]
    return draw


def row_file(draw: Draw, ticket: str) -> str:
    """Write the own row of a ticket, as its family downloads it."""
    row = next(json.loads(r) for r in bundle.rows(draw.entries_text) if ticket in r.decode())
    names = ("ticket", "choices", "wanted", "slot_order")
    receipt = bundle.Entry(**{name: row[name] for name in names}).receipt_hash()
    found = downloads.own_row(draw, ChoiceList(ticket=ticket, receipt_hash=receipt))
    assert found is not None
    return downloads.row_file(found)


def problem(
    students: int,
    sections: int = 4,
    slots: Sequence[str] = ("mon", "thu"),
    *,
    priorities: bool = False,
    seed: int = 1,
) -> dict[str, Any]:
    """Make up a school: lists of every length, wanted places, minimum sizes that close sections."""
    rng = random.Random(seed)
    codes = {slot: [f"{slot[0].upper()}{n:03}" for n in range(1, sections + 1)] for slot in slots}
    seats = max(1, students // sections)
    return {
        "slots": list(slots),
        "sections": [
            {
                "code": code,
                "slot": slot,
                "seats": rng.randint(1, seats + 1),
                "min_size": rng.choice([0, seats - 1, seats]),
                "reserved": rng.choice([0, 1, 2]) if priorities else 0,
                "continuing_share": rng.choice([0, 30]) if priorities else 0,
                "runs_anyway": rng.random() < 0.1,
            }
            for slot in slots
            for code in codes[slot]
        ],
        "students": [
            {
                "ticket": f"T{n:06}",
                "choices": {
                    slot: rng.sample(codes[slot], rng.randint(0, min(5, sections)))
                    for slot in slots
                },
                "wanted": rng.randint(1, len(slots)),
                "slot_order": rng.sample(slots, len(slots)),
                "reserved_group": rng.random() < 0.2,
                "continuing": rng.sample(codes[slots[0]], 1),
            }
            for n in range(students)
        ],
    }
