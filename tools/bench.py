"""Measures pages and hand-ins of large schools: weight, statements, rate and time.

Three parts, each on SQLite and PostgreSQL (weight and statements are the same on both):

pages   what each main page of the demonstration (1,018 pupils, 60 clubs) weighs, compressed and
        without pictures, with its statements and what a first visit loads
rates   the catalogue, the page of choosing and hand-ins, asked by many pupils at once from
        gunicorn, next to the least a signed-in Flask page can be (tools/measure/bare.py)
rush    every pupil hands in a list of five while 300 pages are read

    python -m tools.bench --part rates --seconds 10 --connections 16 --pupils 3000

The client shares the machine's processors with server and database, so rates are lower bounds.
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
from tools.measure.pages import demonstrated
from tools.measure.rush import acknowledged, cards_path, hand_in, lost, rush
from tools.measure.stage import Stage, staged

BARE = "tools.measure.bare:app"
PARTS = ("pages", "rates", "rush")
LARGEST_PAGE, LARGEST_FIRST_VISIT = 60_000, 50_000  # bytes on the wire, without pictures
OK = frozenset({200, 303})


def main() -> None:
    """Measure the parts that were asked for and print a table for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", choices=PARTS, action="append", dest="parts")
    parser.add_argument("--database", choices=("SQLite", "PostgreSQL"))
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--pupils", type=int, default=3000)
    options = parser.parse_args()
    parts = frozenset(options.parts or PARTS)
    if "pages" in parts:
        _print_pages()
    if parts == {"pages"}:
        return
    for name, settings in databases(options.database):
        with tempfile.TemporaryDirectory(prefix="zouban-bench-") as folder:
            print(f"\n{name}: {options.connections} connections, {options.seconds:g} s a page")
            with staged(Server(Path(folder), settings, ()), pupils=options.pupils) as stage:
                _measure(stage, options, parts)


def databases(only: str | None = None) -> Iterator[tuple[str, dict[str, str]]]:
    """Give each database with the settings that lead a server to an empty one."""
    if only != "PostgreSQL":
        yield "SQLite", {}
    if only == "SQLite":
        return
    with (
        postgresql_server(is_safe=True) as server,
        postgresql_database(server, f"zouban_bench_{os.getpid()}") as url,
    ):
        yield "PostgreSQL", {"DATABASE_URL": url}


def _print_pages() -> None:
    with tempfile.TemporaryDirectory(prefix="zouban-bench-") as folder:
        print("role              page                            SQL     kB  first visit kB")
        server = Server(Path(folder), {"ZOUBAN_DEMONSTRATION": "1"}, ())
        for page in (page for pages in demonstrated(server) for page in pages):
            is_large = page.size > LARGEST_PAGE or page.first_visit > LARGEST_FIRST_VISIT
            print(
                f"{page.role or 'anybody':<18}{page.path:<32}{page.statements:>3}"
                f"{page.size / 1000:>7.1f}{page.first_visit / 1000:>7.1f} in {page.requests}"
                f" requests{'  TOO LARGE' if is_large else ''}",
                flush=True,
            )


def _measure(stage: Stage, options: argparse.Namespace, parts: frozenset[str]) -> None:
    if "rates" in parts:
        with _bare(stage) as bare:
            yardstick = _ask(bare.port, stage, "/", options)
    with stage.server.running():
        if "rates" in parts:
            _print_rates(stage, options, yardstick)
        if "rush" in parts:
            _print_rush(stage, options)


def _print_rates(stage: Stage, options: argparse.Namespace, yardstick: Answers) -> None:
    print("page          a second  of bare     95 %")
    _print_row("bare", yardstick, yardstick)
    pages = {"catalogue": "/clubs", "choosing": cards_path(stage.school), "inbox": "/inbox"}
    for name, path in pages.items():
        _print_row(name, _ask(stage.server.port, stage, path, options), yardstick)
    _print_row("hand-in", _hand_in_again_and_again(stage, options), yardstick)


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


def _print_row(name: str, answers: Answers, yardstick: Answers) -> None:
    refused = {status: n for status, n in answers.statuses.items() if status not in OK}
    print(
        f"{name:<12}{answers.rate:>10.0f}{answers.rate / yardstick.rate:>9.0%}"
        f"{answers.slowest(0.95) * 1000:>6.0f} ms {refused or ''}",
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
