"""Commands about catalogues."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from flask_babel import force_locale, gettext

from app.core import clock
from app.core.db import db
from app.core.errors import DomainError, NotFound
from app.core.text import N_
from app.courses import services
from app.courses.reading.catalogue import read_catalogue
from app.courses.reading.checks import clash_issues
from app.courses.reading.rows import Issue, Reading
from app.courses.services import Plan
from app.schools import queries as schools
from app.sheets import CannotRead
from app.sheets.errors import FileTooLarge
from app.sheets.limits import FILE_BYTES
from app.web.translation import filled, sentence_of

LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
UNUSABLE = 2

catalogue_cli = AppGroup("catalogue", help="Catalogues: lists of clubs.")


class NoFile(CannotRead):
    """There is nothing under this name, or it may not be read."""

    message = N_("%(path)s cannot be opened. Check the name and whether you may read it.")


class NoSchool(NotFound):
    """No school has this code."""

    message = N_("No school has the code %(code)s.")


@catalogue_cli.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--school", "code", default="", help="Compare with the catalogue of this school.")
@click.option("--json", "as_json", is_flag=True, help="Print rows, issues and difference as JSON.")
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default="zh", show_default=True)
def check(path: Path, *, code: str, as_json: bool, lang: str) -> None:
    """Read PATH (xlsx, csv, yaml or json) as an import would, and write nothing.

    Ends with 0 when clubs were read, even if some were held back; with 2 and one sentence on
    standard error when the file cannot be used.
    """
    with force_locale(LANGUAGES[lang]):
        try:
            reading = read_catalogue(_content(path))
            plan = _plan(reading, code) if code else None
        except DomainError as refusal:
            click.echo(sentence_of(refusal), err=True)
            sys.exit(UNUSABLE)
        found = clash_issues(reading.rows) if plan is None else plan.issues
        issues = [*reading.issues, *found]
        text = _json(reading, issues, plan) if as_json else _summary(reading, issues)
    sys.stdout.buffer.write(text.encode() + b"\n")


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > FILE_BYTES:
            raise FileTooLarge
        return path.read_bytes()
    except OSError as error:
        raise NoFile(path=path.name) from error


def _plan(reading: Reading, code: str) -> Plan:
    session = db.session()
    school = schools.school_by_code(session, code)
    if school is None:
        raise NoSchool(code=code)
    term = schools.get_current_term(session, school.id, school.today(clock.now()))
    return services.plan(session, term, reading.rows)


def _json(reading: Reading, issues: Sequence[Issue], plan: Plan | None) -> str:
    held_back = {(issue.sheet, issue.row) for issue in issues if issue.is_held_back}
    answer: dict[str, Any] = {
        "rows": [row.as_dict() for row in reading.rows if (row.sheet, row.row) not in held_back],
        "issues": [_issue(issue) for issue in issues],
        "diff": {} if plan is None else _difference(plan),
    }
    return json.dumps(answer, ensure_ascii=False, indent=1)


def _issue(issue: Issue) -> dict[str, Any]:
    return {
        "sheet": issue.sheet,
        "row": issue.row,
        "column": issue.column,
        "kind": issue.kind.value,
        "message": filled(issue.sentence, issue.facts),
    }


def _difference(plan: Plan) -> dict[str, Any]:
    return {
        "added": [one.row.code or one.row.title for one in plan.added],
        "changed": [
            {
                "code": one.row.code or one.row.title,
                "changes": {change.name: [change.before, change.after] for change in one.changes},
            }
            for one in plan.changed
        ],
        "unchanged": [one.row.code or one.row.title for one in plan.unchanged],
        "not_in_file": [section.code for section in plan.not_in_file],
        "new_rooms": plan.new_rooms,
        "new_teachers": plan.new_teachers,
    }


def _summary(reading: Reading, issues: Sequence[Issue]) -> str:
    """Say in a few lines what was read, with one line an issue."""
    kinds = Counter(issue.kind.value for issue in issues)
    lines = [gettext("%(count)d clubs were read.", count=len(reading.rows))]
    lines += [f"{kind}: {count}" for kind, count in sorted(kinds.items())]
    lines += [
        f"{issue.sheet} {issue.row} {issue.column}: {filled(issue.sentence, issue.facts)}".strip()
        for issue in issues
    ]
    return "\n".join(lines)
