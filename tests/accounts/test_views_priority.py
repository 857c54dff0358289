from datetime import timedelta

import pytest

from app.accounts.models import PriorityKind, PriorityMembership
from app.accounts.services import priority as services
from app.audit.queries import latest_entries
from app.core import clock
from app.core.roles import Role
from tests import make


@pytest.fixture
def school(session):
    return make.school(session)


@pytest.fixture
def admin(client, session, school):
    account = make.account(session, Role.SCHOOL_ADMIN, school=school)
    client.sign_in(account)
    return account


@pytest.fixture
def today(school):
    return school.today(clock.now())


@pytest.fixture
def named(session, admin, today):
    """The administrator, named with a reason and an end."""
    services.grant_view(
        session, admin, "资助", ends_on=today, today=today, actor_id=None, now=clock.now()
    )
    return admin


def left_behind(session, school, **values):
    child = make.student(session, school=school, **values)
    services.add_to_group(
        session, child, PriorityKind.LEFT_BEHIND, "", actor_id=None, now=clock.now()
    )
    return child


def acts(session, school):
    return [entry.action for entry in latest_entries(session, school.id)]


def test_not_even_an_administrator_sees_groups_without_being_named(client, session, school, admin):
    left_behind(session, school)

    assert client.get("/priority").status_code == 403
    assert client.post("/priority", data={}).status_code == 403
    assert "优先群体" not in client.get("/me").text.split("</main>")[0]


def test_each_view_is_written_down(client, session, school, named):
    left_behind(session, school)

    page = client.get("/priority")

    assert "留守儿童" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert acts(session, school)[0] == "view priority groups"


def test_a_view_of_a_refused_form_is_written_down_too(client, session, school, named):
    answer = client.post("/priority", data={"student_no": "nobody", "kind": "hardship"})

    assert answer.status_code == 422
    assert "没有这个学号" in answer.text
    assert acts(session, school)[0] == "view priority groups"


def test_children_are_added_and_removed(client, session, school, named):
    child = make.student(session, school=school, student_no="20260001")
    data = {"student_no": " 2026０001 ", "kind": "hardship", "evidence": "低保证"}

    added = client.post("/priority", data=data)
    again = client.post("/priority", data=data)
    row = session.query(PriorityMembership).filter_by(student_id=child.id).one()
    client.post(f"/priority/{row.id}/remove")

    assert (added.status_code, again.status_code) == (303, 422)
    assert session.query(PriorityMembership).count() == 0


def test_who_may_see_is_named_with_a_reason_and_an_end(client, session, school, admin, today):
    teacher = make.account(session, Role.CLUB_TEACHER, school=school, name="刘青")
    data = {"account_id": teacher.id, "reason": "资助", "ends_on": today.isoformat()}

    named = client.post("/priority/grants", data=data)
    no_reason = client.post("/priority/grants", data=data | {"reason": ""})
    too_late = client.post(
        "/priority/grants", data=data | {"ends_on": (today - timedelta(days=1)).isoformat()}
    )
    page = client.get("/priority/grants").text

    assert (named.status_code, no_reason.status_code, too_late.status_code) == (303, 422, 422)
    assert "1 人可以查看" in page
    assert acts(session, school) == ["grant view of priority groups"]


def test_a_grant_is_ended(client, session, school, named):
    grant_id = client.get("/priority/grants").text.split("/priority/grants/")[1].split("/")[0]

    client.post(f"/priority/grants/{grant_id}/end")

    assert client.get("/priority").status_code == 403


def test_groups_stand_on_no_other_page(client, session, school, named):
    child = left_behind(session, school)
    make.account(session, Role.CLUB_TEACHER, school=school)

    for path in ("/students?q=孙", f"/students/{child.id}", f"/students/{child.id}/edit", "/staff"):
        assert "留守" not in client.get(path).text


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_page_takes_a_fixed_number_of_queries(
    client, session, school, named, count_queries, how_many
):
    for _ in range(how_many):
        left_behind(session, school)
    count_queries.clear()

    client.get("/priority")

    assert len(count_queries) == 6  # viewer, grant, the list, the log's head, entry and update


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_page_of_grants_takes_a_fixed_number_of_queries(
    client, session, school, named, today, count_queries, how_many
):
    for _ in range(how_many):
        services.grant_view(
            session,
            make.account(session, Role.CLUB_TEACHER, school=school),
            "资助",
            ends_on=today,
            today=today,
            actor_id=None,
            now=clock.now(),
        )
    count_queries.clear()

    client.get("/priority/grants")

    assert len(count_queries) == 4  # viewer, staff to choose from with roles 2, grants
