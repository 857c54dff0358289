"""A server of the real app for tests and measurements: gunicorn, with a folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PATIENCE_SECONDS = 90  # a machine may be busy with a whole test run


class ServerFault(Exception):
    """The app did not start, or a command of it failed."""


@dataclass
class Server:
    """The app as a school runs it; `url` once it has started.

    Attributes:
        folder: instance folder; the database is a SQLite file in it unless `settings` say more.
        settings: environment variables of the app.
        flags: flags of gunicorn.
        wsgi: what gunicorn serves.
    """

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ("--workers=1",)
    wsgi: str = "wsgi:app"
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def flask(self, *arguments: str) -> str:
        """Run a command of the app on this server's database; gives what it printed."""
        command = [str(BIN / "flask"), "--app", "wsgi", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment(), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise ServerFault(f"flask {' '.join(arguments)}: {done.stderr}")
        return done.stdout

    @contextmanager
    def running(self) -> Iterator[None]:
        """Serve until the end of the block."""
        try:
            self.start()
            yield
        finally:
            self.stop()

    def start(self) -> None:
        """Serve, on the same port again after a stop."""
        self.port = self.port or free_port()
        bind = f"--bind=127.0.0.1:{self.port}"
        with (self.folder / "server.log").open("a") as log:
            self.process = subprocess.Popen(
                [str(BIN / "gunicorn"), *self.flags, bind, self.wsgi],
                cwd=ROOT,
                env=self.environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait(self.process)

    def stop(self) -> None:
        """End the server as a service manager does."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(PATIENCE_SECONDS)

    def kill(self) -> None:
        """End every process of the server at once, as a power failure does (kill -9)."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(PATIENCE_SECONDS)

    def log(self) -> str:
        """What the server said; a fault of the app stands here with its traceback."""
        return (self.folder / "server.log").read_text()

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until and process.poll() is None:
            if self._is_ready():
                return
            time.sleep(0.05)
        raise ServerFault(f"The server did not start:\n{self.log()}")

    def _is_ready(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == HTTPStatus.OK
        except OSError:  # not listening yet, or still loading
            return False
        finally:
            connection.close()

    def environment(self) -> dict[str, str]:
        """The variables its processes and commands run with."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("ZOUBAN_")}
        inherited.pop("DATABASE_URL", None)
        return {**inherited, "ZOUBAN_INSTANCE": str(self.folder), **self.settings}


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
