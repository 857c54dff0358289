"""Templates hold no code of the browser: no inline style, script or handler (promise 12)."""

import re
from collections.abc import Iterator

from tools.checks import at, lines, report, tracked

INLINE = {
    "an inline style": re.compile(r"""<[^>]*\sstyle\s*=|<style[\s>]""", re.IGNORECASE),
    "an inline handler": re.compile(r"""<[^>]*\son[a-z]+\s*=|\shx-on[:\s=-]""", re.IGNORECASE),
    "an inline script": re.compile(r"""<script(?![^>]*\ssrc=)[^>]*>""", re.IGNORECASE),
    "a javascript: address": re.compile(r"""["']\s*javascript:""", re.IGNORECASE),
    "an address of another host": re.compile(r"""(?:src|href)=["'](?:https?:)?//""", re.IGNORECASE),
    "the filter `safe`": re.compile(r"""\|\s*safe\b"""),
}


def faults() -> Iterator[str]:
    """Find every line with inline code; tags may run over several lines."""
    for path in tracked("templates/*.html", "templates/**/*.html"):
        text = "\n".join(lines(path))
        for what, pattern in INLINE.items():
            for found in pattern.finditer(text):
                end = text.count("\n", 0, found.end()) + 1
                yield f"{at(path, end)}: {what}"


if __name__ == "__main__":
    report(faults())
