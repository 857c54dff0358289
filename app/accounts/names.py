"""Names people sign in with, and how devices are called; pure text."""

import unicodedata

LONGEST_LOGIN = 64
CHINA = "+86"

_DEVICES = (
    ("MicroMessenger", "wechat"),
    ("HarmonyOS", "harmony"),
    ("Android", "android"),
    ("iPad", "ipad"),
    ("iPhone", "iphone"),
    ("Windows", "windows"),
    ("Macintosh", "mac"),
    ("Linux", "linux"),
)


def normalise_number(typed: str) -> str:
    """Write a student number as it is stored: half-width, upper case, nothing blank in it."""
    text = unicodedata.normalize("NFKC", typed).upper()
    return "".join(
        letter for letter in text if not letter.isspace() and unicodedata.category(letter) != "Cf"
    )


def normalise_login(typed: str) -> str:
    """Write a student number, staff number or telephone as people sign in with it.

    As `normalise_number`, and without hyphens; a telephone without the prefix of the country.
    """
    return normalise_number(typed).replace("-", "").removeprefix(CHINA)[:LONGEST_LOGIN]


def device_of(user_agent: str) -> str:
    """Name the kind of device a browser says it runs on: "wechat", "iphone" ... or "other"."""
    return next((kind for mark, kind in _DEVICES if mark in user_agent), "other")
