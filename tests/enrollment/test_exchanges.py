"""Swapping clubs: who may wish for what, what circles give, and that nobody loses a place."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.roles import Role
from app.courses.models import Admission, Section, SectionState
from app.enrollment import errors, services
from app.enrollment.allocation.exchange import Holder, exchange
from app.enrollment.exchange_models import ExchangeEntry
from app.enrollment.jobs import run_exchanges
from app.enrollment.models import OccupiedSlot, Place
from app.enrollment.queries import exchanges as queries
from app.enrollment.queries.places import get_section, places_of
from app.messages.models import Message
from tests import make

OPENS = make.NOON + timedelta(hours=1)
WHILE_OPEN = make.NOON + timedelta(hours=2)
CLOSES = make.NOON + timedelta(hours=3)
AFTER = make.NOON + timedelta(hours=4)


class World:
    """Three clubs on Thursday, each full; one child in each wants the next club."""

    def __init__(self, session):
        self.session = session
        self.school = make.school(session)
        self.term = make.term(session, school=self.school)
        self.slot = make.slot(session, school=self.school)
        self.office = make.account(session, Role.SCHOOL_ADMIN, school=self.school)
        self.homeroom = make.homeroom(session, school=self.school)
        self.clubs = [self.club(title) for title in ("围棋", "合唱", "机器人")]
        self.children = [self.child(club) for club in self.clubs]
        self.row = services.announce_exchange(
            session,
            self.school,
            self.term,
            opens_at=OPENS,
            closes_at=CLOSES,
            actor_id=self.office.id,
            now=make.NOON,
        )

    def club(self, title, **values):
        course = make.course(self.session, school=self.school, title=title)
        values = {"seats": 1, "slots": [self.slot]} | values
        return make.section(self.session, term=self.term, course=course, **values).id

    def child(self, club):
        child = make.student(self.session, school=self.school, homeroom=self.homeroom)
        section = get_section(self.session, self.school.id, club)
        make.place(self.session, child, section)
        return child

    def place_of(self, child):
        (place,) = places_of(self.session, self.school.id, self.term.id, [child.id])
        return place

    def wish(self, child, *clubs, now=WHILE_OPEN, place_id=None):
        place_id = place_id or self.place_of(child).id
        services.wish(self.session, self.row, child, place_id, clubs, actor_id=1, now=now)

    def run(self, now=AFTER):
        self.session.flush()
        ran = services.run_exchange(
            self.session, self.school.id, self.row.id, actor_id=self.office.id, now=now
        )
        self.session.flush()
        self.session.expire_all()
        return ran

    def clubs_of(self, children):
        return [self.place_of(child).section_id for child in children]


@pytest.fixture
def world(session):
    return World(session)


def in_a_circle(world):
    for at, child in enumerate(world.children):
        world.wish(child, world.clubs[(at + 1) % 3])


def test_three_swap_in_a_circle(world):
    in_a_circle(world)

    ran = world.run()

    assert (ran.swapped, ran.circles, ran.kept) == (3, 1, 0)
    assert world.clubs_of(world.children) == [world.clubs[1], world.clubs[2], world.clubs[0]]


def test_seats_and_afternoons_stay_as_many(session, world):
    in_a_circle(world)

    world.run()

    counted = {club.id: club.taken for club in session.scalars(select(Section))}
    held = Counter(
        place.section_id for place in session.scalars(select(Place)) if not place.ended_at
    )
    assert counted == dict.fromkeys(world.clubs, 1) == held
    assert len(session.scalars(select(OccupiedSlot)).all()) == 3


def test_who_nobody_swaps_with_keeps_the_place_and_is_told(session, world):
    lonely = world.children[0]
    guardian = make.guardian(session, lonely, school=world.school)
    world.wish(lonely, world.clubs[1])

    ran = world.run()

    assert (ran.swapped, ran.kept) == (0, 1)
    assert world.clubs_of([lonely]) == [world.clubs[0]]
    newest = select(Message).where(Message.account_id == guardian.id).order_by(Message.id.desc())
    assert "stays" in session.scalars(newest).first().sentence


def test_a_list_is_replaced_and_taken_back(session, world):
    child = world.children[0]
    world.wish(child, world.clubs[1], world.clubs[2])
    world.wish(child, world.clubs[2])
    (entry,) = queries.entries(session, world.row)
    assert [one.section_id for one in entry.wishes] == [world.clubs[2]]

    world.wish(child)

    assert session.scalars(select(ExchangeEntry)).all() == []


def test_only_clubs_at_the_same_time_by_choice_for_the_grade_can_be_wished_for(session, world):
    friday = make.slot(session, school=world.school, weekday=5)
    wrong = [
        world.club("周五", slots=[friday]),
        world.club("两天", slots=[world.slot, friday]),
        world.club("高年级", grade_from=5),
        world.club("选拔", admission=Admission.SELECTED),
        world.club("已停", state=SectionState.WITHDRAWN),
        world.clubs[0],
    ]
    child = world.children[0]
    place = world.place_of(child)
    offered = services.wishable(session, [place], 3)[place.id]
    assert {section.id for section in offered} == set(world.clubs[1:])

    for club in wrong:
        with pytest.raises(errors.NotSwappable):
            world.wish(child, club)


def test_a_list_that_cannot_be_is_refused(session, world):
    child, other = world.children[:2]
    one, two, three = world.clubs

    with pytest.raises(errors.WishTwice):
        world.wish(child, two, two)
    with pytest.raises(errors.TooManyWishes):
        world.wish(child, one, two, three, 99)
    with pytest.raises(errors.NothingToSwap):
        world.wish(child, two, place_id=world.place_of(other).id)
    for closed in (make.NOON, CLOSES):
        with pytest.raises(errors.NotOpenForSwaps):
            world.wish(child, two, now=closed)


def test_who_lost_the_place_meanwhile_takes_no_part_and_the_others_keep_theirs(session, world):
    in_a_circle(world)
    gone = world.place_of(world.children[1])
    services.end_place(session, gone, reason="搬家", actor_id=1, now=WHILE_OPEN)

    ran = world.run()

    assert ran.swapped == 0
    assert world.clubs_of([world.children[0], world.children[2]]) == [
        world.clubs[0],
        world.clubs[2],
    ]


def test_a_club_that_was_withdrawn_meanwhile_takes_no_part(session, world):
    in_a_circle(world)
    session.get(Section, world.clubs[1]).state = SectionState.WITHDRAWN

    assert world.run().swapped == 0


def test_the_preview_says_what_running_does_and_writes_nothing(session, world):
    in_a_circle(world)

    shown = services.preview(session, world.row)

    assert not session.dirty
    assert shown == world.run()


def test_it_is_run_once_after_closing_and_by_the_clock(session, world):
    in_a_circle(world)
    session.commit()
    with pytest.raises(errors.NotClosedYet):
        world.run(now=WHILE_OPEN)

    run_exchanges(session, now=WHILE_OPEN)
    run_exchanges(session, now=AFTER)

    assert world.clubs_of(world.children) == [world.clubs[1], world.clubs[2], world.clubs[0]]
    with pytest.raises(errors.ExchangeRun):
        world.run()


def test_the_record_can_be_repeated(world):
    in_a_circle(world)
    world.run()

    kept = json.loads(world.row.record)
    again = exchange([Holder(**one) for one in kept["holders"]])

    assert [[[swap.key, swap.section] for swap in circle] for circle in again] == kept["circles"]
    assert len(services.record_hash(world.row)) == 64


def test_one_at_a_time_and_moments_in_order(session, world):
    def announce(opens_at, closes_at):
        times = {"opens_at": opens_at, "closes_at": closes_at, "actor_id": 1, "now": make.NOON}
        services.announce_exchange(session, world.school, world.term, **times)

    with pytest.raises(errors.ExchangeAnnounced):
        announce(OPENS, CLOSES)
    services.call_off_exchange(session, world.row, reason="取消。", actor_id=1, now=WHILE_OPEN)
    with pytest.raises(errors.MomentPast):
        announce(make.NOON - timedelta(days=2), make.NOON - timedelta(days=1))
    with pytest.raises(errors.ClosesBeforeOpening):
        announce(CLOSES, OPENS)


def test_calling_off_tells_who_took_part(session, world):
    guardian = make.guardian(session, world.children[0], school=world.school)
    world.wish(world.children[0], world.clubs[1])

    services.call_off_exchange(session, world.row, reason="取消。", actor_id=1, now=WHILE_OPEN)

    newest = select(Message).where(Message.account_id == guardian.id).order_by(Message.id.desc())
    assert "called off" in session.scalars(newest).first().sentence
    assert world.clubs_of(world.children) == world.clubs


def test_swapping_ends_waiting_for_what_is_no_better(session, world):
    world.wish(world.children[0], world.clubs[1])
    world.wish(world.children[1], world.clubs[0])
    make.waiting(session, world.children[0], session.get(Section, world.clubs[1]), number=1)

    world.run()

    assert services.sweep(session, world.school.id, now=AFTER) == (0, 0)
    assert world.clubs_of(world.children[:2]) == [world.clubs[1], world.clubs[0]]
