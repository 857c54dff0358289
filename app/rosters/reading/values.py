"""Cleans single cells: names, numbers, dates, yes or no. None means: cannot be understood."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

from app.sheets import Cell

Reader = Callable[[Cell], str | None]  # None: cannot be understood
VARIATION_SELECTORS = re.compile("[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
BETWEEN_HAN = re.compile(rf"(?<={HAN.pattern})\s*[·•・‧∙⋅●．.]\s*(?={HAN.pattern})")
LONGEST_NAME = 60
LONGEST_NUMBER = 32
LONGEST_TEXT = 200
STUDENT_NO = re.compile(r"[\w./-]*\d[\w./-]*")
STAFF_NO = re.compile(r"[\w./-]+")
EXPONENT = re.compile(r"\d(\.\d+)?E\+?\d+")
DIGITS_KEPT = 15  # a spreadsheet program keeps so many digits of a number
ID_LENGTH = 18
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
SERIALS = range(20_000, 80_000)  # 1954 to 2119 as a spreadsheet program counts days
SPREADSHEET_EPOCH = date(1899, 12, 30)
DATE = re.compile(r"((?:19|20)\d\d)[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")
SHORTEST_PHONE, LONGEST_PHONE = 5, 20
NOT_SAID = frozenset({"", "-", "--", "—", "/", "无", "NA", "N/A", "NULL"})


def text_of(cell: Cell) -> str:
    """Write a cell as its user typed it: NFC, without invisible characters or spaces around."""
    written = str(cell)
    if written.isascii() and written.isprintable():
        return written.strip()[:LONGEST_TEXT]
    text = VARIATION_SELECTORS.sub("", unicodedata.normalize("NFC", written))
    kept = "".join(sign for sign in text if sign.isspace() or unicodedata.category(sign)[0] != "C")
    return kept.strip()[:LONGEST_TEXT]


def number_text(cell: Cell) -> str:
    """Clean a number that is a name: half-width, upper case, without apostrophe and spaces."""
    text = unicodedata.normalize("NFKC", text_of(cell)).upper()
    return "".join(text.split()).lstrip("'").removesuffix(".0")


def student_no_of(cell: Cell) -> str | None:
    """Clean a student or staff number; None when a spreadsheet program has damaged it."""
    text = number_text(cell)
    if not text:
        return ""
    is_usable = STUDENT_NO.fullmatch(text) and len(text) <= LONGEST_NUMBER
    return text if is_usable and not _is_damaged(cell, text) else None


def staff_no_of(cell: Cell) -> str | None:
    """Clean a staff number, which may be letters alone."""
    text = number_text(cell)
    if text in NOT_SAID:
        return ""
    is_usable = STAFF_NO.fullmatch(text) and len(text) <= LONGEST_NUMBER
    return text if is_usable and not _is_damaged(cell, text) else None


def _is_damaged(cell: Cell, text: str) -> bool:
    """Whether a long number has lost its last digits, as numbers of a spreadsheet do."""
    return EXPONENT.fullmatch(text) is not None or isinstance(cell, float)


def name_of(cell: Cell) -> str | None:
    """Clean a person's name and nothing else.

    NFC, no invisible characters; between Chinese characters one form of the middle dot (U+00B7)
    and no spaces, with which two characters are padded to the width of three.
    """
    text = BETWEEN_HAN.sub("·", text_of(cell))
    words = text.split()
    is_han = all(HAN.match(word) for word in words)
    name = ("" if is_han else " ").join(words)
    return name if len(name) <= LONGEST_NAME else None


def gender_of(cell: Cell) -> str | None:
    """Read 男, 男生, 1, 1-男, M."""
    text = number_text(cell)
    if text in NOT_SAID:
        return ""
    if text.startswith(("1", "男", "M", "BOY")):
        return "男"
    return "女" if text.startswith(("2", "女", "F", "GIRL")) else None


def date_of(cell: Cell) -> str | None:
    """Read a date in any usual writing or as a spreadsheet's serial number, as YYYY-MM-DD."""
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    text = number_text(cell)
    if text in NOT_SAID:
        return ""
    if text.isdecimal() and len(text) == len("43732") and int(text) in SERIALS:
        return (SPREADSHEET_EPOCH + timedelta(days=int(text))).isoformat()
    found = DATE.match(text)
    try:
        return date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None


def flag_of(cell: Cell) -> int | None:
    """Read yes or no: 是 1 有, 否 0 无 非..; the national form's 0, 1 and 2 (双亲留守) stay."""
    text = number_text(cell)
    if text in {"0", "1", "2"}:
        return int(text)
    if text.startswith(("否", "非", "无", "不", "没", "N", "×")):
        return 0
    if text.startswith("双亲"):
        return 2
    return 1 if text.startswith(("是", "有", "单亲", "Y", "√", "留守", "随迁")) else None


def boarder_of(cell: Cell) -> int | None:
    """Read 走读 / 住校, or the national form's 1 and 2."""
    text = number_text(cell)
    if text.startswith("2") or "住" in text or "寄宿" in text or text == "是":
        return 1
    return 0 if text.startswith("1") or "走读" in text or text == "否" else None


def seat_of(cell: Cell) -> int | None:
    """Read a seat number."""
    text = number_text(cell)
    return int(text) if text.isdecimal() and len(text) <= 4 else None


def phone_of(cell: Cell) -> str | None:
    """Clean a telephone number: half-width digits, whatever country they belong to."""
    text = re.sub(r"[-()]", "", number_text(cell)).removeprefix("+86")
    if text in NOT_SAID:
        return ""
    digits = text.removeprefix("+")
    is_phone = digits.isdecimal() and SHORTEST_PHONE <= len(digits) <= LONGEST_PHONE
    return text if is_phone and not _is_damaged(cell, text) else None


def id_no_of(cell: Cell) -> str | None:
    """Clean an identity number; None when a spreadsheet program has damaged it.

    Eighteen digits as a number keep fifteen of them: what is left cannot be repaired, and fails
    the check digit of GB 11643. A leading apostrophe, spaces and a small x can be repaired.
    """
    text = number_text(cell)
    if text in NOT_SAID:
        return ""
    if _is_damaged(cell, text) or len(text) > LONGEST_NUMBER:
        return None
    return text if _has_right_check(text) else None


def national_no_of(cell: Cell) -> str | None:
    """Clean a national pupil number: G or L and an identity number."""
    text = number_text(cell)
    letter = text[:1] if text[:1] in {"G", "L"} else ""
    bare = id_no_of(text.removeprefix(letter) if not isinstance(cell, float) else cell)
    return bare and letter + bare


def birth_in(id_no: str) -> str:
    """Give the date of birth in a Chinese identity number, empty when there is none."""
    is_chinese = len(id_no) == ID_LENGTH and id_no[6:14].isdecimal()
    return (date_of(id_no[6:14]) or "") if is_chinese else ""


def _has_right_check(text: str) -> bool:
    """Check the last digit; numbers of other lengths are those of other papers."""
    if len(text) != ID_LENGTH or not (text[:-1].isascii() and text[:-1].isdecimal()):
        return True
    total = sum(int(digit) * weight for digit, weight in zip(text, ID_WEIGHTS, strict=False))
    return ID_CHECKS[total % 11] == text[-1]
