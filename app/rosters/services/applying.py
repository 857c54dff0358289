"""Applies a list wholly: homerooms, students, guardians, groups; notes what the undo needs."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.facts import StudentFacts
from app.accounts.models import (
    Account,
    Guardianship,
    PriorityKind,
    PriorityMembership,
    Student,
    StudentStatus,
)
from app.accounts.names import normalise_login
from app.accounts.queries import people
from app.accounts.services import students as student_services
from app.audit.services import record
from app.core.batches import batches
from app.core.pinyin import name_syllables
from app.rosters.difference import Change, Difference, corrections, new_guardians
from app.rosters.errors import NumberElsewhere, NumbersMissing, SchoolChanged
from app.rosters.models import ImportState, RosterImport
from app.rosters.reading.rows import RosterRow
from app.rosters.services.drafts import check_unapplied, needs_numbers, preview, rows_of
from app.rosters.services.guardians import Guardians, change_phone
from app.schools.models import Homeroom, School
from app.schools.queries import homerooms
from app.schools.services.homerooms import find_or_create_homeroom

GROUPS = {
    "left_behind": PriorityKind.LEFT_BEHIND,
    "migrant": PriorityKind.MIGRANT_WORKER_CHILD,
    "inclusive": PriorityKind.DISABLED,
    "aided": PriorityKind.HARDSHIP,
    "single_parent": PriorityKind.SINGLE_PARENT,
}


@dataclass
class Made:
    """What an import made and changed, by id, with the old values: what its undo needs."""

    homerooms: list[int] = field(default_factory=list)
    students: list[int] = field(default_factory=list)
    accounts: list[int] = field(default_factory=list)
    moves: list[int] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    before: dict[str, dict[str, Any]] = field(default_factory=dict)  # student id -> old values
    phones: list[tuple[int, str]] = field(default_factory=list)  # account, old telephone
    first_contacts: list[int] = field(default_factory=list)  # links that were first before
    left: list[int] = field(default_factory=list)  # students who left with this import


def apply_list(
    session: Session,
    school: School,
    kept: RosterImport,
    *,
    mark: str,
    with_leavers: bool,
    account_id: int,
    now: datetime,
) -> RosterImport:
    """Apply a list that was shown; nothing is written unless all of it can be.

    Args:
        session: what the rows are written with.
        school: whose list it is.
        kept: the list.
        mark: `Difference.mark` of what the person has seen.
        with_leavers: those who are no longer in the list leave the school today.
        account_id: who confirms.
        now: when.

    Raises:
        AlreadyApplied: the list does not wait.
        NumbersMissing: a student has no number yet.
        SchoolChanged: the difference is another one by now.
        NumberElsewhere: somebody who is no student signs in with a number of the list.
    """
    check_unapplied(kept)
    if needs_numbers(kept):
        raise NumbersMissing
    shown = preview(session, kept)
    if shown.mark != mark:
        raise SchoolChanged
    taken = people.taken_logins(
        session, school.id, [normalise_login(row.student_no) for row in shown.added]
    )
    if taken:
        raise NumberElsewhere(number=min(taken))
    step = _Applying(session, school, account_id, now)
    step.take(rows_of(kept), shown, with_leavers=with_leavers)
    kept.state, kept.applied_at = ImportState.APPLIED, now
    kept.counts, kept.made = shown.counts, vars(step.made)
    kept.rows, kept.issues = [], []
    session.flush()
    record(
        session,
        "import roster",
        "roster_import",
        kept.id,
        school_id=school.id,
        actor_id=account_id,
        now=now,
        **shown.counts | {"gone": len(step.made.left)},
    )
    return kept


class _Applying:
    """One application of one list; each method is a part of the difference."""

    def __init__(self, session: Session, school: School, actor_id: int, now: datetime) -> None:
        self.session, self.school, self.actor_id, self.now = session, school, actor_id, now
        self.today = school.today(now)
        self.made = Made()
        self.guardians = Guardians(session, school.id, now)
        self.rooms: dict[tuple[int, int], Homeroom] = {}
        self.students: dict[int, Student] = {}

    def take(self, rows: Sequence[RosterRow], shown: Difference, *, with_leavers: bool) -> None:
        """Write all parts."""
        self._homerooms(rows)
        self._load(shown)
        added = self._add(shown.added)
        self._change(shown.returned, self._come_back)
        self._change(shown.moved, self._move)
        self._change(shown.renamed, self._rename)
        self._change(shown.corrected, self._correct)
        self._change(shown.paused, self._pause)
        self._link(added, shown)
        self._groups(rows)
        if with_leavers:
            for student in shown.gone:
                self._leave(self.students[student.id])
        self.made.accounts += [account.id for account in self.guardians.made]
        self.session.flush()

    def _homerooms(self, rows: Iterable[RosterRow]) -> None:
        known = homerooms(self.session, self.school.id)
        self.rooms = {(room.grade or 0, room.class_no): room for room in known}
        for grade, class_no in sorted({row.homeroom for row in rows} - self.rooms.keys()):
            room = find_or_create_homeroom(
                self.session, self.school.id, grade=grade, class_no=class_no, on=self.today
            )
            self.rooms[grade, class_no] = room
            self.made.homerooms.append(room.id)

    def _load(self, shown: Difference) -> None:
        """Load the students whom the list changes."""
        parts = (shown.returned, shown.moved, shown.renamed, shown.corrected, shown.paused)
        family = (shown.phone_changed, shown.guardians_added)
        ids = {change.student.id for part in parts + family for change in part}
        for some in batches(sorted(ids | {student.id for student in shown.gone})):
            found = self.session.scalars(
                select(Student)
                .where(Student.school_id == self.school.id, Student.id.in_(some))
                .options(joinedload(Student.homeroom))
            )
            self.students |= {student.id: student for student in found}

    def _add(self, rows: Sequence[RosterRow]) -> list[tuple[Student, RosterRow]]:
        newcomers = [(_facts(row), self.rooms[row.homeroom]) for row in rows]
        students = student_services.enrol_all(self.session, self.school.id, newcomers, now=self.now)
        for student, row in zip(students, rows, strict=True):
            if row.is_suspended:
                student.status = StudentStatus.SUSPENDED
        self.made.students += [student.id for student in students]
        self.made.accounts += [student.account_id for student in students if student.account_id]
        return list(zip(students, rows, strict=True))

    def _change(self, changes: Iterable[Change], how: Callable[[Student, Change], None]) -> None:
        for change in changes:
            how(self.students[change.student.id], change)

    def _set(self, student: Student, **values: Any) -> None:
        """Change columns of a student and remember the old values."""
        before = self.made.before.setdefault(str(student.id), {})
        for column, value in values.items():
            old = getattr(student, column)
            before.setdefault(column, old.isoformat() if isinstance(old, date) else old)
            setattr(student, column, value)

    def _come_back(self, student: Student, _change: Change) -> None:
        self._set(student, status=student.status, left_on=student.left_on)
        student_services.come_back(self.session, student, actor_id=self.actor_id, now=self.now)

    def _move(self, student: Student, change: Change) -> None:
        self._set(student, homeroom_id=student.homeroom_id)
        move = student_services.move_homeroom(
            self.session,
            student,
            self.rooms[change.row.homeroom],
            on=self.today,
            today=self.today,
            actor_id=self.actor_id,
            now=self.now,
        )
        self.session.flush()
        self.made.moves.append(move.id)

    def _rename(self, student: Student, change: Change) -> None:
        name = change.row.name
        self._set(student, name=name, name_pinyin=name_syllables(name))
        rename_account(self.session, student)

    def _correct(self, student: Student, change: Change) -> None:
        said = corrections(change)
        values = {key: said[key] for key in said.keys() - {"birth", "boarder"}}
        if "birth" in said:
            values["born_on"] = date.fromisoformat(said["birth"])
        if "boarder" in said:
            values["is_boarder"] = bool(said["boarder"])
        self._set(student, **values)

    def _pause(self, student: Student, change: Change) -> None:
        paused, enrolled = StudentStatus.SUSPENDED, StudentStatus.ENROLLED
        self._set(student, status=paused if change.row.is_suspended else enrolled)

    def _link(self, added: Sequence[tuple[Student, RosterRow]], shown: Difference) -> None:
        """Make and link guardians: those of newcomers, new first contacts, further ones."""
        further = [(self.students[c.student.id], new_guardians(c)) for c in shown.guardians_added]
        firsts = [
            (self.students[change.student.id], [change.row.contact])
            for change in shown.phone_changed
            if not self._is_same_person_with_new_phone(change)
        ]
        newcomers = [(student, row.guardians) for student, row in added]
        pairs = [*newcomers, *firsts, *further]
        self.guardians.find_or_make(
            (contact, student.name) for student, contacts in pairs for contact in contacts
        )
        self._step_back(student for student, _ in firsts)
        has_first = {c.student.id for c in shown.guardians_added if c.student.phone}
        later = [pair for pair in further if pair[0].id in has_first]
        links = self.guardians.link([pair for pair in pairs if pair not in later])
        links += self.guardians.link(later, are_first=False)
        self.made.links += [link.id for link in links]

    def _is_same_person_with_new_phone(self, change: Change) -> bool:
        """Change the telephone of a first contact whom the list does not name otherwise."""
        new, old = change.row.contact, change.student.guardians[0]
        phone = normalise_login(new.phone)
        if new.name and new.name != old.name:
            return False
        if people.account_by_login(self.session, self.school.id, phone) is not None:
            return False
        account = people.account_by_login(self.session, self.school.id, normalise_login(old.phone))
        if account is None:
            return False
        self.made.phones.append((account.id, account.phone))
        change_phone(self.session, account, phone)
        return True

    def _step_back(self, students: Iterable[Student]) -> None:
        """Let earlier guardians be called after the new first one."""
        for some in batches([student.id for student in students]):
            links = self.session.scalars(
                select(Guardianship).where(
                    Guardianship.school_id == self.school.id,
                    Guardianship.student_id.in_(some),
                    Guardianship.is_first_contact,
                )
            )
            for link in links:
                link.is_first_contact = False
                self.made.first_contacts.append(link.id)

    def _groups(self, rows: Iterable[RosterRow]) -> None:
        """Write priority groups into their own table; what a list does not say stays."""
        said = {row.student_no: row.priority_groups for row in rows if row.priority_groups}
        ids: dict[str, int] = {}
        for some in batches(sorted(said)):
            ids |= dict(
                self.session.execute(
                    select(Student.student_no, Student.id).where(
                        Student.school_id == self.school.id, Student.student_no.in_(some)
                    )
                ).all()
            )
        present = set(
            self.session.execute(
                select(PriorityMembership.student_id, PriorityMembership.kind).where(
                    PriorityMembership.school_id == self.school.id
                )
            )
        )
        wanted = {(ids[no], GROUPS[group]) for no, groups in said.items() for group in groups}
        memberships = [
            PriorityMembership(school_id=self.school.id, student_id=student_id, kind=kind)
            for student_id, kind in sorted(wanted - {tuple(one) for one in present})
        ]
        self.session.add_all(memberships)
        self.session.flush()
        self.made.groups += [one.id for one in memberships]

    def _leave(self, student: Student) -> None:
        self.made.left.append(student.id)
        self._set(student, status=student.status, left_on=student.left_on)
        student_services.leave(
            self.session,
            student,
            on=self.today,
            today=self.today,
            actor_id=self.actor_id,
            now=self.now,
        )


def rename_account(session: Session, student: Student) -> None:
    """Let the account of a student bear the student's name."""
    account = session.get(Account, student.account_id) if student.account_id else None
    if account is not None:
        account.name, account.name_pinyin = student.name, student.name_pinyin


def _facts(row: RosterRow) -> StudentFacts:
    return StudentFacts(
        student_no=row.student_no,
        name=row.name,
        gender=row.gender,
        born_on=date.fromisoformat(row.birth) if row.birth else None,
        seat_no=row.seat_no,
        national_no=row.national_no,
        is_boarder=bool(row.boarder),
        pickup=row.pickup,
    )
