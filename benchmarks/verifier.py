"""Measures verify_draw.py on bundles of generated schools: seconds and memory of the whole run.

python -m benchmarks.verifier
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from app.lottery import downloads
from tests.lottery.bundles import drawn

VERIFIER = Path(__file__).resolve().parent.parent / "verify_draw.py"
RANKS, STUDENTS_A_SEAT, SKEW = 8, 1.1, 0.7
CASES = (
    ("fair", 3_000, 60, 1, 0.0, 0),
    ("fair", 3_000, 60, 5, 0.0, 2),
    ("fewest-unplaced", 3_000, 60, 1, 0.0, 0),
    ("fewest-unplaced", 3_000, 60, 5, 0.0, 0),
    ("most-first", 3_000, 60, 1, 0.0, 0),
    ("most-first", 3_000, 60, 5, 0.0, 0),
    ("fair", 300_000, 6_000, 1, 0.0, 0),
)


def main() -> None:
    """Draw each case with the product, then let the verifier repeat it in a process of its own."""
    print(f"{os.cpu_count()} cores; 8 ranks, skewed demand, 1.1 students a seat")
    print("mechanism          students sections slots closed  bundle MB  seconds  peak MiB")
    for mechanism, students, sections, slots, least, reserved in CASES:
        draw = drawn(school(students, sections, slots, least, reserved), mechanism)
        text = downloads.full_bundle(draw)
        seconds, peak = _verified(text, draw.result_hash)
        closed = draw.result_text.count('"filled":')
        print(
            f"{mechanism:<18} {students:>8} {sections:>8} {slots:>5} {closed:>6}"
            f" {len(text.encode()) / 1e6:>10.1f} {seconds:>8.1f} {peak:>9.0f}",
            flush=True,
        )


def school(students: int, sections: int, slots: int, least: float, reserved: int) -> dict[str, Any]:
    """Make up a problem: everybody ranks eight sections of each slot.

    Args:
        students: in all.
        sections: of each slot, one as large as the other, not equally wanted.
        slots: how many.
        least: the share of the seats that is the smallest size.
        reserved: seats of each section.
    """
    rng = random.Random(students)  # noqa: S311 -- a made-up school, the same each time
    names = [f"s{slot}" for slot in range(slots)]
    codes = {name: [f"{name}x{n:04}" for n in range(sections)] for name in names}
    weights = list(accumulate(1 / (n + 1) ** SKEW for n in range(sections)))
    seats = round(students / STUDENTS_A_SEAT / sections)
    plain = {"seats": seats, "min_size": int(seats * least), "reserved": reserved}
    plain |= {"continuing_share": 0, "runs_anyway": False}
    return {
        "slots": names,
        "sections": [{"code": c, "slot": name, **plain} for name in names for c in codes[name]],
        "students": [
            {
                "ticket": f"T{n:06}",
                "choices": {name: _ranked(rng, codes[name], weights) for name in names},
                "wanted": rng.randint(1, slots),
                "slot_order": rng.sample(names, slots),
                "reserved_group": rng.randrange(10) == 0,
                "continuing": [],
            }
            for n in range(students)
        ],
    }


def _ranked(rng: random.Random, codes: Sequence[str], weights: Sequence[float]) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < min(RANKS, len(codes)):
        found.update(dict.fromkeys(rng.choices(codes, cum_weights=weights, k=RANKS)))
    return list(found)[:RANKS]


def _verified(text: str, result_hash: str) -> tuple[float, float]:
    """Run the verifier; gives its seconds and its peak memory in MiB."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bundle.json"
        file.write_text(text, "utf8")
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-I", str(VERIFIER), str(file)], stdout=subprocess.PIPE, text=True
        )
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, _peak_mib(process.pid))
            time.sleep(0.02)
        seconds = time.perf_counter() - began
        said, _nothing = process.communicate()
    if process.returncode or said.splitlines()[-1] != f"result_hash {result_hash}":
        sys.exit(said)
    return seconds, peak


def _peak_mib(pid: int) -> float:
    """Read the most memory that a process has had (Linux); none once it has ended."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
