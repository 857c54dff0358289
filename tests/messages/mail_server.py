"""A mail server on the loopback that keeps what it is given, or refuses everything."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_string, policy
from email.message import EmailMessage


@dataclass
class MailServer:
    """What came in; `refuses` makes it take nothing."""

    port: int = 0
    refuses: bool = False
    received: list[tuple[str, EmailMessage]] = field(default_factory=list)

    @property
    def setting(self) -> str:
        return f"mailto://127.0.0.1:{self.port}?from=school@example.cn&mode=insecure"

    @property
    def to(self) -> list[str]:
        return [address for address, _ in self.received]


class _Handler(socketserver.StreamRequestHandler):
    timeout = 10
    kept: MailServer

    def handle(self) -> None:
        self._say("220 here")
        to = ""
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "RCPT":
                to = line.partition("<")[2].rpartition(">")[0]
                self._say("550 no" if self.kept.refuses else "250 fine")
            elif word == "DATA":
                self._say("354 go on")
                self.kept.received.append((to, self._read()))
                self._say("250 taken")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _read(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line.removeprefix("."))
        return message_from_string("\n".join(lines), policy=policy.default)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Serve until the end of the block."""
    kept = MailServer()
    handler = type("Handler", (_Handler,), {"kept": kept})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        kept.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield kept
        finally:
            server.shutdown()
