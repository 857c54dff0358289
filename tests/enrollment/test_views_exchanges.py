"""The pages of the exchange, for the office and for families."""

from datetime import datetime, timedelta

import pytest

from app.core import clock
from app.core.roles import Role
from app.enrollment.queries.places import get_section, places_of
from tests import make


@pytest.fixture
def at(session):
    def move(hours):
        moment = make.NOON + timedelta(hours=hours)
        clock.use_shift(lambda: moment - datetime.now(clock.UTC))

    move(0)
    yield move
    clock.use_shift()


@pytest.fixture
def clubs(session, at):
    term, slot = make.term(session), make.slot(session)
    titles = (("围棋", "Chess"), ("合唱", "Choir"))
    return [
        make.section(
            session,
            term=term,
            slots=[slot],
            seats=1,
            course=make.course(session, title=title, title_en=english),
        )
        for title, english in titles
    ]


@pytest.fixture
def families(session, clubs):
    found = []
    for club in clubs:
        child = make.student(session)
        make.place(session, child, get_section(session, club.school_id, club.id))
        found.append((child, make.guardian(session, child)))
    return found


@pytest.fixture
def office(session, families):
    return make.account(session, Role.SCHOOL_ADMIN)


def announce(client, office, opens="2026-09-03T12:30", closes="2026-09-03T14:00"):
    client.sign_in(office)
    return client.post("/exchange/manage", data={"opens_at": opens, "closes_at": closes})


def swap(client, session, family, *clubs):
    child, guardian = family
    (place,) = places_of(session, child.school_id, clubs[0].term_id, [child.id])
    client.sign_in(guardian)
    named = [club.id for club in clubs] + [0, 0, 0]
    data = dict(zip(("first", "second", "third"), named, strict=False))
    return client.post("/exchange", data={"place_id": place.id, **data})


def test_two_families_swap(session, client, clubs, families, office, at):
    assert announce(client, office).status_code == 303
    early = swap(client, session, families[0], clubs[1])
    at(1)
    shown = client.get("/exchange").text
    assert swap(client, session, families[0], clubs[1]).status_code == 303
    assert swap(client, session, families[1], clubs[0]).status_code == 303
    client.sign_in(office)
    before = client.get("/exchange/manage").text
    too_early = client.post("/exchange/run", follow_redirects=True).text
    at(3)
    client.post("/exchange/run")
    after = client.get("/exchange/manage").text
    client.sign_in(families[0][1])
    result = client.get("/exchange").text

    assert early.status_code == 422
    assert "合唱" in shown
    assert "2 个名额参加" in before
    assert "互换还没截止" in too_early
    assert "2 名学生换了社团" in after
    assert "换到了合唱" in result


def test_a_list_that_cannot_be_is_shown_with_its_reason(
    session, client, clubs, families, office, at
):
    announce(client, office)
    at(1)

    twice = swap(client, session, families[0], clubs[1], clubs[1])
    own = swap(client, session, families[0], clubs[0])

    assert (twice.status_code, own.status_code) == (422, 422)
    assert "写了两次" in twice.text
    assert "同一时间" in own.text


def test_the_place_of_another_child_cannot_be_swapped(session, client, clubs, families, office, at):
    announce(client, office)
    at(1)
    (theirs,) = places_of(session, clubs[1].school_id, clubs[1].term_id, [families[1][0].id])
    client.sign_in(families[0][1])

    answer = client.post("/exchange", data={"place_id": theirs.id, "first": clubs[0].id})

    assert answer.status_code == 422


def test_announcing_twice_backwards_or_with_nothing_is_refused(client, office):
    assert announce(client, office, closes="2026-09-03T12:10").status_code == 422
    assert announce(client, office, closes="").status_code == 422
    assert announce(client, office).status_code == 303
    assert announce(client, office).status_code == 409


def test_calling_off_needs_a_reason(client, office):
    announce(client, office)

    assert client.post("/exchange/call-off", data={}).status_code == 422
    assert client.post("/exchange/call-off", data={"reason": "取消"}).status_code == 303
    assert "还没有互换" in client.get("/exchange/manage").text


def test_the_record_is_there_when_it_was_run(client, office, at):
    announce(client, office)
    assert client.get("/exchange/record.json").status_code == 303
    at(3)
    client.post("/exchange/run")

    assert client.get("/exchange/record.json").json["format"] == "exchange/1"


def test_without_an_exchange_the_page_says_what_comes(client, families):
    client.sign_in(families[0][1])

    assert "还没有互换" in client.get("/exchange").text
    assert client.post("/exchange", data={"place_id": 1}).status_code == 404


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_desk_takes_a_fixed_number_of_queries(
    session, client, count_queries, office, at, clubs, how_many
):
    announce(client, office)
    at(1)
    clubs[0].seats = 9
    for _ in range(how_many):
        child = make.student(session)
        section = get_section(session, clubs[0].school_id, clubs[0].id)
        make.place(session, child, section)
        swap(client, session, (child, make.guardian(session, child)), clubs[1])
    client.sign_in(office)
    client.get("/exchange/manage")
    count_queries.clear()

    client.get("/exchange/manage")

    assert len(count_queries) == 13
