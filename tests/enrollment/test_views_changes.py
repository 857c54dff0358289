"""Families give up and change places; the school answers and corrects."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core.roles import Role
from app.enrollment import services
from app.enrollment.jobs import remind_of_trial_end
from app.enrollment.models import ChangeRequest, Correction, Place, TrialWeek
from app.enrollment.queries.places import get_section, get_student
from app.messages.models import Message
from tests import make


class World:
    """A child in chess; drama has a seat, art is full; the trial week ends on 18 September."""

    def __init__(self, session):
        self.session = session
        self.slots = [make.slot(session)]
        self.term = make.term(session)
        self.chess, self.drama, self.art = (self.club(title) for title in ("围棋", "戏剧", "陶艺"))
        self.child = make.student(session, name="周小满")
        self.guardian = make.guardian(session, self.child)
        self.place = make.place(session, self.child, self.chess)
        make.place(session, make.student(session), self.art)
        self.admin = make.account(session, Role.SCHOOL_ADMIN)
        self.trial = TrialWeek(
            school_id=self.term.school_id, term_id=self.term.id, ends_on=date(2026, 9, 18)
        )
        session.add(self.trial)
        session.flush()

    def club(self, title):
        course = make.course(self.session, title=title)
        return make.section(self.session, term=self.term, slots=self.slots, seats=1, course=course)

    def clubs(self):
        self.session.expire_all()
        held = select(Place.section_id).where(
            Place.student_id == self.child.id, Place.ended_at.is_(None)
        )
        return self.session.scalars(held).all()

    def end_trial(self):
        self.trial.ends_on = date(2026, 9, 1)
        self.session.flush()


@pytest.fixture
def world(session, time_machine):
    time_machine.move_to(make.NOON)
    return World(session)


def test_giving_up_takes_two_taps_and_shows_its_effect(client, world):
    client.sign_in(world.guardian)
    start = client.get("/").text
    page = client.get(f"/places/{world.place.id}").text

    answer = client.post(f"/places/{world.place.id}/give-up")

    assert f'href="/places/{world.place.id}"' in start
    assert "没有人候补：半小时内，只要名额还没有给别人，都可以撤回。" in page
    assert "试课期内放弃没有任何影响" in page
    assert answer.status_code == 303
    assert world.clubs() == []


def test_what_was_given_up_is_taken_back_in_one_tap(client, world):
    client.sign_in(world.guardian)
    client.post(f"/places/{world.place.id}/give-up")
    page = client.get("/places").text

    client.post(f"/places/{world.place.id}/take-back")

    assert f'action="/places/{world.place.id}/take-back"' in page
    assert "12:30" in page
    assert world.clubs() == [world.chess.id]


def test_a_seat_that_has_gone_on_is_told_so(client, session, world):
    make.waiting(session, make.student(session), world.chess, number=1)
    client.sign_in(world.guardian)
    page = client.get(f"/places/{world.place.id}").text
    client.post(f"/places/{world.place.id}/give-up")

    client.post(f"/places/{world.place.id}/take-back")

    assert "名额马上给候补名单（1 个孩子在等），不能撤回。" in page
    assert world.clubs() == []
    assert "候补" in client.get("/places").text


def test_in_the_trial_week_a_free_seat_is_changed_to_at_once(client, world):
    client.sign_in(world.guardian)
    address = f"/places/{world.place.id}/change/{world.drama.id}"
    page = client.get(address).text

    answer = client.post(address)

    assert "“戏剧”有空名额，周小满马上就能换过去。" in page
    assert "同时让出“围棋”的名额。" in page
    assert answer.headers["Location"] == "/places"
    assert world.clubs() == [world.drama.id]


def test_a_full_club_is_waited_for(client, world):
    client.sign_in(world.guardian)
    address = f"/places/{world.place.id}/change/{world.art.id}"
    page = client.get(address).text

    client.post(address)

    assert "“陶艺”已满，周小满会排在候补第一位。" in page
    assert world.clubs() == [world.chess.id]
    assert "周小满保留现在的社团，并候补“陶艺”。" in client.get("/places").text


def test_after_the_trial_week_the_school_answers(client, session, world):
    world.end_trial()
    client.sign_in(world.guardian)
    address = f"/places/{world.place.id}/change/{world.drama.id}"
    refused = client.post(address, data={"reason": ""})
    client.post(address, data={"reason": "孩子怕吵"})
    asked = session.scalars(select(ChangeRequest)).one()
    mine = client.get("/places").text
    client.sign_in(world.admin)
    desk = client.get("/changes").text

    client.post(f"/changes/{asked.id}/approve")

    assert refused.status_code == 422
    assert f'action="/change-requests/{asked.id}/withdraw"' in mine
    assert "孩子怕吵" in desk
    assert world.clubs() == [world.drama.id]


def test_declining_says_why(client, session, world):
    world.end_trial()
    client.sign_in(world.guardian)
    client.post(f"/places/{world.place.id}/change/{world.drama.id}", data={"reason": "怕吵"})
    asked = session.scalars(select(ChangeRequest)).one()
    client.sign_in(world.admin)

    client.post(f"/changes/{asked.id}/decline", data={"reason": "已经开始排练"})

    client.sign_in(world.guardian)
    assert "学校没有同意：已经开始排练" in client.get("/places").text
    assert world.clubs() == [world.chess.id]


def test_an_approval_that_does_not_fit_any_more_changes_nothing(client, session, world):
    world.end_trial()
    client.sign_in(world.guardian)
    client.post(f"/places/{world.place.id}/change/{world.drama.id}", data={"reason": "怕吵"})
    asked = session.scalars(select(ChangeRequest)).one()
    world.drama.grade_from = world.drama.grade_to = 6
    session.flush()
    client.sign_in(world.admin)

    client.post(f"/changes/{asked.id}/approve")

    session.expire_all()
    assert session.scalars(select(ChangeRequest.state)).one() == "asked"
    assert "年级" in client.get("/changes").text


def test_the_places_of_another_family_do_not_exist(client, session, world):
    world.end_trial()
    client.sign_in(world.guardian)
    client.post(f"/places/{world.place.id}/change/{world.drama.id}", data={"reason": "怕吵"})
    asked = session.scalars(select(ChangeRequest)).one()
    client.sign_in(make.guardian(session, make.student(session)))

    assert client.get(f"/places/{world.place.id}").status_code == 404
    assert client.get(f"/places/{world.place.id}/change/{world.drama.id}").status_code == 404
    for act in ("give-up", "take-back", f"change/{world.drama.id}"):
        assert client.post(f"/places/{world.place.id}/{act}").status_code == 404
    assert client.post(f"/change-requests/{asked.id}/withdraw").status_code == 404


def test_the_trial_week_is_set_on_the_desk(client, session, world):
    client.sign_in(world.admin)

    refused = client.post("/changes/trial-week", data={"ends_on": "2026-09-02"})
    client.post("/changes/trial-week", data={"ends_on": "2026-09-25"})

    session.expire_all()
    assert refused.status_code == 422
    assert world.trial.ends_on == date(2026, 9, 25)


def test_the_job_reminds_by_day_and_once(session, world, time_machine):
    night = make.NOON + timedelta(days=13, hours=12)  # 16 September, midnight at the school
    remind_of_trial_end(session, now=night)
    remind_of_trial_end(session, now=night + timedelta(hours=10))
    remind_of_trial_end(session, now=night + timedelta(hours=11))

    told = session.scalars(select(Message.facts).where(Message.account_id == world.guardian.id))
    assert [facts["day"] for facts in told] == ["09-18"]


def test_a_correction_shows_its_effect_and_stands_in_the_logs(client, session, world):
    client.sign_in(world.admin)
    address = f"/corrections/{world.child.id}"
    page = client.get(f"{address}?section_id={world.art.id}").text
    data = {"section_id": world.art.id, "cause": "lost", "reason": "纸质志愿表漏录"}

    refused = client.post(address, data=data)
    answer = client.post(address, data=data | {"adds_seat": "y"})

    assert "社团已满。增加一个名额，其他孩子不受影响。" in page
    assert "“围棋”的名额结束" in page
    assert refused.status_code == 422
    assert answer.headers["Location"] == f"/students/{world.child.id}"
    assert world.clubs() == [world.art.id]
    assert "纸质志愿表漏录" in client.get(f"/rosters/{world.chess.id}/moves").text
    assert "纸质志愿表漏录" in client.get(f"/students/{world.child.id}").text


def test_a_place_by_mistake_ends(client, session, world):
    client.sign_in(world.admin)
    address = f"/corrections/{world.child.id}"
    page = client.get(f"{address}?wrong_id={world.place.id}").text
    data = {"wrong_id": world.place.id, "cause": "wrong_place", "reason": "录错人"}

    client.post(address, data=data)

    assert "确认更正" in page
    assert world.clubs() == []
    assert session.scalars(select(Correction.from_section_id)).one() == world.chess.id


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_pages_take_a_fixed_number_of_queries(client, session, world, count_queries, how_many):
    for n in range(how_many):
        make.waiting(session, make.student(session), world.club(f"社团{n}"), number=1)
    world.end_trial()
    school = make.the_school(session)
    for _ in range(how_many):
        child_id, club = make.student(session).id, world.club("书法")
        old = world.club("编程")
        session.expire_all()
        child = get_student(session, school.id, child_id)
        make.place(session, child, get_section(session, school.id, old.id))
        loaded = get_section(session, school.id, club.id)
        by = {"reason": "怕吵", "actor_id": 1, "now": make.NOON}
        services.change_place(session, school, loaded, child, **by)
    session.commit()
    client.sign_in(world.guardian)
    taken = {}
    for path in ("/places", f"/places/{world.place.id}"):
        count_queries.clear()
        client.get(path)
        taken[path] = len(count_queries)
    client.sign_in(world.admin)
    count_queries.clear()
    client.get("/changes")
    taken["/changes"] = len(count_queries)

    assert list(taken.values()) == [9, 9, 8]
