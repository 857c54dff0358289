"""What a list of staff would change: plain values in and out, knows no database."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from app.accounts.names import normalise_login
from app.core.roles import STAFF, Role
from app.core.text import N_
from app.rosters.reading.rows import Issue, Kind
from app.rosters.reading.staff_rows import Outside, StaffRow
from app.schools.models import homeroom_title

PARTS = {
    "added": N_("New people"),
    "changed": N_("Changed people"),
    "returned": N_("Work here again"),
    "unchanged": N_("Unchanged"),
    "not_in_list": N_("Not in the list"),
}
FIELDS = {
    "name": N_("Name"),
    "staff_no": N_("Staff number"),
    "phone": N_("Telephone"),
    "roles": N_("Roles"),
    "homerooms": N_("Homeroom"),
    "kind": N_("From outside"),
    "organisation": N_("Organisation"),
    "qualification": N_("Qualification"),
    "qualified_until": N_("Qualified until"),
    "cleared_on": N_("Background checked on"),
}


@dataclass(frozen=True, slots=True)
class StoredStaff:
    """Somebody with an account at the school."""

    id: int
    name: str
    logins: tuple[str, ...]
    phone: str
    roles: frozenset[str]
    homerooms: frozenset[tuple[int, int]]
    is_active: bool
    outside: Outside

    @property
    def is_staff(self) -> bool:
        """Whether the person works at the school, or once did."""
        return bool(self.roles & STAFF)

    @property
    def staff_no(self) -> str:
        """What the person signs in with besides the telephone."""
        return next((name for name in self.logins if name != normalise_login(self.phone)), "")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One value that would be replaced, both as they are stored."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class StaffPlan:
    """A row, whom it means, and what would change."""

    row: StaffRow
    stored: StoredStaff | None
    changes: Sequence[FieldChange] = ()


@dataclass
class StaffDifference:
    """The difference between a list and the school's staff."""

    added: list[StaffPlan] = field(default_factory=list)
    changed: list[StaffPlan] = field(default_factory=list)
    returned: list[StaffPlan] = field(default_factory=list)
    unchanged: list[StaffPlan] = field(default_factory=list)
    not_in_list: list[StoredStaff] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    @property
    def planned(self) -> list[StaffPlan]:
        """Everything that would be written."""
        return [*self.added, *self.changed, *self.returned]

    @property
    def counts(self) -> dict[str, int]:
        """Count the people of each part."""
        return {part: len(getattr(self, part)) for part in PARTS}

    @property
    def mark(self) -> str:
        """A short hash: the person confirms exactly what they have seen."""
        shown = [
            [one.row.to_json(), one.stored.id if one.stored else 0, *map(asdict, one.changes)]
            for one in self.planned
        ]
        return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:16]


def staff_difference(
    rows: Sequence[StaffRow], stored: Iterable[StoredStaff], known: Collection[tuple[int, int]]
) -> StaffDifference:
    """Compare a list with the school.

    Args:
        rows: of the list.
        stored: those who work here, and whoever signs in with a number of the list.
        known: the (grade, class_no) of the homerooms that the school has.
    """
    return _Comparison(list(stored), known).of(rows)


