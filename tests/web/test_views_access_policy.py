"""The written access policy, walked: every role of two schools opens every route."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.routing import IntegerConverter, Rule

from app.accounts.models import Account, Student
from app.accounts.queries import students
from app.core.roles import FAMILY, Role
from app.web.access import Access, access_policy
from tests import make
from tests.rows import Rows

FOUND = {200, 302, 303}
NEEDS_MORE_THAN_A_ROLE = {"accounts.priority_groups"}  # a grant with a reason and an end
TO_SIGN_IN = {302}


class Walk:
    """Two schools with a row of every kind that a route names, and a way to open routes."""

    def __init__(self, app: Flask, session) -> None:
        self.app, self.session = app, session
        self.policy = {row[2]: row[3] for row in access_policy(app)}
        self.admitted = {
            (endpoint, role)
            for endpoint, access in self.policy.items()
            for role in Role
            if access.admits(frozenset({role}))
        }
        self.ours, self.theirs = (Rows(session, make.school(session)) for _ in range(2))
        for rows in (self.ours, self.theirs):
            rows.of("term")

    def routes(self):
        """Give (rule, method, whether it names a row) of every route but files."""
        for rule in self.app.url_map.iter_rules():
            if rule.endpoint.partition(".")[0] in {"static", "probe"}:  # probe: of test_transaction
                continue
            names_row = any(
                isinstance(kind, IntegerConverter) for kind in rule._converters.values()
            )
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                yield rule, method, names_row

    def person(self, rows: Rows, *roles: Role) -> Account:
        """Somebody with these roles, and with a child where the role has one."""
        person = make.account(self.session, *roles, school=rows.school)
        if Role.STUDENT in roles:
            make.student(self.session, school=rows.school, account_id=person.id)
        if Role.GUARDIAN in roles:
            make.guardianship(self.session, person, make.student(self.session, school=rows.school))
        return person

    def open(self, rule: Rule, method: str, person: Account | None) -> int:
        """Open a route on rows of our school; gives the status."""
        client = self.app.test_client()
        if person is not None:
            client.sign_in(person)
        arguments = {
            name: self.ours.id_for(name) if isinstance(kind, IntegerConverter) else "x"
            for name, kind in rule._converters.items()
        }
        _domain, path = rule.build(arguments)
        return client.open(path, method=method).status_code

    def wrongly_opened(self, role: Role) -> list[tuple[str, str, int]]:
        """List what somebody of our school opens although the policy does not give it."""
        person = self.person(self.ours, role)
        return [
            (rule.rule, method, status)
            for rule, method, _names_row in self.routes()
            if (rule.endpoint, role) not in self.admitted
            and (status := self.open(rule, method, person)) != 403
        ]

    def leaks(self, role: Role) -> list[tuple[str, str, int]]:
        """List where our rows are more than a page that does not exist to the other school."""
        person = self.person(self.theirs, role)
        return [
            (rule.rule, method, status)
            for rule, method, names_row in self.routes()
            if names_row
            and not self.policy[rule.endpoint].is_public
            and (rule.endpoint, role) in self.admitted
            and (status := self.open(rule, method, person)) != 404
        ]


@pytest.fixture
def walk(app, session):
    return Walk(app, session)


def test_nobody_opens_what_is_not_public(walk):
    wrong = [
        (rule.rule, method, status)
        for rule, method, _names_row in walk.routes()
        if not walk.policy[rule.endpoint].is_public
        and (status := walk.open(rule, method, None)) not in TO_SIGN_IN
    ]

    assert wrong == []


@pytest.mark.parametrize("role", Role)
def test_a_role_is_refused_what_the_policy_does_not_give(walk, role):
    assert walk.wrongly_opened(role) == []


@pytest.mark.parametrize("role", Role)
def test_another_school_does_not_exist(walk, role):
    assert walk.leaks(role) == []


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_the_pages_the_policy_gives(walk, role):
    person = walk.person(walk.ours, role)

    wrong = [
        (rule.rule, status)
        for rule, method, _names_row in walk.routes()
        if method == "GET"
        and (rule.endpoint, role) in walk.admitted
        and (status := walk.open(rule, method, person))
        not in FOUND | ({403, 404} if _may_be_narrower(rule) else set())
    ]

    assert wrong == []


def _may_be_narrower(rule: Rule) -> bool:
    return bool(rule.arguments) or rule.endpoint in NEEDS_MORE_THAN_A_ROLE


@pytest.mark.parametrize("role", [Role.SCHOOL_ADMIN, *sorted(FAMILY)])
def test_an_empty_form_never_breaks_anything(walk, role):
    wrong = [
        (rule.rule, status)
        for rule, method, _names_row in walk.routes()
        if method == "POST"
        and (rule.endpoint, role) in walk.admitted
        and (status := walk.open(rule, method, walk.person(walk.ours, role))) >= 500
    ]

    assert wrong == []


def test_the_walk_finds_a_query_that_forgets_the_school(walk, monkeypatch):
    def of_any_school(session, _school_id, student_id):
        statement = select(Student).where(Student.id == student_id)
        return session.scalars(statement.options(joinedload(Student.homeroom))).one()

    monkeypatch.setattr(students, "get_student", of_any_school)

    assert ("/students/<int:student_id>/edit", "GET", 200) in walk.leaks(Role.SCHOOL_ADMIN)


def test_the_walk_finds_a_view_that_admits_too_many(walk, monkeypatch):
    monkeypatch.setattr(Access, "admits", lambda access, _roles: bool(access.roles))

    assert ("/staff", "GET", 200) in walk.wrongly_opened(Role.GATEKEEPER)
