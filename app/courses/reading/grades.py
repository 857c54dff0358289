"""Grades as schools write them: 三至六年级, 3-6年级, 三、四年级, 中段, 三年级以上, 全校."""

import re
from typing import NamedTuple

from app.courses.reading.words import chinese_number, half_width
from app.schools.models import HIGHEST_GRADE, LOWEST_GRADE
from app.sheets.tables import Cell

PRIMARY_HIGHEST = 6
STAGES = {
    "低": (1, 2),
    "低年级": (1, 2),
    "低段": (1, 2),
    "低年段": (1, 2),
    "中": (3, 4),
    "中年级": (3, 4),
    "中段": (3, 4),
    "中年段": (3, 4),
    "高": (5, 6),
    "高年级": (5, 6),
    "高段": (5, 6),
    "高年段": (5, 6),
    "中高年级": (3, 6),
    "中高段": (3, 6),
    "中低年级": (1, 4),
    "低中年级": (1, 4),
    "小学": (1, 6),
    "小学部": (1, 6),
    "初中": (7, 9),
    "初中部": (7, 9),
    "初一": (7, 7),
    "初二": (8, 8),
    "初三": (9, 9),
}
EVERYBODY = frozenset(
    {"全校", "全体", "全体学生", "全校学生", "不限", "不限年级", "各年级", "所有年级", "all"}
)
NOISE = re.compile(r"年级|学生|同学|的|限|招收|适合|面向|grades?|[()\[\]]|^g(?=\d)|(?<=-)g(?=\d)")
ABOVE = re.compile(r"(.+?)(?:及?以上|起)")
BELOW = re.compile(r"(.+?)及?以下")


class Grades(NamedTuple):
    """From the lowest to the highest grade."""

    lowest: int
    highest: int


def grades_of(cell: Cell, *, school_highest: int = PRIMARY_HIGHEST) -> Grades | None:
    """Read which grades may join; None when it cannot be understood or has gaps.

    Args:
        cell: as it stands.
        school_highest: what "以上" and "全校" go up to.
    """
    text = half_width(cell)
    if text in EVERYBODY:
        return Grades(LOWEST_GRADE, school_highest)
    bare = NOISE.sub("", text)
    if stage := STAGES.get(text) or STAGES.get(bare):
        return Grades(*stage)
    return _between(bare, school_highest)


def _between(text: str, school_highest: int) -> Grades | None:
    if match := ABOVE.fullmatch(text):
        return _span(_number(match[1]), school_highest)
    if match := BELOW.fullmatch(text):
        return _span(LOWEST_GRADE, _number(match[1]))
    if "-" in text:
        first, _, last = text.partition("-")
        return _span(_number(first), _number(last))
    return _adjacent([_number(sign) for sign in _signs(text)])


def _signs(text: str) -> str:
    """Give the grades of 三、四 or 3,4 or 三四: each is one sign."""
    return re.sub(r"[、,，;；/和及与&.]", "", text)


def _number(text: str) -> int | None:
    number = chinese_number(text)
    return number if number is not None and LOWEST_GRADE <= number <= HIGHEST_GRADE else None


def _span(first: int | None, last: int | None) -> Grades | None:
    return Grades(first, last) if first and last and first <= last else None


def _adjacent(numbers: list[int | None]) -> Grades | None:
    known = [number for number in numbers if number is not None]
    if not known or len(known) < len(numbers):
        return None
    lowest, highest = min(known), max(known)
    return Grades(lowest, highest) if set(known) == set(range(lowest, highest + 1)) else None
