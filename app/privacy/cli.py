"""Commands about one child's data."""

import json

import click
from flask.cli import AppGroup

from app.accounts.models import Student
from app.accounts.names import normalise_number
from app.accounts.queries.priority import student_by_number
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.privacy import services
from app.schools.models import School
from app.schools.queries import get_school_by_code

child_cli = AppGroup("child", help="One child's data, on the guardian's word.")


@child_cli.command()
@click.argument("student_no", metavar="STUDENT")
@click.option("--school", "school_code", required=True, help="The school's code.")
@click.option("--with-priority", is_flag=True, help="Include priority groups.")
def export(student_no: str, school_code: str, with_priority: bool) -> None:
    """Print everything that is stored about a child as JSON."""
    _school, student = _find(school_code, student_no)
    content = services.export_child(
        db.session(), student, with_priority=with_priority, actor_id=None, now=clock.now()
    )
    db.session().commit()
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))


@child_cli.command()
@click.argument("student_no", metavar="STUDENT")
@click.option("--school", "school_code", required=True, help="The school's code.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(student_no: str, school_code: str, yes: bool) -> None:
    """Erase who a child was; tickets of old draws stay. Backups end with their own time."""
    school, student = _find(school_code, student_no)
    if not yes:
        click.confirm("This cannot be undone. Erase the child's data?", abort=True)
    now = clock.now()
    services.erase_child(db.session(), student, today=school.today(now), actor_id=None, now=now)
    db.session().commit()
    click.echo("The child's data is erased; tickets of old draws stay without a name.")


def _find(school_code: str, student_no: str) -> tuple[School, Student]:
    try:
        school = get_school_by_code(db.session(), school_code)
    except NotFound as refusal:
        raise click.ClickException(f"There is no school {school_code}.") from refusal
    student = student_by_number(db.session(), school.id, normalise_number(student_no))
    if student is None:
        raise click.ClickException("Nobody at this school has this student number.")
    return school, student
