"""`flask attendance`: the sums of rolls."""

import click
from flask.cli import AppGroup

from app.attendance.services.summaries import sum_up_school
from app.core.db import db
from app.schools.queries import schools

attendance_cli = AppGroup("attendance", help="The rolls of a school.")


@attendance_cli.command("sum-up")
def sum_up_all() -> None:
    """Count every handed-in roll anew; needed only if somebody changed marks by hand."""
    session = db.session()
    for school in schools(session):
        rolls = sum_up_school(session, school.id)
        session.commit()
        click.echo(f"{school.code}: {rolls} rolls counted.")
