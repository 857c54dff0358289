"""Pinyin to sort and find Chinese by; syllables stand apart: "sun zhi yi"."""

import re
from collections.abc import Iterable

from pypinyin import lazy_pinyin
from sqlalchemy import ColumnElement, func, or_
from sqlalchemy.orm import InstrumentedAttribute

LONGEST_SEARCH = 40
LETTERS = re.compile(r"[a-z]+")

# Surnames that are read otherwise than the same characters elsewhere.
SURNAMES = {
    "万俟": "mo qi",
    "尉迟": "yu chi",
    "长孙": "zhang sun",
    "澹台": "tan tai",
    "单": "shan",
    "曾": "zeng",
    "仇": "qiu",
    "解": "xie",
    "查": "zha",
    "区": "ou",
    "盖": "ge",
    "任": "ren",
    "朴": "piao",
    "翟": "zhai",
    "乐": "yue",
    "覃": "qin",
    "缪": "miao",
    "种": "chong",
    "员": "yun",
    "冼": "xian",
    "逄": "pang",
    "繁": "po",
    "折": "she",
}


def syllables(text: str) -> str:
    """Write a title as syllables: 童声合唱 gives "tong sheng he chang"."""
    return " ".join(" ".join(lazy_pinyin(text)).lower().split())


def name_syllables(name: str) -> str:
    """Write a person's name as syllables, with the reading its surname has."""
    for length in (2, 1):
        surname = SURNAMES.get(name[:length])
        if surname:
            return f"{surname} {syllables(name[length:])}".strip()
    return syllables(name)


def contains(column: InstrumentedAttribute[str], text: str) -> ColumnElement[bool]:
    """Match a column that contains the text; wildcards in it are ordinary characters."""
    return column.contains(text, autoescape=True)


def matches(
    text: str,
    *,
    written: Iterable[InstrumentedAttribute[str]],
    pinyin: InstrumentedAttribute[str],
) -> ColumnElement[bool]:
    """Match what people type into a search box: characters, pinyin or initials.

    Args:
        text: what was typed.
        written: columns in which it may stand as it is.
        pinyin: the column of syllables.
    """
    wanted = text.strip().lower()[:LONGEST_SEARCH]
    found = [contains(column, wanted) for column in written]
    letters = wanted.replace(" ", "")
    if LETTERS.fullmatch(letters):
        found.append(func.replace(pinyin, " ", "").contains(letters))
        found.append(pinyin.like("% ".join(letters) + "%"))
    return or_(*found)
