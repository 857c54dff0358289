"""The pages of free seats, for the office and for families."""

from datetime import datetime, timedelta

import pytest

from app.core import clock
from app.core.roles import Role
from app.enrollment.models import Place
from app.enrollment.queries.places import get_section
from app.schools.models import Term
from tests import make


@pytest.fixture
def at():
    def move(hours: float) -> None:
        moment = make.NOON + timedelta(hours=hours)
        clock.use_shift(lambda: moment - datetime.now(clock.UTC))

    move(0)
    yield move
    clock.use_shift()


@pytest.fixture
def chess(session, at):
    term, slot = make.term(session), make.slot(session)
    title = make.course(session, title="围棋", title_en="Chess")
    return make.section(session, term=term, slots=[slot], course=title, seats=1)


@pytest.fixture
def admin(session, client, chess):
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN))
    return client


@pytest.fixture
def family(session, chess):
    child = make.student(session, name="周小满")
    return child, make.guardian(session, child)


def loaded(session, section):
    return get_section(session, section.school_id, section.id)


def announce(client, when="2026-09-03T14:00"):
    return client.post("/free-seats/announce", data={"opens_at": when})


def test_the_office_announces_and_calls_off(admin):
    assert "围棋" in admin.get("/free-seats/announce").text
    assert announce(admin, "2026-09-03T09:00").status_code == 422

    assert announce(admin).status_code == 303
    assert "9月3日 14:00 起可以报" in admin.get("/free-seats/announce").text
    assert announce(admin).status_code == 409

    assert admin.post("/free-seats/call-off").status_code == 303
    assert admin.post("/free-seats/call-off").status_code == 404


def test_a_family_takes_a_seat_and_gives_it_back(session, client, admin, family, at, chess):
    child, guardian = family
    announce(admin)
    client.sign_in(guardian)
    early = client.get("/free-seats").text
    refused = client.post(f"/free-seats/{chess.id}/take")
    at(2.1)
    page = client.get("/free-seats").text

    taken = client.post(f"/free-seats/{chess.id}/take")
    place = session.query(Place).filter_by(student_id=child.id, ended_at=None).one()
    after = client.get("/free-seats").text
    back = client.post(f"/places/{place.id}/give-up")

    assert "9月3日 14:00 开始报" in early
    assert f"/free-seats/{chess.id}/take" not in early
    assert (refused.status_code, "现在还不能报" in refused.text) == (422, True)
    assert f"/free-seats/{chess.id}/take" in page
    assert (taken.status_code, back.status_code) == (303, 303)
    assert "已经报上的" in after
    assert session.query(Place).filter_by(student_id=child.id, ended_at=None).count() == 0


def test_who_comes_too_late_reads_why(session, client, admin, family, at, chess):
    announce(admin)
    at(2.1)
    make.place(session, make.student(session), loaded(session, chess))
    session.commit()
    client.sign_in(family[1])

    answer = client.post(f"/free-seats/{chess.id}/take")

    assert answer.status_code == 422
    assert "围棋" in answer.text
    assert "没有空位" in answer.text or "没有名额" in answer.text or "满" in answer.text


def test_a_club_that_does_not_fit_says_why(session, client, admin, at):
    child = make.student(session, homeroom=make.homeroom(session, grade=9))
    guardian = make.guardian(session, child)
    announce(admin)
    client.sign_in(guardian)

    page = client.get("/free-seats").text

    assert "另外 1 个有剩余名额的社团不能报" in page
    assert "1 到 6 年级" in page or "1–6" in page or "1 至 6" in page or "六年级" in page


def test_nobody_gives_back_the_place_of_another_child(session, client, admin, family, at, chess):
    stranger = make.student(session)
    place = make.place(session, stranger, loaded(session, chess))
    client.sign_in(family[1])

    assert client.post(f"/places/{place.id}/give-up").status_code == 404


def test_before_an_announcement_the_page_says_so(client, family):
    client.sign_in(family[1])

    assert "现在没有开放剩余名额" in client.get("/free-seats").text


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_page_takes_a_fixed_number_of_queries(
    session, client, admin, family, chess, count_queries, how_many
):
    announce(admin)
    term = session.get_one(Term, chess.term_id)
    for n in range(how_many):
        make.section(session, term=term, slots=[make.slot(session, weekday=n + 1)])
    session.commit()
    client.sign_in(family[1])
    count_queries.clear()

    client.get("/free-seats")

    assert len(count_queries) <= 9, count_queries
