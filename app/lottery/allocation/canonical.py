"""Canonical JSON (docs/draw.md, "Texts"): one text for one value, so a hash can stand for it."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from typing import Any, NoReturn

from app.lottery.allocation.errors import BadProblem

DEEPEST = 16  # levels of nesting; the files of a draw have 4


def canonical(value: object) -> str:
    """Write a value with sorted keys and without spaces, as the hashes of a draw need it."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def sha256(text: str) -> str:
    """SHA-256 (hex) of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def read(text: str) -> Any:
    """Read JSON strictly.

    Raises:
        BadProblem: no JSON, a key twice, a fraction, a text that is not NFC or has control
            characters or lone surrogates, or deeper nesting than any file of a draw.
    """
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_float=_fraction, parse_constant=_fraction
        )
    except json.JSONDecodeError as error:
        raise BadProblem(f"This is not JSON: {error.msg} in line {error.lineno}.") from error
    except RecursionError as error:
        raise BadProblem("The file is nested too deeply.") from error
    except BadProblem:
        raise
    except ValueError as error:  # Python refuses to read numbers of thousands of digits
        raise BadProblem("A number in the file has too many digits.") from error
    _check_texts(value, DEEPEST)
    return value


def check_text(text: str) -> None:
    """Refuse what two programs could read or hash differently.

    Raises:
        BadProblem: control characters, lone surrogates, or not in NFC.
    """
    if any(unicodedata.category(character) == "Cc" for character in text):
        raise BadProblem(f"The text {text!r} has a control character.")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise BadProblem(f"The text {text!a} has half a character (a lone surrogate).")
    if not unicodedata.is_normalized("NFC", text):
        raise BadProblem(f"The text {text!r} is not in the Unicode form NFC.")


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadProblem(f"The key {key!r} stands twice in one object.")
        found[key] = value
    return found


def _fraction(text: str) -> NoReturn:
    raise BadProblem(f"{text} is not a whole number.")


def _check_texts(value: Any, levels_left: int) -> None:
    if levels_left == 0:
        raise BadProblem("The file is nested too deeply.")
    if isinstance(value, str):
        check_text(value)
    elif isinstance(value, dict):
        for key, part in value.items():
            check_text(key)
            _check_texts(part, levels_left - 1)
    elif isinstance(value, list):
        for part in value:
            _check_texts(part, levels_left - 1)
