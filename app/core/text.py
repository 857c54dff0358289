"""Marks sentences for translation where no request is at hand."""


def N_(sentence: str) -> str:  # noqa: N802 -- the usual name, which the extractor looks for
    """Mark a sentence for the translators; it is translated where it is shown."""
    return sentence


class Marked(str):
    """A marked word that fills the hole of another sentence, and is translated with it."""

    __slots__ = ()
