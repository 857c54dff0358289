"""Whoever switches a check off for a line says why, after `--`."""

import re
import tokenize
from collections.abc import Iterator

from tools.checks import at, lines, report, tracked

SWITCH = re.compile(r"(?:noqa|type:\s*ignore|nosec|pragma:\s*no\s*cover|fmt:\s*(?:off|skip))\b")
TEMPLATE_SWITCH = re.compile(r"djlint:\s*off|stylelint-disable|eslint-disable")
REASON = re.compile(r"--\s*\S.{4,}")


def faults() -> Iterator[str]:
    """Find every switch without a reason."""
    yield from _in_python()
    for path in tracked("*.html", "*.css", "*.js"):
        for number, line in enumerate(lines(path), 1):
            if TEMPLATE_SWITCH.search(line) and not REASON.search(line):
                yield f"{at(path, number)}: switched off without a reason"


def _in_python() -> Iterator[str]:
    for path in tracked("*.py"):
        with tokenize.open(path) as file:
            for token in tokenize.generate_tokens(file.readline):
                is_comment = token.type == tokenize.COMMENT
                if is_comment and SWITCH.search(token.string) and not REASON.search(token.string):
                    yield f"{at(path, token.start[0])}: switched off without a reason after `--`"


if __name__ == "__main__":
    report(faults())
