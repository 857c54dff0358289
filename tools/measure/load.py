"""A small HTTP client that sends as fast as a server answers, on many kept connections at once.

It talks to servers on this machine alone.
"""

import asyncio
import gzip
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlencode

HOST = "127.0.0.1"
GZIP = b"\x1f\x8b"  # how compressed content begins


@dataclass(frozen=True)
class Shot:
    """One request; `form` makes it a POST. `key` is given back with the answer."""

    path: str
    cookie: str = ""
    form: Sequence[tuple[str, str]] | None = None
    key: str = ""

    def encoded(self) -> bytes:
        """Give the request as it goes over the wire."""
        body = b"" if self.form is None else urlencode(self.form).encode()
        head = [
            f"{'GET' if self.form is None else 'POST'} {self.path} HTTP/1.1",
            f"Host: {HOST}",
            "Accept-Encoding: gzip",
            f"Cookie: {self.cookie}",
        ]
        if self.form is not None:
            head += [
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
            ]
        return "\r\n".join([*head, "", ""]).encode() + body


@dataclass
class Answers:
    """What came back."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    keys: dict[str, int] = field(default_factory=dict)
    refusals: dict[str, str] = field(default_factory=dict)  # pages that said no, by their key
    took: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.took if self.took else 0.0

    def slowest(self, share: float) -> float:
        """The time within which `share` of the answers came, in seconds."""
        ranked = sorted(self.seconds)
        return ranked[min(len(ranked) - 1, int(len(ranked) * share))] if ranked else 0.0

    def note(self, shot: Shot, status: int, page: bytes, seconds: float) -> None:
        """Write one answer down."""
        self.seconds.append(seconds)
        self.statuses[status] += 1
        if shot.key:
            self.keys[shot.key] = status
            if status >= HTTPStatus.BAD_REQUEST:
                is_compressed = page.startswith(GZIP)
                self.refusals[shot.key] = (
                    gzip.decompress(page) if is_compressed else page
                ).decode()


def fire(port: int, lanes: Sequence[Iterable[Shot]], *, seconds: float | None = None) -> Answers:
    """Send each lane's shots one after another, all lanes at once, for at most `seconds`.

    A lane whose connection breaks ends there: what was not answered is not in the answers. The
    loop runs in a thread of its own, since the caller's may have one already.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _fire(port, lanes, seconds)).result()


async def _fire(port: int, lanes: Sequence[Iterable[Shot]], seconds: float | None) -> Answers:
    answers, began = Answers(), time.perf_counter()
    until = began + seconds if seconds is not None else float("inf")
    await asyncio.gather(*(_lane(port, lane, answers, until) for lane in lanes))
    answers.took = time.perf_counter() - began
    return answers


async def _lane(port: int, shots: Iterable[Shot], answers: Answers, until: float) -> None:
    wire: _Wire | None = None
    try:
        for shot in shots:
            began = time.perf_counter()
            if began >= until:
                break
            if wire is None:
                wire = _Wire(*await asyncio.open_connection(HOST, port))
            status, page, is_kept = await wire.ask(shot.encoded())
            answers.note(shot, status, page, time.perf_counter() - began)
            if not is_kept:
                wire.close()
                wire = None
    except (OSError, asyncio.IncompleteReadError):
        answers.statuses[0] += 1  # no answer
    finally:
        if wire is not None:
            wire.close()


class _Wire:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def ask(self, request: bytes) -> tuple[int, bytes, bool]:
        """Send and read; gives status and content, and whether the connection is kept."""
        self._writer.write(request)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        status, page = int(head.split(None, 2)[1]), b""
        if b"\r\ncontent-length:" in head:
            length = int(head.split(b"\r\ncontent-length:", 1)[1].split(b"\r\n", 1)[0])
            page = await self._reader.readexactly(length)
        return status, page, b"\r\nconnection: close" not in head

    def close(self) -> None:
        """Let the connection go."""
        self._writer.close()
