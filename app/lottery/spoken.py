"""Writing a hash so that it can be read aloud in a hall and written down (docs/draw.md).

Each hexadecimal digit is one sound, four digits are one word. In Chinese the ten heavenly stems
stand for 0 to 9 and six earthly branches for a to f (one that looks like a stem is left out), in
English a syllable of b, d, k, m with a, e, i, o. Nothing is lost: `unspoken` gives the hash back.
"""

from collections.abc import Sequence

DIGITS = "0123456789abcdef"
WORD = 4
_CHINESE = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰午"
_SYLLABLES = tuple(consonant + vowel for consonant in "bdkm" for vowel in "aeio")
SOUNDS = {"zh_Hans_CN": tuple(_CHINESE), "en": _SYLLABLES}


def groups(text: str) -> list[str]:
    """Split a hash into groups of four digits."""
    return [text[start : start + WORD] for start in range(0, len(text), WORD)]


def spoken(text: str, locale: str) -> list[str]:
    """Write hexadecimal digits as words of four sounds."""
    sounds = dict(zip(DIGITS, SOUNDS[locale], strict=True))
    return ["".join(sounds[digit] for digit in group) for group in groups(text)]


def unspoken(words: Sequence[str], locale: str) -> str:
    """Read such words back into hexadecimal digits."""
    digits = dict(zip(SOUNDS[locale], DIGITS, strict=True))
    length = len(SOUNDS[locale][0])
    text = "".join(words)
    return "".join(digits[text[at : at + length]] for at in range(0, len(text), length))
