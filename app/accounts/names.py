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


def normalise_login(typed: str) -> str:
    """Write a student number, staff number or telephone as it is stored.

    Half-width, upper case, without spaces, hyphens or invisible characters, a telephone without
    the prefix of the country.
    """
    text = unicodedata.normalize("NFKC", typed).upper()
    kept = (
        letter
        for letter in text
        if letter != "-" and not letter.isspace() and unicodedata.category(letter) != "Cf"
    )
    return "".join(kept).removeprefix(CHINA)[:LONGEST_LOGIN]


def device_of(user_agent: str) -> str:
    """Name the kind of device a browser says it runs on: "wechat", "iphone" ... or "other"."""
    return next((kind for mark, kind in _DEVICES if mark in user_agent), "other")
