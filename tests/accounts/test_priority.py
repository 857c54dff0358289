from datetime import date, timedelta

import pytest

from app.accounts.errors import DayGone, GroupThere
from app.accounts.models import PriorityKind
from app.accounts.queries import priority as queries
from app.accounts.services import priority as services
from app.audit.queries import latest_entries
from app.core.roles import Role
from tests import make

TODAY = date(2026, 9, 3)
DAY = timedelta(days=1)
BY = {"actor_id": None, "now": make.NOON}


@pytest.fixture
def school(session):
    return make.school(session)


@pytest.fixture
def child(session, school):
    return make.student(session, school=school)


@pytest.fixture
def teacher(session, school):
    return make.account(session, Role.SCHOOL_ADMIN, school=school)


def may_see(session, person, ends_on=TODAY):
    return services.grant_view(session, person, "资助工作", ends_on=ends_on, today=TODAY, **BY)


def test_the_draw_gets_a_yes_or_a_no(session, school, child):
    other = make.student(session, school=school)

    services.add_to_group(session, child, PriorityKind.LEFT_BEHIND, "", **BY)

    assert queries.is_in_priority_group(session, child)
    assert not queries.is_in_priority_group(session, other)
    assert queries.ids_in_priority_groups(session, school.id) == {child.id}


def test_a_child_is_in_a_group_once_and_may_be_in_two(session, child):
    for kind in (PriorityKind.LEFT_BEHIND, PriorityKind.HARDSHIP):
        services.add_to_group(session, child, kind, "低保证", **BY)

    with pytest.raises(GroupThere):
        services.add_to_group(session, child, PriorityKind.HARDSHIP, "", **BY)


def test_a_grant_ends_by_itself(session, teacher):
    may_see(session, teacher, TODAY)

    assert queries.has_grant(session, teacher, on=TODAY)
    assert not queries.has_grant(session, teacher, on=TODAY + DAY)
    with pytest.raises(DayGone):
        may_see(session, teacher, TODAY - DAY)


def test_the_log_tells_neither_child_nor_group(session, school, child, teacher):
    row = services.add_to_group(session, child, PriorityKind.LEFT_BEHIND, "父母外出", **BY)
    services.view_groups(session, school.id, actor_id=teacher.id, now=make.NOON)
    services.remove_from_group(session, row, **BY)

    entries = latest_entries(session, school.id)

    assert [(entry.action, entry.detail) for entry in entries] == [
        ("remove from priority group", {}),
        ("view priority groups", {"count": 1}),
        ("add to priority group", {}),
    ]
