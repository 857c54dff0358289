"""The one clock of the product: aware moments in UTC.

A demonstration may run at another time of day: the factory then names a source of the shift.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def _no_shift() -> timedelta:
    return timedelta(0)


_shift: Callable[[], timedelta] = _no_shift


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC) + _shift()


def shift() -> timedelta:
    """Say by how much the clock of a demonstration is moved; zero for a real school."""
    return _shift()


def use_shift(source: Callable[[], timedelta] = _no_shift) -> None:
    """Let `source` say by how much the clock of a demonstration is moved."""
    global _shift  # noqa: PLW0603 -- one process has one clock
    _shift = source
