"""Cleans single cells: names, numbers, dates, yes or no."""

import re
import unicodedata
from datetime import date, timedelta

from app.sheets.tables import Cell

INVISIBLE = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
MIDDLE_DOTS = re.compile(r"\s*[·•・‧∙⋅●．]\s*")
HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
EXPONENT = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]+")
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000  # 1954 to 2119 as a spreadsheet counts days
SPREADSHEET_EPOCH = date(1899, 12, 30)
DATE = re.compile(r"((?:19|20)\d\d)[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")


def text_of(cell: Cell) -> str:
    """Write a cell as its user typed it: NFC, without invisible characters or spaces around."""
    return INVISIBLE.sub("", unicodedata.normalize("NFC", str(cell))).strip()


def number_text(cell: Cell) -> str:
    """Clean a number that is a name: half-width, upper case, without apostrophe and spaces."""
    text = unicodedata.normalize("NFKC", text_of(cell)).upper()
    return re.sub(r"\s", "", text).lstrip("'").removesuffix(".0")


def name_of(cell: Cell) -> str:
    """Clean a person's name and nothing else.

    NFC, no invisible characters; one form of the middle dot (U+00B7); two characters padded with
    a space to the width of three lose it, the space of a name in other letters stays.
    """
    text = MIDDLE_DOTS.sub("·", text_of(cell)) if HAN.search(str(cell)) else text_of(cell)
    words = text.split()
    is_han = all(HAN.search(word) for word in words)
    return ("" if is_han else " ").join(words)


def gender_of(cell: Cell) -> str | None:
    """Read 男, 男生, 1, 1-男, M; None when it cannot be understood, empty when not said."""
    text = number_text(cell)
    if not text:
        return ""
    if text.startswith(("1", "男", "M", "BOY")):
        return "男"
    return "女" if text.startswith(("2", "女", "F", "GIRL")) else None


def birth_of(cell: Cell) -> str | None:
    """Read a date in any usual writing or as a spreadsheet's serial number, as YYYY-MM-DD."""
    if isinstance(cell, date):
        return cell.isoformat()
    text = number_text(cell)
    if not text:
        return ""
    if text.isdecimal() and FIRST_SERIAL <= int(text) <= LAST_SERIAL:
        return (SPREADSHEET_EPOCH + timedelta(days=int(text))).isoformat()
    found = DATE.match(text)
    try:
        return date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None


def flag_of(cell: Cell) -> int | None:
    """Read yes or no: 是 1 有, 否 0 无 非..; the national form's 0, 1 and 2 (双亲留守) stay."""
    text = number_text(cell)
    if not text:
        return None
    if text in {"0", "1", "2"}:
        return int(text)
    if text.startswith(("否", "非", "无", "不", "没", "N")):
        return 0
    return 2 if text.startswith("双亲") else 1


def boarder_of(cell: Cell) -> int | None:
    """Read 走读 / 住校, or the national form's 1 and 2."""
    text = number_text(cell)
    if not text:
        return None
    return 1 if text.startswith("2") or "住" in text or "寄宿" in text or text == "是" else 0


def seat_of(cell: Cell) -> int | None:
    """Read a seat number."""
    text = number_text(cell)
    return int(text) if text.isdecimal() and len(text) <= 4 else None


def phone_of(cell: Cell) -> str:
    """Clean a telephone number: half-width digits."""
    return re.sub(r"[-()]", "", number_text(cell))


def national_no_of(cell: Cell) -> str | None:
    """Clean an identity number; None when a spreadsheet program has damaged it.

    Eighteen digits as a number keep fifteen of them: what is left cannot be repaired, and fails
    the check digit of GB 11643. A leading apostrophe, spaces and a small x can be repaired.
    """
    text = number_text(cell)
    if not text:
        return ""
    if isinstance(cell, (int, float)) and len(text) >= 16:
        return None
    if EXPONENT.fullmatch(text):
        return None
    digits = text.removeprefix("G").removeprefix("L")
    if len(digits) == 18 and digits[:17].isdecimal() and not _has_right_check(digits):
        return None
    return text


def _has_right_check(digits: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(digits, ID_WEIGHTS, strict=False))
    return ID_CHECKS[total % 11] == digits[17]
