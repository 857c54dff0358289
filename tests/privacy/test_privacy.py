import json
from datetime import date

import pytest
from sqlalchemy import select

from app.accounts.facts import StudentFacts
from app.accounts.models import Account, Guardianship, Login, PriorityKind, Student
from app.accounts.services import guardians, priority, students
from app.audit.queries import latest_entries
from app.core.db import Model
from app.core.roles import Role
from app.core.text import N_
from app.enrollment.models import Place
from app.enrollment.services import place_by_hand
from app.messages.services import send
from app.privacy import services
from app.rosters.models import RosterImport
from tests import make

BY = {"actor_id": None, "now": make.NOON}
TODAY = date(2026, 9, 3)
MARKS = ("墨小芸", "mo xiao yun", "X20260001", "G110101", "墨大海", "13911112222", "低保")


@pytest.fixture
def school(session):
    return make.school(session, code="shifan")


@pytest.fixture
def child(session, school):
    """A child with a guardian, a group, a place and a message."""
    facts = StudentFacts("X20260001", "墨小芸", national_no="G110101", pickup="外婆接")
    homeroom = make.homeroom(session, school=school)
    child = students.enrol(session, school.id, facts, homeroom, **BY)
    link = guardians.add_guardian(
        session, child, name="墨大海", phone="13911112222", relation="父亲", **BY
    )
    priority.add_to_group(session, child, PriorityKind.HARDSHIP, "低保", **BY)
    term = make.term(session, school=school)
    section = make.section(
        session,
        term=term,
        slots=[make.slot(session, school=school)],
        course=make.course(session, school=school),
    )
    place_by_hand(session, section, child, reason="补录", **BY)
    told = N_("%(name)s is in %(title)s.")
    remembered = {
        "before": {str(child.id): {"name": "墨小芸"}, "0": {"name": "别人"}},
        "phones": [[link.account_id, "13911112222"], [0, "1"]],
    }
    for values in (
        {"state": "applied", "made": remembered},
        {"state": "read", "rows": [{"student_no": "X20260001", "name": "墨小芸"}]},
    ):
        session.add(
            RosterImport(school_id=school.id, filename="名册.xlsx", read_at=make.NOON, **values)
        )
    send(session, school.id, [link.account_id], told, now=make.NOON, name="墨小芸", title="合唱")
    return child


def traces(session):
    """Name every column of the database in which one of the child's marks still stands."""
    return {
        f"{table.name}.{column.name}"
        for table in Model.metadata.sorted_tables
        for row in session.execute(select(table)).mappings()
        for column in table.columns
        if any(mark in str(row[column.name]) for mark in MARKS)
    }


def test_an_export_holds_everything_but_secrets_and_groups(session, child):
    content = services.export_child(session, child, **BY)

    tables = content["tables"]
    assert content["student_no"] == "X20260001"
    assert {"student", "account", "login", "guardianship", "place", "occupied_slot"} <= set(tables)
    assert tables["student"][0]["national_no"] == "G110101"
    assert "priority_membership" not in tables
    assert content["left_out"] == ["priority_membership"]
    assert not any("hash" in key for rows in tables.values() for row in rows for key in row)
    assert json.loads(json.dumps(content)) == content


def test_groups_are_exported_when_it_is_asked_for(session, child):
    content = services.export_child(session, child, with_priority=True, **BY)

    assert content["tables"]["priority_membership"][0]["evidence"] == "低保"


def test_an_export_holds_nothing_of_another_child(session, school, child):
    brother = make.student(session, school=school, name="墨小松")

    content = services.export_child(session, brother, **BY)

    assert set(content["tables"]) == {"student"}


def test_erasing_leaves_no_trace_of_who_it_was(session, school, child):
    assert "student.name" in traces(session)

    services.erase_child(session, child, today=TODAY, **BY)

    session.expire_all()
    assert traces(session) == set()
    assert session.query(Account).count() == 0
    assert latest_entries(session, school.id)[0].action == "erase child"


