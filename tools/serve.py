"""Opens the app with gunicorn and its worker: updates the database, then says where it is.

python -m tools.serve --demonstration     the fictitious school, made when there is none
python -m tools.serve                     a real school (docs/operating.md)
python -m tools.serve --development       reloads when a file changes
"""

import argparse
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import click
import flask_migrate
from flask import Flask

from app import create_app
from tools import assets
from tools.setup import compile_translations

BIN = Path(sys.executable).parent
TRIED_PORTS = 20


def main() -> None:
    """Prepare the database and become the server."""
    options = _options()
    is_demonstration = options.demonstration or options.development
    os.environ["ZOUBAN_DEMONSTRATION"] = str(int(is_demonstration))
    port = options.port if options.host != "127.0.0.1" else _free_port(options.host, options.port)
    app = create_app()
    with app.app_context():
        flask_migrate.upgrade()
        if app.config["DEMONSTRATION"]:
            _create_demonstration(app)
    # The worker ends by itself when this process ends, as gunicorn or as Flask's server.
    subprocess.Popen([str(BIN / "flask"), "--app", "wsgi", "jobs", "work"])
    print(f"Zouban is open at http://{options.host}:{port}/  (Ctrl-C closes it)", flush=True)
    if options.development:
        _serve_and_follow_changes(options.host, port)
    else:
        gunicorn = str(BIN / "gunicorn")
        os.execv(gunicorn, [gunicorn, "--bind", f"{options.host}:{port}", "wsgi:app"])


def _serve_and_follow_changes(host: str, port: int) -> None:
    """Serve with Flask's own reloader; make style sheets and translations anew as they change."""
    command = [str(BIN / "flask"), "--app", "wsgi", "run", "--debug", f"--host={host}"]
    server = subprocess.Popen([*command, f"--port={port}"], stdout=subprocess.DEVNULL)
    try:
        while server.poll() is None:
            assets.build()
            compile_translations()
            time.sleep(1)
    except KeyboardInterrupt:
        server.wait()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--demonstration", action="store_true")
    parser.add_argument("--development", action="store_true")
    parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=8000)
    return parser.parse_args()


def _create_demonstration(app: Flask) -> None:
    """Run `flask demo create`, which does nothing when the demonstration is there."""
    try:
        app.cli.main(["demo", "create"], prog_name="flask", standalone_mode=False)
    except click.ClickException as refusal:
        sys.exit(f"{refusal.format_message()} A real school is opened with: make serve")


def _free_port(host: str, wanted: int) -> int:
    """Give the wanted port, or the next that nobody listens on."""
    for port in range(wanted, wanted + TRIED_PORTS):
        with socket.socket() as probe:
            if probe.connect_ex((host, port)):
                return port
    sys.exit(f"Ports {wanted} to {wanted + TRIED_PORTS - 1} are taken; name one: make run PORT=...")


if __name__ == "__main__":
    main()
