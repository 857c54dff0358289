"""Sizes and fees as schools write them: 15—32人, 限30人, 满10人开班, 材料费30元, 免费."""

import re
from typing import NamedTuple

from app.courses.reading.words import NUMBER, half_width
from app.sheets.tables import Cell

MOST_PEOPLE = 2000
MOST_YUAN = 10_000
SPAN = re.compile(r"(\d{1,4})(?:人|名)?-(\d{1,4})")
LEAST = re.compile(
    r"(?:满|最少|至少|不少于|最低)(\d{1,4})|(\d{1,4})(?:人|名)?(?:即?可?开班|起开?|及?以上)"
)
MOST = re.compile(
    r"(?:限|最多|不超过|不多于|上限|至多|名额|≤|<=)(?:报|招)?:?(\d{1,4})|(\d{1,4})(?:人|名)?(?:及?以内|及?以下|封顶)"
)
ALONE = re.compile(
    r"(?:共|约|招收?|计划|每班|每期)?(\d{1,4})(?:人|名|个|个名额|人左右|名学生)?(?:/班|每班)?"
)
FREE = frozenset(
    {
        "",
        "无",
        "免费",
        "不收费",
        "不收",
        "不收材料费",
        "无材料费",
        "0",
        "-",
        "/",
        "公益",
        "free",
        "none",
    }
)
PER_MEETING = re.compile(r"每次|/次|每课时|/课时|/节|每节")


class Size(NamedTuple):
    """Fewest and most children; 0 where nothing is said."""

    least: int
    most: int


def size_of(cell: Cell) -> Size | None:
    """Read how many children a club takes; None when it cannot be understood."""
    text = half_width(cell)
    if match := SPAN.search(text):
        return _size(int(match[1]), int(match[2]))
    least, most = _first(LEAST.search(text)), _first(MOST.search(text))
    if least or most:
        return _size(least, most)
    match = ALONE.fullmatch(text)
    return _size(0, int(match[1])) if match else None


def count_of(cell: Cell) -> int | None:
    """Read one number of people or times: 32, 32人, 15次; None for anything else."""
    numbers = NUMBER.findall(half_width(cell))
    if len(numbers) != 1 or "." in numbers[0] or "-" in half_width(cell):
        return None
    count = int(numbers[0]) if len(numbers[0]) <= 4 else MOST_PEOPLE + 1
    return count if count <= MOST_PEOPLE else None


def fee_of(cell: Cell) -> int | None:
    """Read a materials fee of the whole term in fen; None when it cannot be told."""
    text = half_width(cell)
    if text in FREE:
        return 0
    numbers = NUMBER.findall(text.replace(",", ""))
    if len(numbers) != 1 or PER_MEETING.search(text) or "-" in text:
        return None
    whole, _, part = numbers[0].partition(".")
    if len(whole) > 5 or len(part) > 2:
        return None
    fen = int(whole) * 100 + int(part.ljust(2, "0") or 0)
    return fen if fen <= MOST_YUAN * 100 else None


def _first(match: re.Match[str] | None) -> int:
    return int(next(group for group in match.groups() if group)) if match else 0


def _size(least: int, most: int) -> Size | None:
    is_possible = least <= MOST_PEOPLE and most <= MOST_PEOPLE and (not most or least <= most)
    return Size(least, most) if is_possible else None
