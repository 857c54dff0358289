"""Measures the draw: time and peak memory of each mechanism, beside other programs.

    python -m benchmarks.draw              600 x 24 and 3,000 x 60 students x sections
    python -m benchmarks.draw --size all   also 30,000 x 600, 300,000 x 6,000 and five slots

Each program runs in a process of its own on the same generated school, after one run on a small
school that loads its libraries. Seconds are of the processor, so that other work of the machine
matters little; up to 3,000 students the fastest of five runs counts. Memory is the peak above what
the process held before (Linux with glibc). The ratio is to OR-tools' time in the same run.
`optimum` is without, `whole` with the choice by number. Programs that promise the same optimum must
reach it, or the run ends with an error.
"""

import argparse
import ctypes
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from app.lottery.allocation.fair import fair
from app.lottery.allocation.slot import Ints, Slot
from benchmarks.programs import PROGRAMS, outcome
from benchmarks.schools import chain, school

SMALL = ((600, 24, 1), (3_000, 60, 1))
LARGE = (
    *((600, 24, 5), (3_000, 60, 5), (30_000, 600, 1), (30_000, 600, 5)),
    *((300_000, 6_000, 1), (300_000, 6_000, 5)),
)
RUNS_UP_TO_3_000 = 5  # of which the fastest counts
MOST_FOR_MATCHING = 3_000  # beyond, it ends in a recursion error
CHAIN = 20_000
YARDSTICK = "or-tools"
SAME_OPTIMUM = (YARDSTICK, "fewest-unplaced: optimum", "fewest-unplaced: whole")


def main() -> None:
    """Print a table for each size, or the measurement of one program as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=("small", "all"), default="small")
    parser.add_argument("--one", nargs=4, metavar=("PROGRAM", "STUDENTS", "SECTIONS", "SLOTS"))
    options = parser.parse_args()
    if options.one:
        program, *size = options.one
        print(json.dumps(_measured(program, *map(int, size))))
        return
    _print_chain()
    for size in SMALL if options.size == "small" else SMALL + LARGE:
        _print_table(*size)


def _print_chain() -> None:
    slot = chain(CHAIN)
    began = time.process_time()
    placed = int((fair(slot).section_of >= 0).sum())
    seconds = time.process_time() - began
    print(f"fair, a chain of {CHAIN:,} rejections: {seconds:.3f} s, {placed:,} placed")


def _print_table(students: int, sections: int, slots: int) -> None:
    print(f"\n{students:,} students x {sections:,} sections, slots: {slots}")
    print(f"{'':<26}{'seconds':>9}{'ratio':>8}{'MiB above base':>16}{'placed':>10}{'ranks':>11}")
    yardstick: float | None = None
    outcomes = {}
    for program in PROGRAMS:
        if program == "matching" and students > MOST_FOR_MATCHING:
            continue
        found = _in_own_process(program, students, sections, slots)
        yardstick = yardstick or found["seconds"]  # the first program
        outcomes[program] = (found["placed"], found["ranks"])
        print(
            f"{program:<26}{found['seconds']:>9.4f}{found['seconds'] / yardstick:>8.3f}"
            f"{found['mib']:>16.1f}{found['placed']:>10}{found['ranks']:>11}",
            flush=True,
        )
    if len({outcomes[program] for program in SAME_OPTIMUM}) > 1:
        sys.exit(f"The optima differ: {outcomes}")


def _in_own_process(program: str, *size: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.draw", "--one", program, *map(str, size)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _measured(program: str, students: int, sections: int, slots: int) -> dict[str, float]:
    run = PROGRAMS[program]
    for slot in school(60, 12, slots=1):
        run(slot)
    seconds, mib, placed, ranks = 0.0, 0.0, 0, 0
    for slot in school(students, sections, slots):
        base = _start_peak()
        section_of, fastest = _fastest(run, slot)
        seconds += fastest
        mib = max(mib, (_status("VmHWM") - base) / 1024)
        here = outcome(slot, section_of)
        placed, ranks = placed + here[0], ranks + here[1]
    return {"seconds": seconds, "mib": mib, "placed": placed, "ranks": ranks}


def _fastest(run: Callable[[Slot], Ints], slot: Slot) -> tuple[Ints, float]:
    """Run a program often enough that other work of the machine matters little."""
    times = []
    for _ in range(RUNS_UP_TO_3_000 if len(slot.numbers) <= 3_000 else 1):
        began = time.process_time()
        section_of = run(slot)
        times.append(time.process_time() - began)
    return section_of, min(times)


def _start_peak() -> int:
    """Give freed memory back, set the peak to what is held now, and give that in KiB."""
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")
    return _status("VmRSS")


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    raise LookupError(name)


if __name__ == "__main__":
    main()
