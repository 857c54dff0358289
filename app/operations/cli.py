"""`flask backup` and `flask restore`."""

from pathlib import Path

import click
from alembic.config import Config
from flask import current_app
from flask.cli import with_appcontext

from app.audit.services import record
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.operations import services
from app.operations.archive import Manifest


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def backup_cli(file: Path) -> None:
    """Write the whole database, as it is this moment, into FILE; readable by this account only."""
    session = db.session()
    record(session, "make backup", "installation", actor_id=None, now=clock.now())
    session.commit()
    try:
        manifest = services.write_backup(db.engine, file, now=clock.now())
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"{file}: {_summary(manifest)}")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--rehearse", is_flag=True, help="Restore into a scratch database and compare.")
@with_appcontext
def restore_cli(file: Path, *, rehearse: bool) -> None:
    """Fill an empty database from FILE; with --rehearse only show that it would work."""
    try:
        if rehearse:
            manifest = services.rehearse(_migrations(), file)
        else:
            manifest = services.restore(db.engine, _migrations(), file)
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"{file}: {_summary(manifest)}, made {manifest.made_at}")
    if rehearse:
        click.echo("Every table has the same rows and the audit log is whole:")
        click.echo("the restored backup is the same school. Nothing was changed.")
        return
    session = db.session()
    record(session, "restore backup", "installation", actor_id=None, now=clock.now())
    session.commit()
    click.echo("Restored. Put the key in place that the backup's codes were made with.")


def _summary(manifest: Manifest) -> str:
    rows = sum(table.rows for table in manifest.tables.values())
    schools = manifest.tables["school"].rows
    return f"{schools} schools, {rows} rows in {len(manifest.tables)} tables"


def _migrations() -> Config:
    config: Config = current_app.extensions["migrate"].migrate.get_config()
    return config
