"""Pages of duty: the office plans, who is on duty writes and signs, papers."""

import pytest

from app.core import clock
from app.core.roles import Role
from app.safety.duty_models import DutyKind
from app.safety.queries.duty import duties_between, plan
from app.safety.services import Turns, add_turns, person_of
from app.sheets.reading import read_sheets
from tests import make
from tests.attendance.conftest import BELL, club
from tests.safety.test_duty import DAY, plan_turn

__all__ = ["club"]
ON = "?on=2026-09-10"


@pytest.fixture
def office(session, client, club, monkeypatch):
    """The office signed in, at the bell."""
    monkeypatch.setattr(clock, "now", lambda: BELL)
    account = make.account(session, Role.SCHOOL_ADMIN, school=club.school, name="教务")
    client.sign_in(account)
    return account


def test_the_office_plans_and_takes_a_turn_out(session, client, club, office):
    sent = {"account_id": club.teacher.id, "week": 2, "weekdays": ["4", "5"]}
    client.post("/duty/plan/teacher", data=sent)
    named = client.post(
        "/duty/plan/canteen", data={"account_id": 0, "name": "王师傅", "week": 1, "weekdays": "4"}
    )
    refused = client.post("/duty/plan/teacher", data={"account_id": 0, "week": 1, "weekdays": "4"})

    page = client.get("/duty/plan?kind=teacher").text
    assert (named.status_code, refused.status_code) == (303, 422)
    assert all(word in page for word in ("陈晓", "2 周轮换"))
    assert "王师傅" in client.get("/duty/roster?kind=canteen").text
    turns = plan(session, club.school.id, club.term.id)
    for turn in turns:
        client.post(f"/duty/turns/{turn.id}/remove")
    session.expire_all()
    assert plan(session, club.school.id, club.term.id) == []


def test_who_is_on_duty_writes_with_one_tap_and_signs(session, client, club, office):
    plan_turn(session, club, club.teacher, kind=DutyKind.TEACHER)
    client.sign_in(club.teacher)

    client.post(f"/duty/teacher/entries{ON}", data={"place": "yard", "remark": "chasing"})
    client.post(f"/duty/teacher/signature{ON}")

    page = client.get("/duty").text  # of the viewer's own roster, today
    assert all(word in page for word in ("追逐打闹", "操场", "陈晓", "已签字"))


def test_nobody_else_reads_writes_or_signs_a_log(session, client, club, office):
    plan_turn(session, club, club.teacher, kind=DutyKind.TEACHER)
    other = make.account(session, Role.CLUB_TEACHER, school=club.school)
    client.post(f"/duty/teacher/entries{ON}", data={"place": "", "note": "走廊有水"})
    assert "走廊有水" in client.get(f"/duty{ON}&kind=teacher").text
    client.sign_in(other)

    page = client.get(f"/duty{ON}&kind=teacher").text

    assert ("走廊有水" in page, "陈晓" in page) == (False, True)
    assert client.post(f"/duty/teacher/entries{ON}", data={"note": "x"}).status_code == 403
    assert client.post(f"/duty/teacher/signature{ON}").status_code == 403


def test_what_a_roster_does_not_offer_is_no_entry(session, client, club, office):
    refused = client.post(f"/duty/teacher/entries{ON}", data={"place": "", "remark": "tasted"})
    ahead = client.post("/duty/teacher/signature?on=2026-09-11")

    assert (refused.status_code, ahead.status_code) == (422, 422)
    assert client.post(f"/duty/kitchen/entries{ON}").status_code == 404


def test_the_duty_leader_says_who_stands_in(session, client, club, office):
    plan_turn(session, club, club.leader)
    (mine,) = duties_between(session, club.school.id, DAY, DAY)
    client.sign_in(club.leader)
    sent = {"account_id": office.id, "reason": "外出开会", "in_return": 0}

    client.post(f"/duties/{mine.id}/stand-in", data=sent)

    page = client.get(f"/duties/{mine.id}").text
    assert all(word in page for word in ("教务", "外出开会"))
    assert "教务" in client.get("/day" + ON).text  # on the day sheet
    client.post(f"/duties/{mine.id}/stand-in/end")
    assert "外出开会" not in client.get("/duty/roster").text


def test_rosters_and_logs_as_workbooks_and_papers(session, client, club, office):
    plan_turn(session, club, club.leader)
    client.post(f"/duty/leader/entries{ON}", data={"place": "gate", "remark": "gate_open"})

    roster = client.get("/duty/roster.xlsx")
    log = client.get(f"/duty/log.xlsx{ON}")

    assert "周值" in str(_cells(roster.data))
    assert "校门口" in str(_cells(log.data))
    assert "周值" in client.get("/duty/roster/print").text
    assert "校门口" in client.get(f"/duty/log/print{ON}").text


def _cells(content):
    return [sheet.rows for sheet in read_sheets(content)]


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_pages_take_a_fixed_number_of_statements(
    session, client, club, office, count_queries, how_many
):
    for n in range(how_many):
        account = make.account(session, Role.DUTY_LEADER, school=club.school, name=f"值{n}")
        who = person_of(session, club.school, account_id=account.id)
        turns = Turns(DutyKind.LEADER, 1, frozenset({4}))
        add_turns(session, club.school, club.term, turns, who, actor_id=None, now=BELL)
        client.post(f"/duty/leader/entries{ON}", data={"place": "", "remark": "walked"})
    seen = {}
    for path in ("/duty", "/duty/roster", "/duty/plan", "/duty/log/print"):
        count_queries.clear()
        client.get(path)
        seen[path] = len(count_queries)

    assert seen == {"/duty": 6, "/duty/roster": 3, "/duty/plan": 5, "/duty/log/print": 4}
