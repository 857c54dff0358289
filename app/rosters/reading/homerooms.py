"""Understands the many ways to write a homeroom: 三(3)班, 三年级三班, 3-3, 303, 2024级3班 ..."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from app.schools.models import HIGHEST_GRADE
from app.sheets import Cell

DIGITS = "零一二三四五六七八九"
NUMBER = r"(?:\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
GRADE = r"(?:初[一二三]|[1-9一二三四五六七八九])"
CLASS_NO = rf"\(?(?P<class_no>{NUMBER})\)?"
YEAR = r"(?P<year>20\d\d)[级届]"
WHOLE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{YEAR}{CLASS_NO}班?",
        rf"(?:小学|初中)?(?P<grade>{GRADE})年级?{CLASS_NO}班?",
        rf"(?P<grade>{GRADE})\((?P<class_no>{NUMBER})\)班?",
        rf"(?P<grade>{GRADE})[-.·/—]{CLASS_NO}班?",
        r"0?(?P<grade>[1-9])(?P<class_no>\d\d)班?",
        rf"(?P<grade>{GRADE}){CLASS_NO}班",
        r"g(?:rade)?(?P<grade>[1-9])(?:c|class)(?P<class_no>\d\d?)",
    )
)
CLASS_ALONE = re.compile(rf"{CLASS_NO}班?")
GRADE_ALONE = re.compile(rf"(?:{YEAR}|(?:小学|初中|g|grade)?(?P<grade>{GRADE})(?:年级?)?)")
# In a title a homeroom must end in 班, or any number would look like one.
IN_TITLE = re.compile(rf"(?<!\d)(?:{YEAR}|(?P<grade>{GRADE})(?:年级?)?)[-.·/]?{CLASS_NO}班")
GRADE_IN_TITLE = re.compile(rf"(?:{YEAR}|(?P<grade>{GRADE})年级)")


class HomeroomName(NamedTuple):
    """A homeroom as far as a text names it."""

    grade: int | None
    class_no: int | None


NOWHERE = HomeroomName(None, None)


def homeroom_named(cell: Cell, year: int, grade: int | None = None) -> HomeroomName:
    """Read a cell of the homeroom column.

    Args:
        cell: as written; a date is what a spreadsheet program made of 3-3.
        year: the school year's first calendar year; 2024级 is grade 3 in 2026.
        grade: from a column or title of its own, where the cell names the class alone.
    """
    if isinstance(cell, date):
        return _in_range(cell.month, cell.day)
    written = _plain(cell)
    alone = CLASS_ALONE.fullmatch(written)
    if alone and grade is not None:
        return _in_range(grade, _number(alone["class_no"]))
    for pattern in WHOLE:
        if found := pattern.fullmatch(written):
            return _name(found, year)
    return HomeroomName(None, _number(alone["class_no"])) if alone else NOWHERE


def grade_named(cell: Cell, year: int) -> int | None:
    """Read a cell of the grade column: 三年级, 3, ２年级, 2024级."""
    found = GRADE_ALONE.fullmatch(_plain(cell))
    return _name(found, year).grade if found else None


def homeroom_in_titles(titles: Iterable[Cell], year: int) -> HomeroomName:
    """Find the homeroom, or at least the grade, in the first title that names one."""
    texts = [_plain(title) for title in titles]
    for pattern in (IN_TITLE, GRADE_IN_TITLE):
        for text in texts:
            if (found := pattern.search(text)) and (name := _name(found, year)) != NOWHERE:
                return name
    return NOWHERE


def _plain(cell: Cell) -> str:
    text = unicodedata.normalize("NFKC", str(cell)[:80]).lower()
    return re.sub(r"\s|[\u200b\ufeff']", "", text)


def _name(found: re.Match[str], year: int) -> HomeroomName:
    parts = found.groupdict()
    if parts.get("year"):
        grade = year - int(parts["year"]) + 1
    elif parts["grade"].startswith("初"):
        grade = 6 + _number(parts["grade"][1:])
    else:
        grade = _number(parts["grade"])
    class_no = parts.get("class_no")
    return _in_range(grade, _number(class_no) if class_no else None)


def _in_range(grade: int, class_no: int | None) -> HomeroomName:
    return HomeroomName(grade, class_no) if 1 <= grade <= HIGHEST_GRADE else NOWHERE


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    value = DIGITS.index(ones) if ones else 0
    return value + (10 * (DIGITS.index(tens) if tens else 1) if ten else 0)
