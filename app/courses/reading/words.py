"""Plain text of a cell, and Chinese numbers."""

import re
import unicodedata

from app.sheets.tables import Cell

DIGITS = "零一二三四五六七八九"
INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]")
DASHES = re.compile(r"(?:[‐‑‒–—―－−~～〜-]|[至到](?![少多]))+")
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def text_of(cell: Cell) -> str:
    """Give a cell as one line of text; whole numbers without a point."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = unicodedata.normalize("NFC", INVISIBLE.sub("", str(cell)))
    return " ".join(text.split())


def paragraph_of(cell: Cell) -> str:
    """Give a cell as text that keeps its lines."""
    lines = (text_of(line) for line in str(cell).splitlines()) if cell != "" else ()
    return "\n".join(line for line in lines if line)


def half_width(cell: Cell) -> str:
    """Give a cell without spaces, half-width, with one kind of dash and colon: to compare."""
    text = unicodedata.normalize("NFKC", text_of(cell)).lower()
    return DASHES.sub("-", re.sub(r"\s", "", text)).replace("：", ":")


def chinese_number(text: str) -> int | None:
    """Read 1, 12, 三, 十, 十二 or 二十五; None for anything else."""
    if text.isdecimal() and len(text) <= 4:
        return int(text)
    match = re.fullmatch(r"([一二两三四五六七八九]?)(十?)([一二三四五六七八九]?)", text)
    if not text or match is None:
        return None
    tens, ten, ones = match.groups()
    if not ten:
        return _digit(tens) if tens and not ones else None
    return (_digit(tens) if tens else 1) * 10 + (_digit(ones) if ones else 0)


def _digit(character: str) -> int:
    return DIGITS.index("二" if character == "两" else character)
