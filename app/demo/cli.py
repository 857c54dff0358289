"""`flask demo`: a fictitious school to look at, and ways to move it through its term."""

import json
from dataclasses import asdict
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import AppGroup

from app.core import clock
from app.core.db import db
from app.demo import stages
from app.demo.build import CODE, build, is_built
from app.demo.moments import NoMoment, read_moment
from app.demo.reset import NotOnlyDemonstrations, wipe
from app.demo.stages import NoWayBack, Stage, go_to, live_at
from app.home.demonstration import forget_clock, ready_accounts
from app.schools.models import School
from app.schools.queries import get_school_by_code

demo_cli = AppGroup("demo", help="The demonstration; needs ZOUBAN_DEMONSTRATION=1.")


def _instance() -> Path:
    return Path(current_app.instance_path)


def _check_mode() -> None:
    if not current_app.config["DEMONSTRATION"]:
        raise click.ClickException("This is no demonstration. Set ZOUBAN_DEMONSTRATION=1 first.")


def _school() -> School:
    if not is_built(db.session()):
        raise click.ClickException("There is no demonstration yet. Run: flask demo create")
    return get_school_by_code(db.session(), CODE)


@demo_cli.command()
@click.option("--anew", is_flag=True, help="Delete the made-up schools and build them again.")
def create(*, anew: bool) -> None:
    """Build the fictitious schools; does nothing when they are there."""
    _check_mode()
    session = db.session()
    if is_built(session) and not anew:
        return
    click.echo("Building the demonstration ...")
    try:
        wipe(session)
    except NotOnlyDemonstrations as refusal:
        raise click.ClickException(str(refusal)) from refusal
    _build()


def _build() -> None:
    forget_clock(_instance())
    build(db.session(), _instance(), now=clock.now())
    db.session.commit()


@demo_cli.command()
@click.argument("to", type=click.Choice([stage.value for stage in Stage]), metavar="STAGE")
def stage(to: str) -> None:
    """Move on: choosing, closed, published, weeks (of rolls), after (second round, swaps)."""
    _check_mode()
    school = _school()
    try:
        moment = go_to(db.session(), _instance(), Stage(to))
        db.session.commit()
    except NoWayBack:
        click.echo("The lists are frozen already; building the demonstration anew ...")
        wipe(db.session())
        _build()
        moment = stages.go_to(db.session(), _instance(), Stage(to))
    there = moment.astimezone(ZoneInfo(school.time_zone))
    click.echo(f"The demonstration is {to}; its time is {there:%a %Y-%m-%d %H:%M}.")


@demo_cli.command("clock")
@click.argument("moment")
def move_clock(moment: str) -> None:
    """Set the demonstration's time: "Thu 16:20", "2026-11-26 16:20", or "now" for the real one."""
    _check_mode()
    zone = ZoneInfo(_school().time_zone)
    if moment == "now":
        forget_clock(_instance())
    else:
        try:
            wanted = read_moment(moment, clock.now().astimezone(zone))
        except NoMoment as error:
            raise click.ClickException(
                f'Write a moment like "Thu 16:20", not "{error}".'
            ) from error
        live_at(_instance(), wanted)
    click.echo(f"The demonstration's time is {clock.now().astimezone(zone):%a %Y-%m-%d %H:%M}.")


@demo_cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def accounts(*, as_json: bool) -> None:
    """List the ready accounts of all roles."""
    _check_mode()
    _school()
    ready = ready_accounts(_instance())
    if as_json:
        rows = [asdict(account) for account in ready]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for account in ready:
        click.echo(
            f"{account.school:<8} {account.role:<18} {account.login:<12} {account.password}  "
            f"{account.name}"
        )
