"""Takes the names of children out of what families wrote; plain data, no database."""

import re
from collections.abc import Iterable

MASK = "○○"
SHORTEST = 2  # a single character is no name
SURNAME = 1


def masked(text: str, names: Iterable[str]) -> str:
    """Replace names, and given names of two characters or more, whatever case they are in."""
    wanted = {part for name in names for part in _spoken(name) if len(part) >= SHORTEST}
    if not wanted:
        return text
    longest_first = sorted(wanted, key=len, reverse=True)
    pattern = "|".join(re.escape(part) for part in longest_first)
    return re.sub(pattern, MASK, text, flags=re.IGNORECASE)


def _spoken(name: str) -> Iterable[str]:
    """Give the forms in which a name is written: whole, and without the surname."""
    yield name
    if " " in name:
        yield from name.split()
    elif len(name) > SURNAME + 1 and not name.isascii():
        yield name[SURNAME:]
