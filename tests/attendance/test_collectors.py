"""Who collects a child and who must not, and how it goes home."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.queries.students import get_student
from app.attendance.collecting import Adult, Going
from app.attendance.collector_models import Collector, CollectorKind, HomePlan, HomeWay
from app.attendance.errors import (
    CollectorForbidden,
    KnownCollector,
    UntilMissing,
    WhyForbiddenMissing,
)
from app.attendance.gate_models import Release, ReleaseWay
from app.attendance.queries.collectors import authorised_on, collectors_of, home_plans
from app.attendance.queries.gate import late_children
from app.attendance.services.collectors import authorise, end_collector, forbid, plan_home
from app.attendance.services.gate import release
from app.core import clock
from app.core.roles import Role
from app.messages.models import Message
from tests import make
from tests.attendance.conftest import BELL
from tests.attendance.test_gate import MINUTE, OVER, by, call, group

DAY = date(2026, 9, 10)  # Thursday


@pytest.fixture
def child(session, club):
    return get_student(session, club.school.id, club.children[0].id)


def may(session, club, child, name="外婆", **values):
    adult = Adult(name, **values)
    by_family = {"actor_id": club.guardian.id, "now": BELL}
    return authorise(session, child, adult, today=DAY, **by_family)


def names(listed):
    return [one.name for one in listed]


def test_somebody_for_today_may_collect_today_alone_and_the_homeroom_hears_of_it(
    session, club, child
):
    may(session, club, child, on_day=DAY)
    may(session, club, child, name="舅舅")

    listed = collectors_of(session, club.school.id, child.id)
    assert names(authorised_on(listed, DAY)) == ["外婆", "舅舅"]
    assert names(authorised_on(listed, DAY + timedelta(days=1))) == ["舅舅"]
    told = session.scalars(select(Message.account_id)).all()
    assert told == [club.lead.id]


def test_who_is_written_down_already_is_not_written_twice(session, club, child):
    may(session, club, child)

    with pytest.raises(KnownCollector):
        may(session, club, child, name=" 外 婆")


def test_who_is_forbidden_collects_nobody_however_the_name_is_spaced(session, club, child):
    may(session, club, child, name="王某")
    adult = Adult("王某")
    forbid(session, child, adult, "法院判决", actor_id=club.lead.id, now=BELL)

    listed = collectors_of(session, club.school.id, child.id)
    assert [one.kind for one in listed] == [CollectorKind.FORBIDDEN]
    with pytest.raises(CollectorForbidden):
        may(session, club, child, name="王 某")
    for way in (ReleaseWay.COLLECTED, ReleaseWay.EARLY):
        with pytest.raises(CollectorForbidden):
            release(session, club.school, child, way, collector=" 王某 ", **by(club))
    assert session.scalar(select(func.count(Release.id))) == 0
    release(session, club.school, child, ReleaseWay.COLLECTED, collector="外婆", **by(club))


def test_nobody_is_forbidden_without_a_reason(session, club, child):
    with pytest.raises(WhyForbiddenMissing):
        forbid(session, child, Adult("王某"), "", actor_id=club.lead.id, now=BELL)

    assert session.scalar(select(func.count(Collector.id))) == 0


def test_ended_somebody_is_off_the_list(session, club, child):
    made = may(session, club, child)

    end_collector(session, child, made, actor_id=club.guardian.id, now=BELL)

    assert collectors_of(session, club.school.id, child.id) == []


def test_a_week_is_planned_and_the_usual_day_needs_no_row(session, club, child):
    by_family = {"actor_id": club.guardian.id, "now": BELL}
    extended = Going(HomeWay.EXTENDED, time(18, 30))

    plan_home(session, child, {4: extended, 5: Going(HomeWay.ALONE, time(9))}, **by_family)
    plan_home(session, child, {5: Going(HomeWay.COLLECTED)}, **by_family)

    plans = home_plans(session, club.school.id, child.id)
    assert {day: (plan.way, plan.until) for day, plan in plans.items()} == {
        4: (HomeWay.EXTENDED, time(18, 30))
    }
    with pytest.raises(UntilMissing):
        plan_home(session, child, {1: Going(HomeWay.EXTENDED)}, **by_family)


@pytest.mark.parametrize(
    ("way", "until", "hours", "late"),
    [
        (HomeWay.ALONE, None, 1, True),
        (HomeWay.EXTENDED, time(19), 1, False),
        (HomeWay.EXTENDED, time(19), 2, True),
        (HomeWay.BOARDER, None, 5, False),
    ],
)
def test_who_stays_longer_is_late_later_and_a_boarder_never(
    session, club, child, way, until, hours, late
):
    call(session, club, *club.children[1:])
    plan = HomePlan(way=way, until=until)

    found = late_children(
        [group(session, club)],
        club.school,
        {child.id: plan},
        after=MINUTE,
        now=OVER + timedelta(hours=hours),
    )

    assert [one.student.id for one in found] == ([child.id] if late else [])


@pytest.fixture
def afternoon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: BELL)


def test_a_guardian_says_who_collects_today_and_takes_it_back(
    session, client, club, child, afternoon
):
    client.sign_in(club.guardian)

    client.post("/collectors", data={"name": "外婆", "when": "today"})
    made = session.scalars(select(Collector)).one()
    page = client.get("/collectors").text
    client.post(f"/collectors/{made.id}/end")

    assert "外婆" in page
    session.expire_all()
    assert session.get(Collector, made.id).ended_at is not None


def test_a_guardian_does_not_end_what_the_school_forbade_nor_anything_of_others(
    session, client, club, child, afternoon
):
    row = forbid(session, child, Adult("王某"), "判决", actor_id=club.lead.id, now=BELL)
    other = get_student(session, club.school.id, club.children[2].id)
    theirs = authorise(session, other, Adult("爷爷"), today=DAY, actor_id=club.lead.id, now=BELL)
    session.commit()
    client.sign_in(club.guardian)

    assert client.post(f"/collectors/{row.id}/end").status_code == 403
    assert client.post(f"/collectors/{theirs.id}/end").status_code == 403
    assert "判决" not in client.get("/collectors").text


def test_the_gate_reads_that_somebody_is_forbidden_and_never_why(
    session, client, club, child, afternoon
):
    forbid(session, child, Adult("王某"), "判决书", actor_id=club.lead.id, now=BELL)
    guard = make.account(session, Role.GATEKEEPER, school=club.school)
    session.commit()
    client.sign_in(guard)

    page = client.get(f"/gate/children/{child.id}").text
    refused = client.post(
        f"/gate/children/{child.id}/release", data={"way": "collected", "collector": "王某"}
    )

    assert ("王某" in page, "判决书" in page) == (True, False)
    assert refused.status_code == 422


def test_the_homeroom_teacher_writes_and_another_teacher_does_not(
    session, client, club, child, afternoon
):
    url = f"/students/{child.id}/collectors/forbid"
    client.sign_in(club.teacher)
    assert client.post(url, data={"name": "王某", "reason": "x"}).status_code == 403
    client.sign_in(club.lead)

    client.post(url, data={"name": "王某", "reason": "x"})

    assert session.scalars(select(Collector.name)).all() == ["王某"]


def test_a_week_over_the_page(session, client, club, child, afternoon):
    client.sign_in(club.guardian)

    client.post("/collectors/week", data={"way-4": "alone", "way-5": "extended"})
    refused = client.post("/collectors/week", data={"way-5": "extended", "until-5": "x"})
    client.post("/collectors/week", data={"way-4": "alone", "way-9": "alone"})

    assert refused.status_code == 422
    assert session.scalars(select(HomePlan.weekday)).all() == [4]
