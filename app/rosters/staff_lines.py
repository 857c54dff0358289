"""What a list of staff would change, as the lines of one table: who, field, before, after."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.rosters.reading.staff_rows import StaffRow
from app.rosters.staff_difference import PARTS, StaffDifference, StaffPlan

SHOWN_UNASKED = frozenset({"added", "changed", "returned"})


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One change of one person; `field` is empty where the whole person is meant."""

    part: str  # as staff_difference.PARTS names it
    number: str
    name: str
    field: str = ""
    before: str = ""
    after: str = ""
    row: StaffRow | None = None  # of somebody new


def staff_lines(shown: StaffDifference, part: str) -> list[StaffLine]:
    """Give the lines of one part; of what would be written when no part is named."""
    wanted = {part} if part in PARTS else SHOWN_UNASKED
    return [line for line in _lines(shown) if line.part in wanted]


def _lines(shown: StaffDifference) -> Iterator[StaffLine]:
    for part in ("added", "changed", "returned", "unchanged"):
        plans: list[StaffPlan] = getattr(shown, part)
        for plan in plans:
            yield from _of_plan(part, plan)
    for stored in shown.not_in_list:
        yield StaffLine("not_in_list", stored.staff_no or stored.phone, stored.name)


def _of_plan(part: str, plan: StaffPlan) -> Iterator[StaffLine]:
    number, name = plan.row.staff_no or plan.row.phone, plan.row.name
    if not plan.changes:
        yield StaffLine(part, number, name, row=plan.row)
    for change in plan.changes:
        yield StaffLine(part, number, name, change.name, change.before, change.after)
