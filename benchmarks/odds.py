"""Measures the trial draws behind the odds of lists: the job's seconds, and a page's.

python -m benchmarks.odds
"""

import json
import os
import time
from itertools import islice

from app.lottery.allocation.odds import none_with_more, odds_of, trial_draws, trials_kept
from app.lottery.allocation.problem import Mechanism, Problem, read_problem
from app.lottery.services.odds import DRAWS
from benchmarks.verifier import RANKS, school

CASES = ((600, 24, 1), (3_000, 60, 1), (3_000, 60, 5))
MECHANISMS = (Mechanism.FAIR, Mechanism.FEWEST_UNPLACED, Mechanism.MOST_FIRST)
LISTED = 3  # choices of the lists that are told


def main() -> None:
    """Make the trials of each case, then tell the odds of some of its lists with two more."""
    print(f"{os.cpu_count()} cores; {DRAWS} trial draws; lists of {RANKS}, 1.1 students a seat")
    print("mechanism          students sections slots   job s  kept KB   page ms  error")
    for students, sections, slots in CASES:
        plain = school(students, sections, slots, 0.0, 0)
        for mechanism in MECHANISMS:
            text = json.dumps({"format": "draw-problem/1", "mechanism": mechanism, **plain})
            problem = read_problem(text[:-1] + f', "key": "{bytes(32).hex()}"}}')
            job, size, page, error = _measure(problem)
            print(
                f"{mechanism:<18} {students:>8} {sections:>8} {slots:>5} {job:>7.1f}"
                f" {size / 1e3:>8.0f} {page * 1e3:>9.1f} {error:>6.3f}",
                flush=True,
            )


def _measure(problem: Problem) -> tuple[float, int, float, float]:
    """Give seconds of the job, bytes kept, seconds of a page and the greatest standard error."""
    began = time.perf_counter()
    found = list(islice(trial_draws(problem, RANKS), DRAWS))
    job = time.perf_counter() - began
    codes = sorted(problem.sections)
    texts = [json.dumps([trial[code] for trial in found]) for code in codes]
    lists = [choices for each in problem.students.values() for choices in each.choices.values()]
    column = {code: number for number, code in enumerate(codes)}
    errors, began = [], time.perf_counter()
    for choices in lists[:20]:
        kept = {number: json.loads(text) for number, text in enumerate(texts)}
        trials = trials_kept(problem.mechanism, kept, len(problem.students) + 1, RANKS)
        listed = [column[code] for code in choices[:LISTED]]
        errors.append(odds_of(trials, listed).error)
        slot = problem.sections[choices[0]].slot
        others = [column[code] for code in codes if problem.sections[code].slot == slot]
        none_with_more(trials, listed, [each for each in others if each not in listed])
    return job, sum(map(len, texts)), (time.perf_counter() - began) / 20, max(errors)


if __name__ == "__main__":
    main()
