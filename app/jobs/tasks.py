"""What a package gives the worker to do; its `jobs.py` lists them as TASKS."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Task:
    """A kind of job.

    `run(session, now=..., **facts)` may commit as often as its work has whole steps; it must be
    right when it is run again after an end in the middle. A transaction that writes is not kept
    open while something slow is computed. With `every` it comes round by itself, without facts.
    """

    name: str
    run: Callable[..., None]
    every: timedelta | None = None
