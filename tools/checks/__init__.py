"""Checks of our own; each prints `file:line: what is wrong` and ends with 1 if it found any."""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def tracked(*patterns: str) -> Iterator[Path]:
    """Walk the files git knows or would take, of these patterns."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", *patterns]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode()
    paths = (ROOT / name for name in names.split("\0") if name)
    return (path for path in paths if path.is_file())


def lines(path: Path) -> list[str]:
    """Read the lines of a text file; a binary file has none."""
    try:
        return path.read_text("utf8").splitlines()
    except UnicodeDecodeError:
        return []


def at(path: Path, line: int) -> str:
    """Name a place."""
    return f"{path.relative_to(ROOT)}:{line}"


def report(faults: Iterable[str]) -> None:
    """Print the faults; end with 1 if there are any."""
    found = list(faults)
    print(*found, sep="\n")
    sys.exit(bool(found))
