"""Measures pages and hand-ins of a large school: rate, time, statements and weight.

Each page is asked by many pupils at once from gunicorn, on SQLite and on PostgreSQL, next to the
least a signed-in Flask page can be (tools/measure/bare.py) in the same run. Then the opening rush:
every pupil hands in a list while others read pages.

    python -m tools.bench --seconds 10 --connections 16 --pupils 3000
"""

import argparse
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, repeat
from pathlib import Path

from tools.local_postgres import postgresql_database, postgresql_server
from tools.local_server import Server
from tools.measure.load import Answers, Shot, fire
from tools.measure.rush import acknowledged, cards_path, hand_in, lost, rush
from tools.measure.stage import Stage, staged
from tools.measure.statements import statements_of
from tools.measure.weight import weigh

BARE = "tools.measure.bare:app"
HEADINGS = "page          a second  of bare     95 %  SQL     kB  first visit kB"
OK = frozenset({200, 303})


def main() -> None:
    """Measure on both databases and print a table for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--pupils", type=int, default=3000)
    options = parser.parse_args()
    for name, settings in _databases():
        with tempfile.TemporaryDirectory(prefix="zouban-bench-") as folder:
            print(f"\n{name}: {options.connections} connections, {options.seconds:g} s a page")
            with staged(Server(Path(folder), settings, ()), pupils=options.pupils) as stage:
                _measure(stage, options)


def _databases() -> Iterator[tuple[str, dict[str, str]]]:
    yield "SQLite", {}
    with (
        postgresql_server(is_safe=True) as server,
        postgresql_database(server, f"zouban_bench_{os.getpid()}") as url,
    ):
        yield "PostgreSQL", {"DATABASE_URL": url}


def _measure(stage: Stage, options: argparse.Namespace) -> None:
    print(HEADINGS)
    with _bare(stage) as bare:
        yardstick = _ask(bare.port, stage, "/", options)
    _print_row("bare", yardstick, yardstick)
    pages = {"choosing": cards_path(stage.school), "inbox": "/inbox"}
    with stage.server.running():
        for name, path in pages.items():
            answers = _ask(stage.server.port, stage, path, options)
            _print_row(name, answers, yardstick, _weight(stage, path))
        _print_row("hand-in", _hand_in_again_and_again(stage, options), yardstick)
        _print_rush(stage, options)


@contextmanager
def _bare(stage: Stage) -> Iterator[Server]:
    server = Server(stage.server.folder, stage.server.settings, (), BARE)
    with server.running():
        yield server


def _ask(port: int, stage: Stage, path: str, options: argparse.Namespace) -> Answers:
    asking = stage.visitors[: options.connections]
    fire(port, [[Shot(path, visitor.cookie)] * 3 for visitor in asking])  # warms caches
    lanes = [repeat(Shot(path, visitor.cookie)) for visitor in asking]
    return fire(port, lanes, seconds=options.seconds)


def _hand_in_again_and_again(stage: Stage, options: argparse.Namespace) -> Answers:
    each = list(zip(stage.school.pupils, stage.visitors, strict=True))
    lanes = [
        (hand_in(stage.school, *one) for one in cycle(each[lane :: options.connections]))
        for lane in range(options.connections)
    ]
    return fire(stage.server.port, lanes, seconds=options.seconds)


def _weight(stage: Stage, path: str) -> str:
    cookie = stage.visitors[0].cookie
    weight = weigh(stage.server.port, path, cookie)
    statements = len(statements_of(stage.app, path, cookie))
    first = f"{weight.first_visit / 1000:.1f} in {weight.requests} requests"
    return f"{statements:>5}{weight.page / 1000:>7.1f}  {first}"


def _print_row(name: str, answers: Answers, yardstick: Answers, rest: str = "") -> None:
    refused = {status: n for status, n in answers.statuses.items() if status not in OK}
    print(
        f"{name:<12}{answers.rate:>10.0f}{answers.rate / yardstick.rate:>9.0%}"
        f"{answers.slowest(0.95) * 1000:>6.0f} ms{rest}{refused or ''}",
        flush=True,
    )


def _print_rush(stage: Stage, options: argparse.Namespace) -> None:
    answers = rush(stage.server.port, stage.school, stage.visitors, connections=options.connections)
    keys = acknowledged(answers)
    print(
        f"rush: {len(keys)} of {len(answers.keys)} lists handed in and 300 pages read in "
        f"{answers.took:.1f} s, 95 % within {answers.slowest(0.95) * 1000:.0f} ms, "
        f"{len(lost(stage.app, keys))} lost, answers {dict(answers.statuses)}",
        flush=True,
    )


if __name__ == "__main__":
    main()
