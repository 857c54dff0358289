"""Understands the many ways to write a homeroom: 三(3)班, 三年级三班, 3-3, 303, 2024级3班 ..."""

import re
import unicodedata
from typing import NamedTuple

from app.schools.models import HIGHEST_GRADE
from app.sheets.tables import Cell

DIGITS = "零一二三四五六七八九"
NUMBER = r"(?:\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
GRADE = r"(?:初[一二三]|[1-9一二三四五六七八九])"
OPTIONAL_BRACKETS = rf"\(?(?P<class_no>{NUMBER})\)?"
WITH_GRADE = (
    re.compile(rf"(?P<year>20\d\d)[级届]{OPTIONAL_BRACKETS}班?"),
    re.compile(rf"(?P<grade>{GRADE})年级?{OPTIONAL_BRACKETS}班?"),
    re.compile(rf"(?P<grade>{GRADE})\((?P<class_no>{NUMBER})\)班?"),
    re.compile(rf"(?P<grade>{GRADE})[-.·/]{OPTIONAL_BRACKETS}班?"),
    re.compile(r"(?P<grade>[1-9])(?P<class_no>\d\d)班?"),
    re.compile(rf"(?P<grade>{GRADE}){OPTIONAL_BRACKETS}班"),
)
CLASS_ALONE = re.compile(rf"{OPTIONAL_BRACKETS}班?")
GRADE_ALONE = re.compile(rf"(?:(?P<year>20\d\d)[级届]|(?P<grade>{GRADE})(?:年级?)?)")
# In a title a homeroom must end in 班, or any number would look like one.
IN_TITLE = re.compile(
    rf"(?:(?P<year>20\d\d)[级届]|(?P<grade>{GRADE})(?:年级?)?)[-.·/]?{OPTIONAL_BRACKETS}班"
)
GRADE_IN_TITLE = re.compile(rf"(?:(?P<year>20\d\d)[级届]|(?P<grade>{GRADE})年级)")


class HomeroomName(NamedTuple):
    """A homeroom as far as a text names it."""

    grade: int | None
    class_no: int | None


NOWHERE = HomeroomName(None, None)


def homeroom_named(text: Cell, year: int, grade: int | None = None) -> HomeroomName:
    """Read a cell of the homeroom column.

    Args:
        text: as written.
        year: the school year's first calendar year; 2024级 is grade 3 in 2026.
        grade: from a column or title of its own, where the cell names the class alone.
    """
    written = _plain(text)
    for pattern in WITH_GRADE:
        if found := pattern.fullmatch(written):
            return _name(found, year)
    if found := CLASS_ALONE.fullmatch(written):
        return HomeroomName(grade, _number(found["class_no"]))
    return NOWHERE


def grade_named(text: Cell, year: int) -> int | None:
    """Read a cell of the grade column: 三年级, 3, ２年级, 2024级."""
    found = GRADE_ALONE.fullmatch(_plain(text))
    return _name(found, year).grade if found else None


def homeroom_in_title(text: Cell, year: int) -> HomeroomName:
    """Find the homeroom, or at least the grade, in a title or the name of a sheet."""
    written = _plain(text)
    found = IN_TITLE.search(written) or GRADE_IN_TITLE.search(written)
    return _name(found, year) if found else NOWHERE


def _plain(text: Cell) -> str:
    return re.sub(r"\s|[\u200b\ufeff]", "", unicodedata.normalize("NFKC", str(text)))


def _name(found: re.Match[str], year: int) -> HomeroomName:
    parts = found.groupdict()
    if parts.get("year"):
        grade = year - int(parts["year"]) + 1
    elif parts["grade"].startswith("初"):
        grade = 6 + _number(parts["grade"][1:])
    else:
        grade = _number(parts["grade"])
    class_no = parts.get("class_no")
    if not 1 <= grade <= HIGHEST_GRADE:
        return NOWHERE
    return HomeroomName(grade, _number(class_no) if class_no else None)


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    value = DIGITS.index(ones) if ones else 0
    return value + (10 * (DIGITS.index(tens) if tens else 1) if ten else 0)
