"""Commands about schools and the people in them."""

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.names import normalise_login
from app.accounts.queries import people
from app.accounts.services.accounts import create_account
from app.accounts.services.codes import issue_code
from app.audit.services import record
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.roles import Role
from app.schools.models import School
from app.schools.queries import get_school_by_code
from app.schools.services import create_school

FIRST_LOGIN = "ADMIN"
FIRST_NAME = "管理员"

school_cli = AppGroup("school", help="Schools of this installation.")


@school_cli.command()
@click.argument("name")
@click.option("--code", required=True, help="Stands in addresses and on cards: small letters.")
@click.option("--name-en", default="", help="The school's name in English.")
@click.option("--time-zone", default="Asia/Shanghai", show_default=True)
def create(name: str, code: str, name_en: str, time_zone: str) -> None:
    """Create a school; prints the one-time code of its first administrator."""
    session, now = db.session(), clock.now()
    try:
        school = create_school(
            session, code=code, name=name, name_en=name_en, time_zone=time_zone, now=now
        )
        account = create_account(
            session,
            school.id,
            name=FIRST_NAME,
            logins=[FIRST_LOGIN],
            roles=[Role.SCHOOL_ADMIN],
            now=now,
        )
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    record(
        session, "create school", "school", school.id, school_id=school.id, actor_id=None, now=now
    )
    _print_code(session, school, account, FIRST_LOGIN)
    session.commit()


@school_cli.command()
@click.argument("code")
@click.argument("login", default=FIRST_LOGIN)
def reset(code: str, login: str) -> None:
    """Print a new one-time code for a person of a school, by default its first administrator."""
    session = db.session()
    try:
        school = get_school_by_code(session, code)
    except DomainError as refusal:
        raise click.ClickException(f"There is no school {code}.") from refusal
    account = people.account_by_login(session, school.id, normalise_login(login))
    if account is None:
        raise click.ClickException(f"Nobody at {code} signs in as {login}.")
    _print_code(session, school, account, normalise_login(login))
    session.commit()


def _print_code(session: Session, school: School, account: Account, login: str) -> None:
    now = clock.now()
    code = issue_code(session, account, now=now)
    record(
        session,
        "issue code",
        "account",
        account.id,
        school_id=school.id,
        actor_id=None,
        now=now,
    )
    click.echo(f"School:   {school.name}")
    click.echo(f"Open:     /sign-in/{school.code}")
    click.echo(f"Name:     {login}")
    click.echo(f"Code:     {code}  (works once, for 30 days; then a password of your own)")
