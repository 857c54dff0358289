"""A club has lost its teacher: who is free, allowed, and knows the course."""

from datetime import date

import pytest
from sqlalchemy import select

from app.accounts.models import ExternalKind, ExternalStaff
from app.core.roles import Role
from app.courses.models import Section, SectionTeacher
from app.courses.queries.sections import get_section
from app.enrollment import errors, services
from app.messages.models import Message
from tests import make
from tests.enrollment.closing import REASON, Closing

TODAY = date(2026, 9, 3)


@pytest.fixture
def closing(session):
    return Closing(session)


def whole(c):
    return get_section(c.session, c.school.id, c.chess.id)


def names(c):
    found = services.successors(c.session, whole(c), today=TODAY)
    return [one.account.name for one in found]


def test_who_is_free_and_teaches_clubs_can_take_over(session, closing):
    c = closing
    c.teacher(c.chess, name="本人")
    c.teacher(c.drama, name="同时上课")
    friday = make.slot(session, weekday=5)
    c.teacher(c.club("书法", slots=[friday]), name="周五上课")
    c.teacher(name="没有社团")
    make.account(session, Role.HOMEROOM_TEACHER, name="班主任")
    c.teacher(name="已离职", is_active=False)
    session.flush()

    assert names(c) == ["周五上课", "没有社团"]  # who teaches a club of its kind first


def test_a_grant_that_has_ended_does_not_count(session, closing):
    c = closing
    substitute = c.teacher(name="代课")
    substitute.grants[0].ends_on = date(2026, 9, 2)
    session.flush()

    assert names(c) == []


def test_who_has_taught_the_course_comes_first_then_who_taught_its_kind(session, closing):
    c = closing
    c.teacher(name="安")
    earlier = make.term(
        session, school=c.school, starts_on=date(2025, 9, 1), ends_on=date(2026, 1, 20)
    )
    for name, course in (("同类", c.drama.course), ("教过", c.chess.course)):
        section = make.section(session, term=earlier, course=course)
        c.teacher(section, name=name)

    found = services.successors(session, whole(c), today=TODAY)

    assert [(one.account.name, one.taught_it, one.taught_alike) for one in found] == [
        ("教过", 1, 1),
        ("同类", 0, 1),
        ("安", 0, 0),
    ]


def test_people_from_outside_need_their_papers(session, closing):
    c = closing
    for name, values in (
        ("齐全", {"qualification": "教练证", "cleared_on": TODAY}),
        ("没有证", {"cleared_on": TODAY}),
        ("没有审查", {"qualification": "教练证"}),
    ):
        account = c.teacher(name=name)
        session.add(
            ExternalStaff(
                account_id=account.id,
                school_id=c.school.id,
                kind=ExternalKind.PROFESSIONAL,
                **values,
            )
        )
    session.flush()

    assert names(c) == ["齐全"]


def test_taking_over_moves_nobody_and_tells_everybody(session, closing):
    c = closing
    child = c.member(c.chess, "周小满")
    lost, next_one = c.teacher(c.chess, name="陈老师"), c.teacher(name="林老师")
    session.expire_all()

    services.hand_over(
        session, whole(c), lost_id=lost.id, successor_id=next_one.id, reason=REASON, **c.by
    )

    teachers = select(SectionTeacher.account_id).where(SectionTeacher.section_id == c.chess.id)
    assert list(session.scalars(teachers)) == [next_one.id]
    assert c.clubs_of(child) == ["围棋"]
    links = {row.account_id: row.link for row in session.scalars(select(Message))}
    assert links[next_one.id] == f"/rosters/{c.chess.id}"
    assert lost.id in links
    assert len(links) == 3
    assert c.logged()[-1] == "hand over section"


def test_who_is_not_free_or_not_there_cannot_take_over(session, closing):
    c = closing
    lost, busy = c.teacher(c.chess), c.teacher(c.drama)
    session.expire_all()
    act = {"reason": REASON, **c.by}

    with pytest.raises(errors.CannotTakeOver):
        services.hand_over(session, whole(c), lost_id=lost.id, successor_id=busy.id, **act)
    with pytest.raises(errors.NotRunning):
        services.hand_over(session, whole(c), lost_id=busy.id, successor_id=lost.id, **act)
    with pytest.raises(errors.ReasonMissing):
        services.hand_over(
            session, whole(c), lost_id=lost.id, successor_id=busy.id, **act | {"reason": " "}
        )


@pytest.mark.parametrize("others", [1, 4])
def test_looking_for_a_successor_takes_a_fixed_number_of_statements(
    session, closing, count_queries, others
):
    c = closing
    for number in range(others):
        c.teacher(c.club(f"社团{number}", slots=[make.slot(session, weekday=1, period=number + 3)]))
    section = whole(c)
    session.expire(c.school)
    count_queries.clear()

    services.successors(session, section, today=TODAY)

    assert len(count_queries) == 7
    assert isinstance(section, Section)
