import pytest

from app.core.roles import Role
from app.enrollment.services import place_by_hand
from app.schools import queries, services
from tests import make


@pytest.fixture
def school(session, time_machine):
    time_machine.move_to(make.NOON)
    return services.create_school(session, code="shifan", name="示范小学", now=make.NOON)


def test_the_page_of_a_child_shows_its_week_to_staff(client, session, school):
    child, other = (make.student(session, school=school) for _ in range(2))
    section = make.section(
        session,
        term=queries.terms(session, school.id)[0],
        slots=[queries.slots(session, school.id)[7]],
        course=make.course(session, school=school, title="童声合唱"),
    )
    place_by_hand(session, section, child, reason="补录", actor_id=None, now=make.NOON)
    client.sign_in(make.account(session, Role.GATEKEEPER, school=school))

    page, without = (client.get(f"/students/{each.id}").text for each in (child, other))

    assert "童声合唱" in page
    assert "这学期没有社团" in without


def test_a_child_who_leaves_frees_the_place(client, session, school):
    child = make.student(session, school=school)
    section = make.section(
        session,
        term=queries.terms(session, school.id)[0],
        slots=[queries.slots(session, school.id)[7]],
        course=make.course(session, school=school),
    )
    place_by_hand(session, section, child, reason="补录", actor_id=None, now=make.NOON)
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN, school=school))

    client.post(f"/students/{child.id}/leave", data={"on": "2026-09-03"})

    session.refresh(section)
    assert section.taken == 0
