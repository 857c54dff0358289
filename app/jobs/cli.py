"""`flask jobs`: the worker, and a look at the queue."""

from typing import cast

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app.core.db import db
from app.jobs import queries, worker

jobs_cli = AppGroup("jobs", help="Work outside requests.")


def _app() -> Flask:
    return cast("Flask", current_app._get_current_object())  # type: ignore[attr-defined]  # -- Werkzeug's way to the object behind the proxy


@jobs_cli.command()
def work() -> None:
    """Do jobs as they come, until this process is ended. `make run` and `make serve` start it."""
    worker.work(_app())


@jobs_cli.command()
def run() -> None:
    """Do everything that is due now, then end."""
    click.echo(f"{worker.do_all_due(_app())} jobs done.")


@jobs_cli.command("list")
def list_jobs() -> None:
    """Print the latest jobs: when due, attempts, how they ended."""
    for job in queries.latest(db.session()):
        state = "waits" if job.ended_at is None else "failed" if job.fault else "done"
        click.echo(
            f"{job.due_at:%Y-%m-%d %H:%M}  {state:<6} {job.attempts}  {job.name}  {job.fault}"
        )