class _Comparison:
    """Finds whom each row means."""

    def __init__(self, stored: list[StoredStaff], known: Collection[tuple[int, int]]) -> None:
        self.by_login = {login: one for one in stored for login in one.logins}
        self.staff = [one for one in stored if one.is_staff]
        self.known = known
        self.named: set[int] = set()
        self.found = StaffDifference()

    def of(self, rows: Sequence[StaffRow]) -> StaffDifference:
        """Compare all rows."""
        for row in rows:
            plan = self._plan(row)
            if plan is None:
                continue
            if plan.stored is not None:
                self.named.add(plan.stored.id)
            self._part(plan).append(plan)
        present = (one for one in self.staff if one.is_active)
        self.found.not_in_list = [one for one in present if one.id not in self.named]
        return self.found

    def _part(self, plan: StaffPlan) -> list[StaffPlan]:
        if plan.stored is None:
            return self.found.added
        if not plan.stored.is_active:
            return self.found.returned
        return self.found.changed if plan.changes else self.found.unchanged

    def _plan(self, row: StaffRow) -> StaffPlan | None:
        holder = self.by_login.get(normalise_login(row.staff_no)) if row.staff_no else None
        if holder is not None and not holder.is_staff and holder.name != row.name:
            self._tell(row, Kind.STAFF_NUMBER_TAKEN, number=row.staff_no)
            return None
        caller = self.by_login.get(normalise_login(row.phone)) if row.phone else None
        stored = holder or self._same_person(row, caller)
        if caller is not None and caller is not stored:
            self._tell(row, Kind.PHONE_TAKEN, value=row.phone)
            row = replace(row, phone="")
            if not row.staff_no:
                self._tell(row, Kind.NO_SIGN_IN)
                return None
        row = self._with_known_homerooms(row)
        return StaffPlan(row, stored, changes_of(row, stored) if stored is not None else ())

    def _same_person(self, row: StaffRow, caller: StoredStaff | None) -> StoredStaff | None:
        """Find somebody by telephone and name, else by a name with nothing to sign in with."""
        if caller is not None and caller.name == row.name:
            return caller
        same = [one for one in self.staff if one.name == row.name and not one.logins]
        return same[0] if len(same) == 1 and same[0].id not in self.named else None

    def _with_known_homerooms(self, row: StaffRow) -> StaffRow:
        for unknown in (one for one in row.homerooms if one not in self.known):
            self._tell(row, Kind.HOMEROOM_UNKNOWN, value=homeroom_title(*unknown, 0))
        return replace(row, homerooms=tuple(one for one in row.homerooms if one in self.known))

    def _tell(self, row: StaffRow, kind: Kind, **facts: str) -> None:
        self.found.issues.append(Issue(row.sheet, row.row, "", kind, {"name": row.name} | facts))


def changes_of(row: StaffRow, stored: StoredStaff) -> list[FieldChange]:
    """Compare what a list says of somebody; what it does not say stays."""
    before, after = _facts_of_stored(stored), _facts_of_row(row, stored)
    return [
        FieldChange(name, before[name], value)
        for name, value in after.items()
        if value and value != before[name]
    ]


def wanted_roles(row: StaffRow) -> list[Role]:
    """Name the roles that a row asks for; without any word of one, a club teacher's."""
    roles = [Role(role) for role in row.roles]
    if row.homerooms:
        roles.append(Role.HOMEROOM_TEACHER)
    return list(dict.fromkeys(roles or [Role.CLUB_TEACHER]))


def _facts_of_stored(stored: StoredStaff) -> Mapping[str, str]:
    return {
        "name": stored.name,
        "staff_no": stored.staff_no,
        "phone": stored.phone,
        "roles": roles_text(stored.roles & STAFF),
        "homerooms": homerooms_text(stored.homerooms),
        **asdict(stored.outside),
    }


def _facts_of_row(row: StaffRow, stored: StoredStaff) -> Mapping[str, str]:
    says_role = bool(row.roles or row.homerooms) or not stored.is_staff
    roles = {role.value for role in wanted_roles(row)} if says_role else set()
    return {
        "name": row.name,
        "staff_no": normalise_login(row.staff_no),
        "phone": row.phone,
        "roles": roles_text(roles | (stored.roles & STAFF)),
        "homerooms": homerooms_text({*row.homerooms, *stored.homerooms}),
        **asdict(row.outside),
    }


def roles_text(roles: Collection[str]) -> str:
    """Write roles as one value, in the order of the policy."""
    return " ".join(role.value for role in Role if role in roles)


def homerooms_text(listed: Collection[tuple[int, int]]) -> str:
    """Write homerooms as one value, lowest grade first."""
    return " ".join(homeroom_title(grade, class_no, 0) for grade, class_no in sorted(listed))
