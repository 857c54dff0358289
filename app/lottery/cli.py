"""Commands of the draw."""

import json
import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from app.lottery.allocation.comparison import compared
from app.lottery.allocation.draw import solve as solve_text
from app.lottery.allocation.errors import BadProblem
from app.lottery.allocation.problem import read_problem

draw_cli = AppGroup("draw", help="Draw, repeat and check.")


@draw_cli.command()
@click.argument("problem")
def solve(problem: str) -> None:
    """Draw PROBLEM (a file, or - for standard input) and print the result; needs no database.

    A problem that is not as docs/draw.md says ends with exit code 2 and one sentence.
    """
    try:
        click.echo(solve_text(_text(problem)))
    except BadProblem as fault:
        click.echo(str(fault), err=True)
        sys.exit(2)


@draw_cli.command()
@click.argument("problem")
def compare(problem: str) -> None:
    """Compare the four mechanisms on the lists of PROBLEM and print the figures; no database.

    The figures of the demonstration's lists, app/lottery/data/demonstration.json, are made so.
    """
    try:
        click.echo(json.dumps(compared(read_problem(_text(problem))), indent=2))
    except BadProblem as fault:
        click.echo(str(fault), err=True)
        sys.exit(2)


def _text(name: str) -> str:
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return content.decode("utf-8")
    except OSError as error:
        raise BadProblem(f"{name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadProblem(f"{name} is not UTF-8 at byte {error.start}.") from error
