"""Reads a OneRoster 1.2 CSV set (1.1 too): students, their guardians, homeroom teachers."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from app.core.text import N_
from app.rosters.reading import checks, values
from app.rosters.reading.homerooms import NOWHERE, HomeroomName, homeroom_named
from app.rosters.reading.rows import Contact, Reading, RosterRow, Teacher
from app.rosters.reading.surnames import full_name
from app.sheets import CannotRead
from app.sheets.texts import decode, read_text

USERS = "users.csv"
FILES = frozenset({USERS, "roles.csv", "enrollments.csv", "classes.csv", "demographics.csv"})
DELETED = "tobedeleted"
HOMEROOM = "homeroom"
STUDENT, TEACHER = "student", "teacher"

Record = Mapping[str, str]
Homerooms = Mapping[str, list[HomeroomName]]


class NoOneRoster(CannotRead):
    """A folder or archive without the one file that every set has."""

    message = N_("This is no OneRoster set: users.csv is missing. Choose the folder or zip of it.")


class _Line(NamedTuple):
    """A record of a file and its row as a spreadsheet program counts."""

    row: int
    record: Record


def read_oneroster(
    members: Mapping[str, bytes], *, year: int, known: Collection[tuple[int, int]] = ()
) -> Reading:
    """Read the files of a set.

    Args:
        members: file name in small letters -> content.
        year: the school year's first calendar year.
        known: the (grade, class_no) of the homerooms that the school has.

    Raises:
        CannotRead: users.csv is missing, or a file is no table.
    """
    if USERS not in members:
        raise NoOneRoster
    users = {line.record["sourcedid"]: line for line in _lines(members, USERS)}
    roles = _roles(members)
    homerooms = _homerooms(members, year)
    people = _demographics(members)
    rows = [
        _row(line, users, homerooms[STUDENT].get(user, [NOWHERE])[-1], people.get(user, {}))
        for user, line in users.items()
        if _role(line.record, roles) == STUDENT
    ]
    teachers = [
        _teacher(line.record, homerooms[TEACHER].get(user, []))
        for user, line in users.items()
        if _role(line.record, roles) == TEACHER
    ]
    return checks.checked(rows, [], known=known, has_numbers=True, teachers=teachers)


def _lines(members: Mapping[str, bytes], name: str) -> Iterator[_Line]:
    """Give the living records of a file, which may be missing."""
    content = members.get(name, b"")
    rows = read_text(decode(content)) if content.strip() else []
    headings = [values.text_of(cell).lower() for cell in rows[0]] if rows else []
    for number, cells in enumerate(rows[1:], 2):
        texts = [values.text_of(cell) for cell in cells]
        record = defaultdict(str, zip(headings, texts, strict=False))
        is_gone = record["status"].lower() == DELETED or record["enableduser"].lower() == "false"
        if any(texts) and not is_gone:
            yield _Line(number, record)


def _roles(members: Mapping[str, bytes]) -> dict[str, str]:
    """Name the role of each user, the primary one where there are several."""
    roles: dict[str, str] = {}
    for _, record in _lines(members, "roles.csv"):
        user, role = record["usersourcedid"], record["role"].lower()
        if record["roletype"].lower() == "primary":
            roles[user] = role
        roles.setdefault(user, role)
    return roles


def _role(user: Record, roles: Mapping[str, str]) -> str:
    """Name a user's role, which version 1.1 writes beside the name."""
    return roles.get(user["sourcedid"]) or user["role"].lower()


def _homerooms(members: Mapping[str, bytes], year: int) -> dict[str, Homerooms]:
    """List by role and user the homerooms they belong to, the latest last."""
    classes = {
        record["sourcedid"]: _homeroom(record, year)
        for _, record in _lines(members, "classes.csv")
        if record["classtype"].lower() == HOMEROOM
    }
    enrolled = sorted(
        (record["begindate"], row, record)
        for row, record in _lines(members, "enrollments.csv")
        if record["classsourcedid"] in classes
    )
    found: dict[str, defaultdict[str, list[HomeroomName]]] = {
        STUDENT: defaultdict(list),
        TEACHER: defaultdict(list),
    }
    for _, _, record in enrolled:
        by_user = found.get(record["role"].lower())
        if by_user is not None:
            by_user[record["usersourcedid"]].append(classes[record["classsourcedid"]])
    return dict(found)


def _homeroom(record: Record, year: int) -> HomeroomName:
    """Read a class by its title, else by its code; its grade may stand apart."""
    grades = record["grades"].split(",")[0].strip()
    grade = int(grades) if grades.isdecimal() and len(grades) <= 2 else None
    names = (homeroom_named(record[column], year, grade) for column in ("title", "classcode"))
    return next((name for name in names if name.class_no is not None), NOWHERE)


def _demographics(members: Mapping[str, bytes]) -> dict[str, Record]:
    return {line.record["sourcedid"]: line.record for line in _lines(members, "demographics.csv")}


def _row(
    line: _Line, users: Mapping[str, _Line], homeroom: HomeroomName, person: Record
) -> RosterRow:
    record = line.record
    agents = [users[agent].record for agent in _listed(record["agentsourcedids"]) if agent in users]
    return RosterRow(
        sheet=USERS,
        row=line.row,
        student_no=values.student_no_of(record["identifier"] or record["username"]) or "",
        name=_name(record),
        gender=values.gender_of(person.get("sex", "")) or "",
        birth=values.date_of(person.get("birthdate", "")) or "",
        grade=homeroom.grade,
        class_no=homeroom.class_no,
        guardians=tuple(
            Contact(_name(agent), "", values.phone_of(agent["sms"] or agent["phone"]) or "")
            for agent in agents
        ),
    )


def _teacher(record: Record, homerooms: Collection[HomeroomName]) -> Teacher:
    return Teacher(
        values.student_no_of(record["identifier"] or record["username"]) or "",
        _name(record),
        tuple((name.grade, name.class_no) for name in homerooms if name.grade and name.class_no),
    )


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _name(record: Record) -> str:
    return values.name_of(full_name(record["familyname"], record["givenname"])) or ""
