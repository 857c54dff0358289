"""The made-up files of the demonstration, read into plain rows."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.core.roles import Role

DATA = Path(__file__).parent / "data"

Row = Mapping[str, str]


@dataclass(frozen=True)
class StaffRow:
    """A person who works at the school."""

    number: str
    name: str
    roles: Sequence[Role]
    external: str
    homeroom: tuple[int, int] | None  # grade and class that the person leads


@dataclass(frozen=True)
class ListRow:
    """The list of one child, favourite first."""

    student_no: str
    at: datetime
    codes: Sequence[str]


def roster(pupils: int | None = None) -> bytes:
    """Give the file of the pupils; only the first of them, if a number is given."""
    lines = (DATA / "roster.csv").read_bytes().splitlines(keepends=True)
    return b"".join(lines if pupils is None else lines[: pupils + 1])


def catalogue() -> list[Row]:
    """Read the clubs, by code."""
    return list(_rows("catalogue.csv"))


def staff() -> list[StaffRow]:
    """Read who works at the school, the administrator first."""
    return [
        StaffRow(
            number=row["number"],
            name=row["name"],
            roles=[Role(role) for role in row["roles"].split()],
            external=row["external"],
            homeroom=_homeroom(row["homeroom"]),
        )
        for row in _rows("staff.csv")
    ]


def thursday_lists() -> list[ListRow]:
    """Read the lists, in the order in which they were handed in."""
    lists = [
        ListRow(
            student_no=row["student_no"],
            at=datetime.fromisoformat(f"{row['submitted_at']}+08:00"),
            codes=[code for n in range(1, 6) if (code := row[f"choice_{n}"])],
        )
        for row in _rows("choices_thursday.csv")
    ]
    return sorted(lists, key=lambda row: (row.at, row.student_no))


def _rows(name: str) -> Iterator[Row]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _homeroom(text: str) -> tuple[int, int] | None:
    grade, _, class_no = text.partition("-")
    return (int(grade), int(class_no)) if class_no else None
