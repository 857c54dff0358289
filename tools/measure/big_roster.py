"""A roster of 50,000 invented pupils: seconds and peak memory of the command and of the page.

    python -m tools.measure.big_roster
    python -m tools.measure.big_roster --rows 50000 --write roster.xlsx

Names are put together at random and belong to nobody; the figures are those of this machine.
"""

import argparse
import random
import resource
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path

from app.accounts.services.accounts import create_account
from app.core import clock
from app.core.db import db
from app.core.roles import Role
from app.rosters.blanks import STUDENTS
from app.schools.services import create_school
from app.sheets import Table, to_csv, to_xlsx
from tools.local_server import Server
from tools.measure.stage import app_of
from tools.measure.visitors import Visitor, sign_in_all

ROWS = 50_000
CLASS_SIZE, CLASSES = 57, 99  # of each grade; nine grades hold 50,787
HEADINGS = [column.heading for column in STUDENTS if "2" not in column.heading]
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = "子轩梓涵浩宇欣怡雨桐思远佳琪明哲静雯嘉懿"
KIBIBYTES = 1024


def main() -> None:
    """Write the list, or measure reading it."""
    parser = argparse.ArgumentParser(description="Measure a roster of 50,000 rows.")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--write", type=Path, help="only write the list here")
    options = parser.parse_args()
    if options.write is not None:
        options.write.write_bytes(_list(options.rows, options.write.suffix))
        return
    with tempfile.TemporaryDirectory(prefix="zouban-roster-") as folder:
        for kind in (".csv", ".xlsx"):
            path = Path(folder, f"roster{kind}")
            path.write_bytes(_list(options.rows, kind))
            print(f"{options.rows} rows, {kind}, {path.stat().st_size / 1e6:.1f} MB")
            print(f"  roster check --json   {_command(path)}")
        _pages(Path(folder, "server"), path.read_bytes())


def _list(rows: int, kind: str) -> bytes:
    table = Table("学生名册", HEADINGS, list(_pupils(rows)))
    return to_csv(table) if kind == ".csv" else to_xlsx([table])


def _pupils(rows: int) -> Iterator[list[str | int]]:
    chance = random.Random(50_000)  # noqa: S311 -- invented names, the same in every run
    for number in range(rows):
        grade, class_no = number // CLASS_SIZE // CLASSES + 1, number // CLASS_SIZE % CLASSES
        name = chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2))
        born = date(2020 - grade, 9, 1) + timedelta(chance.randrange(365))
        yield [
            f"{2027 - grade}{number:06}",
            name,
            chance.choice("男女"),
            f"{grade}年级",
            f"{class_no + 1}班",
            number % CLASS_SIZE + 1,
            born.isoformat(),
            name[0] + chance.choice(GIVEN),
            chance.choice(["父亲", "母亲"]),
            f"120{number:08}",
            "走读",
            "家长接送",
            "",
        ]


def _command(path: Path) -> str:
    """Run the command in a process of its own; what it, and the one it starts, took."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "roster", "check", str(path)]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([*command, "--json"], check=True, stdout=subprocess.DEVNULL)
    seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return f"{seconds:5.1f} s ({busy:.1f} s of one core)  {after.ru_maxrss / KIBIBYTES:4.0f} MiB"


def _pages(folder: Path, content: bytes) -> None:
    """Upload the list to a real server, look at what it would change and confirm it."""
    folder.mkdir()
    server = Server(folder, flags=("--workers=1", "--timeout=600"))
    admin = _administrator(server)
    with server.running():
        page = _Page(server, admin)
        at = page.timed("upload", "POST", "/students/import", *_multipart(admin, content))[1]
        shown = page.timed("preview", "GET", at)[0]
        mark = shown.split('name="mark"')[1].split('value="')[1].split('"')[0]
        form = f"mark={mark}&csrf_token={admin.csrf_token}".encode()
        page.timed("confirm", "POST", f"{at}/apply", form, "application/x-www-form-urlencoded")


def _administrator(server: Server) -> Visitor:
    """Make an empty school with somebody who may import."""
    with app_of(server) as app:
        with app.app_context():
            session = db.session()
            school = create_school(session, code="large", name="示范小学", now=clock.now())
            roles = [Role.SCHOOL_ADMIN]
            account = create_account(
                session, school.id, name="柳川", logins=["A1"], roles=roles, now=clock.now()
            )
            session.commit()
            people = [(school.id, account.id)]
        return sign_in_all(app, people)[0]


def _multipart(admin: Visitor, content: bytes) -> tuple[bytes, str]:
    edge = secrets.token_hex(16)
    part = f"--{edge}\r\nContent-Disposition: form-data; name="
    token = f'{part}"csrf_token"\r\n\r\n{admin.csrf_token}\r\n'
    file = f'{part}"file"; filename="roster.xlsx"\r\n\r\n'
    body = token.encode() + file.encode() + content + f"\r\n--{edge}--\r\n".encode()
    return body, f"multipart/form-data; boundary={edge}"


class _Page:
    """A browser of the administrator that looks at the clock and at the server's memory."""

    def __init__(self, server: Server, admin: Visitor) -> None:
        self.server, self.admin = server, admin

    def timed(
        self, said: str, method: str, path: str, body: bytes = b"", kind: str = ""
    ) -> tuple[str, str]:
        """Ask, print what it took; give the page and where it leads."""
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=600)
        headers = {"Cookie": self.admin.cookie, **({"Content-Type": kind} if kind else {})}
        started = time.perf_counter()
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        seconds = time.perf_counter() - started
        print(f"  page: {said:8} {answer.status}    {seconds:5.1f} s  {self._peak():4.0f} MiB")
        return text, answer.getheader("Location", "")

    def _peak(self) -> float:
        """Give the most memory that the server has held at once, in MiB."""
        group = self.server.process.pid if self.server.process is not None else 0
        found = [
            int(line.split()[1])
            for path in Path("/proc").glob("[0-9]*/status")
            for line in path.read_text().splitlines()
            if line.startswith("VmHWM") and _group_of(path.parent) == group
        ]
        return max(found) / KIBIBYTES


def _group_of(process: Path) -> int:
    return int((process / "stat").read_text().rpartition(")")[2].split()[2])


if __name__ == "__main__":
    main()
