"""`flask places`: what the clock does to waiting lists."""

import click
from flask.cli import AppGroup

from app.core import clock
from app.core.db import db
from app.enrollment.services import sweep
from app.schools.queries import schools

places_cli = AppGroup("places", help="Places and waiting lists.")


@places_cli.command()
def expire() -> None:
    """Pass on the offers whose time is over, and offer free seats that are waited for.

    Run it every few minutes, or at least every evening after 20:00.
    """
    session = db.session()
    for school in schools(session):
        ended, made = sweep(session, school.id, now=clock.now())
        session.commit()
        if ended or made:
            click.echo(f"{school.code}: {ended} offers ended, {made} made.")
