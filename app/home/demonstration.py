"""What a demonstration keeps beside its database: ready accounts, and how far its clock is moved.

Both lie in files of the instance folder that all processes share, readable by this account only.
They are read in demonstration mode alone.
"""

import json
import math
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

ACCOUNTS = "demonstration-accounts.json"
CLOCK = "demonstration-clock"


@dataclass(frozen=True)
class ReadyAccount:
    """A made-up person whom visitors of a demonstration may be."""

    school: str  # the school's code
    school_name: str
    role: str
    login: str
    password: str
    name: str


def is_made(instance: Path) -> bool:
    """Whether the demonstration was made in this folder."""
    return (instance / ACCOUNTS).exists()


def ready_accounts(instance: Path) -> Sequence[ReadyAccount]:
    """List the ready accounts, those of the first school first; none before there is one."""
    if not is_made(instance):
        return []
    rows = json.loads((instance / ACCOUNTS).read_text("utf8"))
    return [ReadyAccount(**values) for values in rows]


def keep_accounts(instance: Path, accounts: Sequence[ReadyAccount]) -> None:
    """Write the ready accounts down."""
    rows = [asdict(account) for account in accounts]
    _write(instance / ACCOUNTS, json.dumps(rows, ensure_ascii=False, indent=1))


def move_clock(instance: Path, shift: timedelta) -> None:
    """Let every process of the demonstration live earlier or later from now on."""
    _write(instance / CLOCK, str(math.ceil(shift.total_seconds())))


def forget_clock(instance: Path) -> None:
    """Let the demonstration live in the present again."""
    (instance / CLOCK).unlink(missing_ok=True)


def shift_source(instance: Path) -> Callable[[], timedelta]:
    """Give the source of the shift for `app.core.clock`; it reads the file when it has changed."""
    path = instance / CLOCK
    kept = (0, timedelta(0))

    def shift() -> timedelta:
        nonlocal kept
        try:
            changed_at = path.stat().st_mtime_ns
        except FileNotFoundError:
            return timedelta(0)
        if changed_at != kept[0]:
            kept = changed_at, timedelta(seconds=int(path.read_text("utf8")))
        return kept[1]

    return shift


def _write(path: Path, text: str) -> None:
    """Put a file in place at once, so that no reader sees half of it."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.touch(mode=0o600)
    part.write_text(text, "utf8")
    part.replace(path)
