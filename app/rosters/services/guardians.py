"""Guardians of a list, any number of them in a few statements."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from app.accounts.models import Account, Guardianship, Login, RoleGrant, Student
from app.accounts.names import normalise_login
from app.accounts.services.accounts import grant_role
from app.core.batches import batches
from app.core.pinyin import name_syllables
from app.core.roles import Role
from app.rosters.reading.rows import Contact

NAMELESS = "{name}的家长"


class Guardians:
    """The guardians' accounts of one school while a list is applied, found by telephone."""

    def __init__(self, session: Session, school_id: int, now: datetime) -> None:
        self.session, self.school_id, self.now = session, school_id, now
        self.accounts: dict[str, Account] = {}
        self.made: list[Account] = []

    def find_or_make(self, wanted: Iterable[tuple[Contact, str]]) -> None:
        """Have an account for each contact with a telephone.

        Args:
            wanted: each with the name of its child, for a guardian whose own is not said.
        """
        by_phone: dict[str, tuple[Contact, str]] = {}
        for one, child in wanted:
            if phone := normalise_login(one.phone):
                by_phone.setdefault(phone, (one, child))
        self._find(by_phone.keys() - self.accounts.keys())
        new = [phone for phone in by_phone if phone not in self.accounts]
        for phone in new:
            contact, child = by_phone[phone]
            name = contact.name or NAMELESS.format(name=child)
            account = Account(
                school_id=self.school_id,
                name=name,
                name_pinyin=name_syllables(name),
                phone=phone,
                created_at=self.now,
            )
            account.grants = [RoleGrant(school_id=self.school_id, role=Role.GUARDIAN)]
            self.accounts[phone] = account
            self.made.append(account)
        made = [self.accounts[phone] for phone in new]
        self.session.add_all(made)
        self.session.flush()
        self.session.add_all(
            Login(school_id=self.school_id, name=phone, account_id=self.accounts[phone].id)
            for phone in new
        )
        self.session.flush()

    def _find(self, phones: Iterable[str]) -> None:
        for some in batches(sorted(phones)):
            rows = self.session.execute(
                select(Login.name, Account)
                .join(Account, Account.id == Login.account_id)
                .where(Login.school_id == self.school_id, Login.name.in_(some))
                .options(selectinload(Account.grants))
            )
            for phone, account in rows:
                grant_role(self.session, account, Role.GUARDIAN)
                account.is_active = True
                self.accounts[phone] = account

    def link(
        self, pairs: Sequence[tuple[Student, Sequence[Contact]]], *, are_first: bool = True
    ) -> list[Guardianship]:
        """Make the contacts guardians; the first of each student is the one to call first."""
        links = []
        for student, contacts in pairs:
            phones = dict.fromkeys(normalise_login(one.phone) for one in contacts if one.phone)
            relations = {normalise_login(one.phone): one.relation for one in contacts}
            links += [
                Guardianship(
                    school_id=self.school_id,
                    account_id=self.accounts[phone].id,
                    student_id=student.id,
                    relation=relations[phone],
                    is_first_contact=are_first and number == 0,
                )
                for number, phone in enumerate(phones)
            ]
        self.session.add_all(links)
        self.session.flush()
        return links


def change_phone(session: Session, account: Account, phone: str) -> None:
    """Let a guardian sign in with another telephone, which nobody else has."""
    session.execute(
        update(Login)
        .where(
            Login.school_id == account.school_id,
            Login.account_id == account.id,
            Login.name == normalise_login(account.phone),
        )
        .values(name=phone)
    )
    account.phone = phone
