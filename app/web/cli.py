"""Commands about the app itself."""

import click
from flask import current_app
from flask.cli import with_appcontext

from app.web.access import access_policy


@click.command("access")
@with_appcontext
def access_cli() -> None:
    """Print the access policy: every path, who may open it."""
    rows = [
        (methods, path, access.describe() + (" (recorded)" if access.records else ""))
        for path, methods, _endpoint, access in access_policy(current_app._get_current_object())  # type: ignore[attr-defined]  # -- a proxy
    ]
    wide = [max((len(row[column]) for row in rows), default=0) for column in range(2)]
    for methods, path, who in rows:
        click.echo(f"{methods:<{wide[0]}}  {path:<{wide[1]}}  {who}")
