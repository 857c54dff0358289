from datetime import timedelta

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.core.roles import Role
from app.courses.models import SectionTeacher
from app.enrollment import services
from app.enrollment.models import Offer, OfferState, Place, Waiting
from tests import make


@pytest.fixture
def freed(session, time_machine):
    """A guardian whose child has drama and is offered the freed seat in chess."""
    time_machine.move_to(make.NOON)
    return Freed(session)


class Freed:
    def __init__(self, session):
        self.session = session
        self.slots = [make.slot(session)]
        self.term = make.term(session)
        self.chess, self.drama = self.club("围棋"), self.club("戏剧")
        self.child = make.student(session, name="周小满")
        self.guardian = make.guardian(session, self.child)
        make.place(session, self.child, self.drama)
        leaving = make.place(session, make.student(session), self.chess)
        make.waiting(session, self.child, self.chess, number=1)
        self.next_child = make.student(session, name="沈一诺")
        make.waiting(session, self.next_child, self.chess, number=2)
        services.end_place(session, leaving, reason="转学", actor_id=1, now=make.NOON)
        self.offer_id = session.scalars(select(Offer.id)).one()

    def club(self, title):
        course = make.course(self.session, title=title)
        return make.section(self.session, term=self.term, slots=self.slots, seats=1, course=course)

    def states(self):
        self.session.expire_all()
        return self.session.scalars(select(Offer.state).order_by(Offer.id)).all()

    def clubs_of_child(self):
        self.session.expire_all()
        held = select(Place.section_id).where(
            Place.student_id == self.child.id, Place.ended_at.is_(None)
        )
        return self.session.scalars(held).all()


@pytest.mark.parametrize("path", ["/", "/offers"])
def test_a_family_sees_the_offer_and_what_it_gives_up(client, freed, path):
    client.sign_in(freed.guardian)

    page = client.get(path).text

    assert "“围棋”有名额了，轮到周小满" in page
    assert "接受后，原来“戏剧”的名额就放弃了，会马上给下一位。" in page
    assert "9月5日 12:00" in page
    assert f'action="/offers/{freed.offer_id}/accept"' in page


def test_accepting_is_one_tap(client, freed):
    client.sign_in(freed.guardian)

    answer = client.post(f"/offers/{freed.offer_id}/accept")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/offers")
    assert freed.clubs_of_child() == [freed.chess.id]
    assert "周小满进了“围棋”。" in client.get("/offers").text


def test_declining_is_one_tap(client, freed):
    client.sign_in(freed.guardian)

    client.post(f"/offers/{freed.offer_id}/decline")

    assert freed.clubs_of_child() == [freed.drama.id]
    assert freed.states() == [OfferState.DECLINED, OfferState.OFFERED]


def test_an_offer_that_ran_out_is_not_shown_refused_and_passed_on(client, freed, time_machine):
    time_machine.move_to(make.NOON + timedelta(hours=49))
    client.sign_in(freed.guardian)

    assert "有名额了" not in client.get("/offers").text
    client.post(f"/offers/{freed.offer_id}/accept")

    assert freed.states() == [OfferState.EXPIRED, OfferState.OFFERED]
    assert "这次递补已经结束" in client.get("/offers").text


def test_another_familys_offer_does_not_exist(client, session, freed):
    client.sign_in(make.guardian(session, make.student(session)))

    for act in ("accept", "decline"):
        assert client.post(f"/offers/{freed.offer_id}/{act}").status_code == 404
    assert freed.states() == [OfferState.OFFERED]


def test_a_family_leaves_a_waiting_list(client, session, freed):
    client.sign_in(make.guardian(session, freed.next_child))
    assert "退出“围棋”的候补？" in client.get("/offers").text

    client.post(f"/waiting/{freed.chess.id}/leave")

    assert "沈一诺没有候补的社团" in client.get("/offers").text
    assert session.query(Waiting).filter_by(student_id=freed.next_child.id).count() == 0


def test_who_waits_for_nothing_leaves_nothing(client, session, freed):
    client.sign_in(make.guardian(session, make.student(session)))

    assert client.post(f"/waiting/{freed.chess.id}/leave").status_code == 404


def test_the_club_teacher_sees_the_list_in_its_order(client, session, freed):
    teacher = make.account(session, Role.CLUB_TEACHER)
    link = {"section_id": freed.chess.id, "account_id": teacher.id}
    session.add(SectionTeacher(school_id=teacher.school_id, **link))
    client.sign_in(teacher)

    page = client.get(f"/rosters/{freed.chess.id}").text

    assert "2 个孩子候补中" in page
    assert page.index("周小满") < page.index("已通知，名额保留到") < page.index("沈一诺")
    assert "/withdraw" not in page
    assert client.get(f"/rosters/{freed.chess.id}/moves").status_code == 403


def test_an_administrator_takes_an_offer_back_with_a_reason(client, session, freed):
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN))
    url = f"/offers/{freed.offer_id}/withdraw"

    assert client.post(url, data={"reason": ""}).status_code == 422
    client.post(url, data={"reason": "场地减少"})

    assert freed.states() == [OfferState.WITHDRAWN, OfferState.OFFERED]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "withdraw offer")).one()
    assert entry.detail["reason"] == "场地减少"
    page = client.get(f"/rosters/{freed.chess.id}/moves").text
    assert page.index("收回递补名额") < page.index("转学")


def test_the_worker_passes_on_what_nobody_answered(app, freed, time_machine):
    freed.session.commit()
    time_machine.move_to(make.NOON + timedelta(hours=49))

    said = app.test_cli_runner().invoke(args=["jobs", "run"])

    assert "jobs done" in said.output
    freed.session.expire_all()
    assert freed.states() == [OfferState.EXPIRED, OfferState.OFFERED]


@pytest.mark.parametrize("how_many", [1, 3])
def test_offers_take_a_fixed_number_of_queries(client, session, count_queries, freed, how_many):
    for n in range(how_many):
        make.offer(session, section=freed.club(f"社团{n}"), student=freed.child)
    client.sign_in(freed.guardian)
    client.get("/offers")
    count_queries.clear()

    client.get("/offers")

    assert len(count_queries) == 9


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_roster_takes_a_fixed_number_of_queries(
    client, session, count_queries, freed, how_many
):
    for n in range(how_many):
        make.waiting(session, make.student(session), freed.chess, number=10 + n)
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN))
    client.get(f"/rosters/{freed.chess.id}")
    count_queries.clear()

    client.get(f"/rosters/{freed.chess.id}")

    assert len(count_queries) == 9
