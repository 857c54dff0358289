"""Strict reading of the objects of a draw's files."""

from collections.abc import Iterable
from typing import Any

from app.lottery.allocation.errors import BadProblem


class Fields:
    """One object of a file: typed reading, defaults, and nothing left over.

    Every method raises BadProblem, with a sentence that names the place and the key.
    """

    def __init__(self, value: Any, place: str) -> None:
        if not isinstance(value, dict):
            raise BadProblem(f"{place} must be an object.")
        self._left = dict(value)
        self.place = place

    def has(self, key: str) -> bool:
        """Whether the key is there and not yet read."""
        return key in self._left

    def _take(self, key: str, kind: type, what: str, default: Any = ...) -> Any:
        if key not in self._left:
            if default is ...:
                raise BadProblem(f"{self.place} needs {key!r}.")
            return default
        value = self._left.pop(key)
        if type(value) is not kind:  # a boolean is no number here
            raise BadProblem(f"{key!r} of {self.place} must be {what}.")
        return value

    def text(self, key: str) -> str:
        """Read a text that is not empty."""
        value: str = self._take(key, str, "a text")
        if not value:
            raise BadProblem(f"{key!r} of {self.place} is empty.")
        return value

    def text_or_null(self, key: str) -> str | None:
        """Read a text that may be null or left out."""
        if self._left.get(key, ...) is None:
            del self._left[key]
        return self.text(key) if self.has(key) else None

    def flag(self, key: str) -> bool:
        """Read true or false; left out, it is false."""
        value: bool = self._take(key, bool, "true or false", default=False)
        return value

    def number(self, key: str, default: Any = ..., *, low: int = 0, high: int = 2**53) -> int:
        """Read a whole number from `low` to `high`."""
        value: int = self._take(key, int, "a whole number", default)
        if not low <= value <= high:
            bounds = f"{low} or more" if high == 2**53 else f"{low} to {high}"
            raise BadProblem(f"{key!r} of {self.place} must be {bounds}, not {value}.")
        return value

    def texts(self, key: str, default: Any = ...) -> list[str]:
        """Read a list of texts."""
        value: list[Any] = self._take(key, list, "a list of texts", default)
        if any(not isinstance(part, str) or not part for part in value):
            raise BadProblem(f"{key!r} of {self.place} must be a list of texts.")
        return value

    def objects(self, key: str, name: str) -> Iterable["Fields"]:
        """Read a list of objects, each named `name` and its place from 1."""
        parts = self._take(key, list, "a list")
        return (Fields(part, f"{name} {n}") for n, part in enumerate(parts, start=1))

    def lists(self, key: str) -> dict[str, list[str]]:
        """Read an object of lists of texts."""
        value = Fields(self._take(key, dict, "an object"), f"{key!r} of {self.place}")
        return {name: value.texts(name) for name in list(value._left)}

    def whole_numbers(self, key: str) -> dict[str, int]:
        """Read an object of whole numbers."""
        value = Fields(self._take(key, dict, "an object"), f"{key!r}")
        return {name: value.number(name) for name in list(value._left)}

    def nothing_else(self) -> None:
        """Refuse keys that nobody has read."""
        if self._left:
            raise BadProblem(f"{self.place} has an unknown key {min(self._left)!r}.")
