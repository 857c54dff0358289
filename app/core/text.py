"""Marks sentences for translation where no request is at hand."""

from collections.abc import Mapping
from dataclasses import dataclass


def N_(sentence: str) -> str:  # noqa: N802 -- the usual name, which the extractor looks for
    """Mark a sentence for the translators; it is translated where it is shown."""
    return sentence


class Marked(str):
    """A marked word that fills the hole of another sentence, and is translated with it."""

    __slots__ = ()


class Named(str):
    """A Chinese name that fills the hole of a sentence, with the English one beside it."""

    en: str

    def __new__(cls, chinese: str, english: str = "") -> "Named":
        """Keep both; without an English name the Chinese stands for it."""
        made = super().__new__(cls, chinese)
        made.en = english or chinese
        return made

    def in_both(self) -> dict[str, str]:
        """Give what is stored of it (JSON), language by language."""
        return {"zh": str(self), "en": self.en}


@dataclass(frozen=True)
class Sentence:
    """A marked sentence with what fills its holes; it may itself fill the hole of another."""

    sentence: str
    facts: Mapping[str, object]

    def __str__(self) -> str:
        """Say it untranslated, for logs and tests."""
        return self.sentence % self.facts
