"""The problem of a draw as plain data, and the strict reading of its file `draw-problem/1`."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from app.lottery.allocation.canonical import read
from app.lottery.allocation.errors import BadProblem
from app.lottery.allocation.fields import Fields

FORMAT = "draw-problem/1"
MOST_EXTRA_TICKETS = 2

Row = TypeVar("Row", "DrawSection", "DrawStudent")


class Mechanism(StrEnum):
    """How places are computed (docs/draw.md, "Mechanisms")."""

    FAIR = "fair"
    FEWEST_UNPLACED = "fewest-unplaced"
    MOST_FIRST = "most-first"
    BOSTON = "boston"


@dataclass(frozen=True)
class DrawSection:
    """A section as the draw sees it."""

    code: str
    slot: str
    seats: int
    min_size: int = 0
    reserved: int = 0  # soft reserved seats
    continuing_share: int = 0  # percent of the seats
    runs_anyway: bool = False

    @property
    def has_priorities(self) -> bool:
        """Whether anything but the number counts here."""
        return self.reserved > 0 or self.continuing_share > 0


@dataclass(frozen=True)
class DrawStudent:
    """A student as the draw sees it: a ticket and lists, no name, no grade, no time."""

    ticket: str
    choices: Mapping[str, tuple[str, ...]]  # slot -> section codes, favourite first
    wanted: int  # of how many slots at most
    slot_order: tuple[str, ...]
    reserved_group: bool = False
    continuing: frozenset[str] = frozenset()
    extra_tickets: int = 0
    linked: str | None = None


@dataclass(frozen=True)
class Problem:
    """All that a draw depends on. Exactly one of `key` and `numbers` is given."""

    mechanism: Mechanism
    slots: tuple[str, ...]
    sections: Mapping[str, DrawSection]  # by code
    students: Mapping[str, DrawStudent]  # by ticket
    key: bytes | None = None  # 32 bytes
    numbers: Mapping[str, int] | None = None  # of the first slot


def read_problem(text: str) -> Problem:
    """Read a problem file.

    Raises:
        BadProblem: the sentence says where it is wrong.
    """
    top = Fields(read(text), "the problem")
    if top.text("format") != FORMAT:
        raise BadProblem(f"The format must be {FORMAT!r}.")
    slots = tuple(top.texts("slots"))
    if not slots:
        raise BadProblem("The problem needs at least one slot.")
    _once(slots, "slot", "the problem")
    sections = _by_name(
        (_section(fields, slots) for fields in top.objects("sections", "section")), "code"
    )
    students = _by_name(
        (_student(fields, slots, sections) for fields in top.objects("students", "student")),
        "ticket",
    )
    problem = Problem(
        mechanism=_mechanism(top.text("mechanism")),
        slots=slots,
        sections=sections,
        students=students,
        key=_key(top.text("key")) if top.has("key") else None,
        numbers=_numbers(top.whole_numbers("numbers"), students) if top.has("numbers") else None,
    )
    top.nothing_else()
    _check_whole(problem)
    return problem


def _section(fields: Fields, slots: Collection[str]) -> DrawSection:
    code = fields.text("code")
    fields.place = f"section {code}"
    section = DrawSection(
        code=code,
        slot=fields.text("slot"),
        seats=fields.number("seats"),
        min_size=fields.number("min_size", 0),
        reserved=fields.number("reserved", 0),
        continuing_share=fields.number("continuing_share", 0, high=100),
        runs_anyway=fields.flag("runs_anyway"),
    )
    fields.nothing_else()
    if section.slot not in slots:
        raise BadProblem(f"section {code} lies in an unknown slot {section.slot!r}.")
    return section


def _student(
    fields: Fields, slots: tuple[str, ...], sections: Mapping[str, DrawSection]
) -> DrawStudent:
    ticket = fields.text("ticket")
    fields.place = f"student {ticket}"
    student = DrawStudent(
        ticket=ticket,
        choices={slot: tuple(codes) for slot, codes in fields.lists("choices").items() if codes},
        wanted=fields.number("wanted", len(slots), low=1, high=len(slots)),
        slot_order=tuple(fields.texts("slot_order", list(slots))),
        reserved_group=fields.flag("reserved_group"),
        continuing=frozenset(_known(fields, fields.texts("continuing", []), sections)),
        extra_tickets=fields.number("extra_tickets", 0, high=MOST_EXTRA_TICKETS),
        linked=fields.text_or_null("linked"),
    )
    fields.nothing_else()
    if sorted(student.slot_order) != sorted(slots):
        raise BadProblem(f"'slot_order' of {fields.place} must name every slot once.")
    for slot, codes in student.choices.items():
        _check_list(fields, slot, codes, slots, sections)
    return student


def _check_list(
    fields: Fields,
    slot: str,
    codes: tuple[str, ...],
    slots: Collection[str],
    sections: Mapping[str, DrawSection],
) -> None:
    if slot not in slots:
        raise BadProblem(f"{fields.place} has a list for an unknown slot {slot!r}.")
    _once(_known(fields, codes, sections), "section", f"the {slot} list of {fields.place}")
    for code in codes:
        if sections[code].slot != slot:
            raise BadProblem(f"section {code} in the {slot} list of {fields.place} is elsewhere.")


def _known(
    fields: Fields, codes: Collection[str], sections: Mapping[str, DrawSection]
) -> Collection[str]:
    for code in codes:
        if code not in sections:
            raise BadProblem(f"{fields.place} names an unknown section {code!r}.")
    return codes


def _once(names: Collection[str], what: str, place: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise BadProblem(f"{what} {name} stands twice in {place}.")
        seen.add(name)


def _by_name(rows: Iterable[Row], name: str) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in rows:
        key = getattr(row, name)
        if key in found:
            raise BadProblem(f"The {name} {key} stands twice.")
        found[key] = row
    return found


def _mechanism(name: str) -> Mechanism:
    try:
        return Mechanism(name)
    except ValueError as error:
        raise BadProblem(f"There is no mechanism {name!r}.") from error


def _key(text: str) -> bytes:
    if len(text) != 64 or set(text) - set("0123456789abcdefABCDEF"):
        raise BadProblem("'key' must be 64 hexadecimal digits.")
    return bytes.fromhex(text)


def _numbers(given: dict[str, int], students: Mapping[str, DrawStudent]) -> dict[str, int]:
    if given.keys() != students.keys():
        odd = min(given.keys() ^ students.keys())
        raise BadProblem(f"'numbers' must name every ticket once: look at {odd}.")
    if sorted(given.values()) != list(range(1, len(students) + 1)):
        raise BadProblem(f"'numbers' must be 1 to {len(students)}, each once.")
    return given


def _check_whole(problem: Problem) -> None:
    """Check what concerns more than one row."""
    if (problem.key is None) == (problem.numbers is None):
        raise BadProblem("The problem needs either 'key' or 'numbers', not both.")
    if problem.mechanism is not Mechanism.FAIR:
        for code, section in sorted(problem.sections.items()):
            if section.has_priorities:
                raise BadProblem(
                    f"section {code} has reserved seats or a continuing share; "
                    f"only {Mechanism.FAIR.value!r} knows them."
                )
    for student in problem.students.values():
        if student.linked is not None:
            _check_pair(problem, student)


def _check_pair(problem: Problem, student: DrawStudent) -> None:
    partner = problem.students.get(student.linked or "")
    if partner is None or partner is student or partner.linked != student.ticket:
        raise BadProblem(f"student {student.ticket} is linked to somebody who is not linked back.")
    if problem.mechanism is not Mechanism.FAIR:
        raise BadProblem(f"student {student.ticket} is linked; only 'fair' draws pairs.")
    mine = (student.choices, student.wanted, student.slot_order)
    if mine != (partner.choices, partner.wanted, partner.slot_order):
        raise BadProblem(
            f"The pair {student.ticket} and {partner.ticket} must have equal choices, "
            "wanted and slot_order."
        )
    for section in problem.sections.values():
        if section.has_priorities and section.slot in student.choices:
            raise BadProblem(
                f"section {section.code} has reserved seats or a continuing share in a slot with "
                f"the linked pair {student.ticket}: that cannot be drawn."
            )
