"""The pages of a repair, for the office and for families."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.core.roles import Role
from app.courses.models import Section, SectionState
from app.enrollment import services
from app.enrollment.repair_models import MoveState, Repair, RepairMove, RepairState
from tests import make
from tests.enrollment.closing import REASON, Closing


@pytest.fixture
def closing(session, time_machine):
    time_machine.move_to(make.NOON)
    c = Closing(session)
    c.child = c.member(c.chess, "周小满", wants=[c.chess, c.drama], number=3)
    c.stuck = c.member(c.chess, "许知远", wants=[c.chess, c.drama], number=8)
    c.fill(c.drama, free=1)
    c.fill(c.art)
    c.fill(c.choir)
    return c


@pytest.fixture
def office(client, closing):
    client.sign_in(closing.admin)
    return client


def family(c, child):
    return make.guardian(c.session, child, school=c.school)


def state(session, table=Repair):
    session.expire_all()
    return session.scalars(select(table.state).order_by(table.id)).all()


def test_a_club_is_proposed_asked_and_carried_out_page_by_page(office, session, closing):
    c = closing
    roster = office.get(f"/rosters/{c.chess.id}").text
    assert f'href="/rosters/{c.chess.id}/repair"' in roster
    assert "停开社团" in office.get(f"/rosters/{c.chess.id}/repair").text

    made = office.post(f"/rosters/{c.chess.id}/repair", data={"why": REASON})
    page = office.get(made.headers["Location"]).text

    assert "“围棋”：2 个孩子中，1 个有别的名额" in page
    assert "周小满" in page
    assert "第 2 志愿" in page
    assert page.index("谁暂时没有名额") < page.index("许知远")
    assert "现在什么都还没发生" in page
    assert state(session) == [RepairState.DRAFT]

    url = made.headers["Location"]
    office.post(f"{url}/ask")
    asked = office.get(url).text
    assert "“围棋”停开：问了 1 个家庭，0 个同意" in asked
    assert "答复截止 9月5日 12:00" in asked
    assert "围棋" in office.get("/rosters").text  # a note leads to the proposal

    c.answer(services.agree, session.scalars(select(Repair)).one(), c.child)
    assert "问了 1 个家庭，1 个同意" in office.get(url).text
    office.post(f"{url}/apply")

    assert "“围棋”已停开：2 个孩子中，1 个转到了别的社团" in office.get(url).text
    assert c.clubs_of(c.child) == ["戏剧"]
    assert "围棋" not in office.get("/rosters").text
    assert "已停开" in office.get(f"/courses/{c.chess.id}").text
    assert office.get(f"/rosters/{c.chess.id}/repair").headers["Location"] == url


def test_answers_are_seen_live(office, session, closing):
    c = closing
    repair = c.asked()
    url = f"/repairs/{repair.id}"
    assert f'hx-get="{url}" hx-trigger="every 10s"' in office.get(url).text

    c.answer(services.agree, repair, c.child)
    fragment = office.get(url, headers={"HX-Request": "true"}).text

    assert fragment.lstrip().startswith('<div id="repair-moves"')
    assert "1 个同意" in fragment
    assert "<html" not in fragment


def test_a_reason_is_needed(office, session, closing):
    answer = office.post(f"/rosters/{closing.chess.id}/repair", data={"why": ""})

    assert answer.status_code == 422
    assert state(session) == []


def test_a_second_proposal_is_refused(office, closing):
    closing.asked()

    answer = office.post(f"/rosters/{closing.chess.id}/repair", data={"why": REASON})

    assert answer.status_code == 422
    assert "“围棋”还没有发布" in answer.text


def test_a_changed_school_is_shown_anew(office, session, closing):
    c = closing
    repair = c.propose()
    c.fill(c.drama)

    office.post(f"/repairs/{repair.id}/ask")
    page = office.get(f"/repairs/{repair.id}").text

    assert "名额有变动，这是新的方案" in page
    assert state(session) == [RepairState.DRAFT]


def test_looking_again_finds_what_came_free(office, session, closing):
    c = closing
    repair = c.asked()
    assert "再找找名额" in office.get(f"/repairs/{repair.id}").text
    office.post(f"/repairs/{repair.id}/look-again")
    assert "现在没有其他空名额" in office.get(f"/repairs/{repair.id}").text

    c.club("书法", code="A5")
    office.post(f"/repairs/{repair.id}/look-again")
    page = office.get(f"/repairs/{repair.id}").text

    assert "找到了其他名额" in page
    assert "询问新的家庭" in page
    office.post(f"/repairs/{repair.id}/ask")
    assert state(session, RepairMove) == [MoveState.ASKED, MoveState.ASKED]


def test_dropping_gives_the_club_back(office, session, closing):
    c = closing
    repair = c.asked()

    answer = office.post(f"/repairs/{repair.id}/drop")

    assert answer.headers["Location"] == f"/rosters/{c.chess.id}"
    assert state(session) == [RepairState.DROPPED]
    assert session.get_one(Section, c.chess.id).state is SectionState.PUBLISHED
    assert office.post(f"/repairs/{repair.id}/apply").status_code == 409


def test_somebody_takes_over_and_nobody_moves(office, session, closing):
    c = closing
    lost, free = c.teacher(c.chess, name="陈老师"), c.teacher(name="林老师")
    page = office.get(f"/rosters/{c.chess.id}/repair").text
    assert "换一位老师，孩子都不动" in page
    assert "林老师" in page
    form = {"lost_id": lost.id, "successor_id": free.id, "reason": REASON}

    refused = office.post(f"/rosters/{c.chess.id}/hand-over", data=form | {"reason": ""})
    assert refused.status_code == 422
    wrong = office.post(f"/rosters/{c.chess.id}/hand-over", data=form | {"successor_id": lost.id})
    assert "不能接手" in wrong.text
    answer = office.post(f"/rosters/{c.chess.id}/hand-over", data=form)

    assert answer.headers["Location"] == f"/rosters/{c.chess.id}"
    assert "林老师" in office.get(f"/courses/{c.chess.id}").text
    assert c.clubs_of(c.child) == ["围棋"]


@pytest.mark.parametrize("path", ["/", "/offers"])
def test_a_family_reads_what_it_is_asked_and_what_declining_means(client, closing, path):
    c = closing
    c.asked()
    client.sign_in(family(c, c.child))

    page = client.get(path).text

    assert "“围棋”停开了，周小满可以转到“戏剧”" in page
    assert f"停开原因：{REASON}" in page
    assert "如果不接受，周小满这个时间就没有社团" in page
    assert "9月5日 12:00" in page


def test_a_family_accepts_in_one_tap_and_may_think_again(client, session, closing):
    c = closing
    c.asked()
    client.sign_in(family(c, c.child))
    move = session.scalars(select(RepairMove.id).where(RepairMove.student_id == c.child.id)).one()

    answer = client.post(f"/repair-moves/{move}/agree")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/offers")
    assert "您已同意周小满从“围棋”转到“戏剧”" in client.get("/offers").text
    assert c.clubs_of(c.child) == ["围棋"]
    client.post(f"/repair-moves/{move}/decline")
    assert MoveState.DECLINED in state(session, RepairMove)
    assert "周小满可以转到" not in client.get("/offers").text


def test_a_question_that_ran_out_is_refused_in_a_sentence(client, session, closing, time_machine):
    c = closing
    c.asked()
    move = session.scalars(select(RepairMove.id).where(RepairMove.student_id == c.child.id)).one()
    time_machine.move_to(make.NOON + timedelta(hours=49))
    client.sign_in(family(c, c.child))

    client.post(f"/repair-moves/{move}/agree")

    assert "这次询问已经结束" in client.get("/offers").text
    assert MoveState.AGREED not in state(session, RepairMove)


def test_another_familys_question_does_not_exist(client, session, closing):
    c = closing
    c.asked()
    move = session.scalars(select(RepairMove.id).where(RepairMove.student_id == c.child.id)).one()
    client.sign_in(family(c, c.stuck))

    for act in ("agree", "decline"):
        assert client.post(f"/repair-moves/{move}/{act}").status_code == 404
    assert "周小满" not in client.get("/offers").text


def test_the_office_writes_down_what_came_on_paper(office, session, closing):
    c = closing
    repair = c.asked()
    move = session.scalars(select(RepairMove.id).where(RepairMove.student_id == c.child.id)).one()
    url = f"/repairs/{repair.id}/answers/{move}"
    assert f'action="{url}"' in office.get(f"/repairs/{repair.id}").text

    office.post(url, data={})
    assert state(session, RepairMove) == [MoveState.ASKED, MoveState.WITHOUT]
    office.post(url, data={"answer": "yes"})

    assert state(session, RepairMove) == [MoveState.AGREED, MoveState.WITHOUT]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "agree to move")).one()
    assert entry.detail["on_behalf"] is True
    other = make.repair(session, school=c.school)
    assert office.post(f"/repairs/{other.id}/answers/{move}").status_code == 404
    office.post(url, data={"answer": "no"})
    assert state(session, RepairMove) == [MoveState.DECLINED, MoveState.WITHOUT]
    office.post(url, data={"answer": "no"})
    assert "这次询问已经结束" in office.get(f"/repairs/{repair.id}").text


@pytest.mark.parametrize("role", [Role.CLUB_TEACHER, Role.HOMEROOM_TEACHER, Role.GUARDIAN])
def test_only_administrators_settle_it(client, session, closing, role):
    c = closing
    repair = c.asked()
    client.sign_in(make.account(session, role))

    assert client.get(f"/repairs/{repair.id}").status_code == 403
    assert client.get(f"/rosters/{c.chess.id}/repair").status_code == 403
    for act in ("ask", "look-again", "apply", "drop"):
        assert client.post(f"/repairs/{repair.id}/{act}").status_code == 403
    assert state(session) == [RepairState.ASKED]


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_page_takes_a_fixed_number_of_queries(office, closing, count_queries, how_many):
    c = closing
    c.chess.seats = 8
    for number in range(how_many):
        c.member(c.chess, f"孩子{number}", wants=[c.chess, c.drama], number=20 + number)
    c.club("书法", code="A5")
    repair = c.propose()
    office.get(f"/repairs/{repair.id}")
    count_queries.clear()

    office.get(f"/repairs/{repair.id}")

    assert len(count_queries) == PAGE_QUERIES


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_familys_page_takes_a_fixed_number_of_queries(
    client, session, closing, count_queries, how_many
):
    c = closing
    c.chess.seats = 8
    c.club("书法", code="A5")
    mine = [c.member(c.chess, f"孩子{number}") for number in range(how_many)]
    c.asked()
    client.sign_in(make.guardian(session, *mine, school=c.school))
    client.get("/offers")
    count_queries.clear()

    client.get("/offers")

    assert len(count_queries) == FAMILY_QUERIES


PAGE_QUERIES = 8
FAMILY_QUERIES = 9
