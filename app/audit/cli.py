"""Commands of the audit log."""

import sys

import click
from flask.cli import AppGroup

from app.audit import services
from app.core.db import db

audit_cli = AppGroup("audit", help="The append-only log of privileged acts.")


@audit_cli.command()
def verify() -> None:
    """Walk every chain; exit 1 and name the first broken link of each."""
    faults = services.broken_links(db.session())
    for fault in faults:
        click.echo(f"school {fault.school_id}, entry {fault.position}: {fault.what}", err=True)
    if faults:
        sys.exit(1)
    click.echo("The audit log is whole.")
