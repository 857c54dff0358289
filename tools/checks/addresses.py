"""No tracked file names a package registry or a folder of somebody's machine.

Locks and documents stay true wherever the packages come from. The names are put together from
parts, so that this file passes its own check.
"""

import re
from collections.abc import Iterator

from tools.checks import at, lines, report, tracked

FORBIDDEN = re.compile(
    "|".join(
        (
            "py" + r"pi\.(org|python)",
            "python" + r"hosted\.org",
            "registry" + r"\.npm",
            "npm" + r"js\.(org|com)",
            "deb" + r"\.debian\.org",
            r'"res' + r'olved"\s*:',
            "/ho" + "me/",
            "/ro" + "ot/",
            "/Us" + "ers/",
        )
    ),
    re.IGNORECASE,
)


def faults() -> Iterator[str]:
    """Find every line that names one."""
    for path in tracked():
        for number, line in enumerate(lines(path), 1):
            if found := FORBIDDEN.search(line):
                yield f"{at(path, number)}: names {found[0]!r}"


if __name__ == "__main__":
    report(faults())