def test_erasing_keeps_what_others_count_on(session, child):
    services.erase_child(session, child, today=TODAY, **BY)

    session.expire_all()
    (kept,) = session.query(RosterImport)
    assert kept.made == {"before": {"0": {"name": "别人"}}, "phones": [[0, "1"]]}
    place = session.query(Place).one()
    assert (place.student_id, place.ended_at is None) == (child.id, False)


def test_a_guardian_with_another_child_or_work_keeps_the_account(session, school, child):
    brother = make.student(session, school=school, name="墨小松")
    guardians.add_guardian(
        session, brother, name="墨大海", phone="13911112222", relation="父亲", **BY
    )

    services.erase_child(session, child, today=TODAY, **BY)

    session.expire_all()
    assert [link.student_id for link in session.query(Guardianship)] == [brother.id]
    assert [login.name for login in session.query(Login)] == ["13911112222"]


def test_two_children_can_be_erased(session, school, child):
    homeroom = make.homeroom(session, school=school)
    other = students.enrol(session, school.id, StudentFacts("7", "墨小松"), homeroom, **BY)

    for each in (child, other):
        services.erase_child(session, each, today=TODAY, **BY)

    assert {student.name for student in session.query(Student)} == {services.ERASED_NAME}


def test_no_key_to_an_account_stops_an_erasure():
    blocking = {
        f"{table.name}.{key.parent.name}"
        for table in Model.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "account" and key.ondelete not in {"CASCADE", "SET NULL"}
    }

    assert blocking == set()


def run(app, *args, **kwargs):
    return app.test_cli_runner().invoke(args=["child", *args], **kwargs)


def test_the_commands_export_and_erase(app, session, school, child):
    session.commit()

    exported = run(app, "export", "x20260001", "--school", "shifan")
    refused = run(app, "erase", "X20260001", "--school", "shifan", input="n\n")
    erased = run(app, "erase", "X20260001", "--school", "shifan", "--yes")
    again = run(app, "erase", "X20260001", "--school", "shifan", "--yes")

    assert json.loads(exported.output)["tables"]["student"][0]["name"] == "墨小芸"
    assert (refused.exit_code, erased.exit_code, again.exit_code) == (1, 0, 1)
    assert run(app, "export", "1", "--school", "other").exit_code == 1
    session.expire_all()
    assert session.query(Student).one().name == services.ERASED_NAME


@pytest.fixture
def father(client, session, child):
    account = session.get(Account, session.query(Guardianship.account_id).scalar())
    client.sign_in(account)
    return account


def test_a_guardian_sees_and_takes_along_what_is_stored(client, session, school, child, father):
    page = client.get(f"/me/children/{child.id}/data")
    file = client.get(f"/me/children/{child.id}/data.json")

    assert "G110101" in page.text
    assert "<dd>在校</dd>" in page.text
    assert "+00:00" not in page.text
    assert "低保" not in page.text
    assert json.loads(file.text)["student_no"] == "X20260001"
    assert [entry.action for entry in latest_entries(session, school.id)][:2] == [
        "export child"
    ] * 2


def test_another_familys_child_does_not_exist(client, session, school, child, father):
    stranger = make.student(session, school=school)

    for path in ("data", "data.json"):
        assert client.get(f"/me/children/{stranger.id}/{path}").status_code == 404


def test_what_a_guardian_asks_for_reaches_the_administrators(
    client, app, session, school, child, father
):
    admin = make.account(session, Role.SCHOOL_ADMIN, school=school)
    url = f"/me/children/{child.id}/data"

    asked = client.post(url, data={"wish": "erasure", "words": "请全部删除"})
    empty = client.post(url, data={"wish": "erasure", "words": ""})
    strange = client.post(url, data={"wish": "all", "words": "x"})

    office = app.test_client()
    office.sign_in(admin)
    assert (asked.status_code, empty.status_code, strange.status_code) == (303, 422, 422)
    assert "请求删除墨小芸的信息：请全部删除" in office.get("/inbox").text
