"""A server of the real app for browser tests: gunicorn, a SQLite file and a folder of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent
PATIENCE_SECONDS = 30


@dataclass
class Server:
    """The app as a school runs it; `url` once it has started."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = 0

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def flask(self, *arguments: str) -> str:
        """Run a command of the app on this server's database; gives what it printed."""
        command = [str(BIN / "flask"), "--app", "wsgi", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self._environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{arguments}: {done.stderr}"
        return done.stdout

    @contextmanager
    def running(self) -> Iterator[None]:
        """Serve until the end of the block."""
        self.port = self.port or free_port()
        command = [
            str(BIN / "gunicorn"),
            "--workers=1",
            f"--bind=127.0.0.1:{self.port}",
            "wsgi:app",
        ]
        with (self.folder / "server.log").open("a") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self._environment(), stdout=log, stderr=log
            )
        try:
            self._wait(process)
            yield
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)

    def log(self) -> str:
        """What the server said; a fault of the app stands here with its traceback."""
        return (self.folder / "server.log").read_text()

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until and process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=2):
                    return
            except OSError:  # not listening yet, or still loading
                time.sleep(0.05)
        raise AssertionError(f"The server did not start:\n{self.log()}")

    def _environment(self) -> dict[str, str]:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("ZOUBAN_")}
        inherited.pop("DATABASE_URL", None)
        return {**inherited, "ZOUBAN_INSTANCE": str(self.folder), **self.settings}


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
