"""Commands about rosters."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from flask_babel import force_locale, gettext

from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.text import N_
from app.rosters import queries
from app.rosters.difference import PARTS, Difference, difference
from app.rosters.reading.files import read_file
from app.rosters.reading.oneroster import FILES, read_oneroster
from app.rosters.reading.rows import Issue, Reading
from app.schools.defaults import school_year
from app.schools.queries import school_by_code
from app.sheets import CannotRead
from app.sheets.errors import FileTooLarge
from app.sheets.limits import FILE_BYTES

LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
UNUSABLE = 2

roster_cli = AppGroup("roster", help="Rosters: lists of students.")


class NoFile(CannotRead):
    """There is nothing under this name, or it may not be read."""

    message = N_("%(path)s cannot be opened. Check the name and whether you may read it.")


class NoSchool(CannotRead):
    """No school of the installation has this code."""

    message = N_("There is no school %(code)s.")


@roster_cli.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--school", "code", help="Compare with the students of this school.")
@click.option("--json", "as_json", is_flag=True, help="Print rows, issues and difference as JSON.")
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default="zh", show_default=True)
def check(path: Path, *, code: str | None, as_json: bool, lang: str) -> None:
    """Read PATH (a list, or a OneRoster set) as an import would, and write nothing.

    Ends with 0 when rows were read, even if some were held back; with 2 and one sentence on
    standard error when the file cannot be used.
    """
    with force_locale(LANGUAGES[lang]):
        try:
            school = _School(code) if code else None
            reading = _read(path, school)
            changes = school.difference(reading) if school else None
        except DomainError as refusal:
            click.echo(gettext(refusal.message, **refusal.facts), err=True)
            sys.exit(UNUSABLE)
        for line in _json(reading, changes) if as_json else _summary(reading, changes):
            sys.stdout.buffer.write(line.encode() + b"\n")


class _School:
    """What a command needs to know of a school."""

    def __init__(self, code: str) -> None:
        self.session = db.session()
        found = school_by_code(self.session, code)
        if found is None:
            raise NoSchool(code=code)
        self.id, self.today = found.id, found.today(clock.now())
        self.known = queries.known_homerooms(self.session, found.id)

    def difference(self, reading: Reading) -> Difference:
        """Compare a list with the students of the school."""
        stored = queries.stored_students(self.session, self.id)
        return difference(reading.rows, stored, mentioned=reading.mentioned)


def _read(path: Path, school: _School | None) -> Reading:
    today = school.today if school else clock.now().astimezone().date()
    known = school.known if school else frozenset()
    try:
        if path.is_dir():
            found = {file.name.lower(): file for file in path.iterdir()}
            members = {name: _content(found[name]) for name in FILES & found.keys()}
            return read_oneroster(members, year=school_year(today), known=known)
        return read_file(_content(path), on=today, known=known)
    except OSError as error:
        raise NoFile(path=path.name) from error


def _content(path: Path) -> bytes:
    if path.stat().st_size > FILE_BYTES:
        raise FileTooLarge
    return path.read_bytes()


def _json(reading: Reading, changes: Difference | None) -> Iterator[str]:
    """Give the lines of one JSON object, a line a row: a long list is never held as text."""
    yield '{"rows": ['
    yield from _listed(row.as_dict() for row in reading.rows)
    yield '],\n"issues": ['
    yield from _listed(_issue(issue) for issue in reading.issues)
    yield f'],\n"diff": {_text(changes.as_dict() if changes else {})}}}'


def _listed(values: Iterable[dict[str, Any]]) -> Iterator[str]:
    before = ""
    for value in values:
        yield f"{before}{_text(value)}"
        before = ","


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _issue(issue: Issue) -> dict[str, Any]:
    return {
        "sheet": issue.sheet,
        "row": issue.row,
        "column": issue.column,
        "kind": issue.kind,
        "message": gettext(issue.sentence, **issue.facts),
    }


def _summary(reading: Reading, changes: Difference | None) -> list[str]:
    sizes = Counter(row.homeroom_title for row in reading.rows)
    lines = [
        gettext(
            "%(count)d students in %(homerooms)d homerooms",
            count=len(reading.rows),
            homerooms=len(sizes),
        )
    ]
    lines += [f"  {homeroom}  {size}" for homeroom, size in sizes.items()]
    for issue in reading.issues:
        told = _issue(issue)
        place = " ".join(str(told[key]) for key in ("sheet", "row", "column") if told[key])
        lines.append(f"{place}: {told['message']}" if place else told["message"])
    if changes is not None:
        said = ((gettext(label), changes.counts[part]) for part, label in PARTS.items())
        lines += [f"{label}: {count}" for label, count in said if count]
    return lines
