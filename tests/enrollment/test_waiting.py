"""Waiting lists that move: offers, answers, and what follows from them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.services import students
from app.audit.models import AuditEntry
from app.audit.services import broken_links
from app.courses.models import Admission, SectionState, SectionTeacher
from app.enrollment import errors, services
from app.enrollment.jobs import pass_on_seats
from app.enrollment.models import (
    Offer,
    OfferState,
    Place,
    PlaceSource,
    PromisedSection,
    Waiting,
)
from app.enrollment.queries import offers as queries
from app.enrollment.queries import places as place_queries
from app.messages.models import Message
from tests import make

BY = {"actor_id": 1, "now": make.NOON}
LATER = make.NOON + timedelta(hours=49)


class Lists:
    """Three full clubs of one seat at one time; `wait` puts a child on a list."""

    def __init__(self, session):
        self.session = session
        self.term = make.term(session)
        self.thursday = make.slot(session)
        self.chess, self.drama, self.art = (self.club(title) for title in ("围棋", "戏剧", "陶艺"))

    def club(self, title="编程", seats=1, **values):
        course = make.course(self.session, title=title)
        slots = values.pop("slots", [self.thursday])
        return make.section(
            self.session, term=self.term, slots=slots, seats=seats, course=course, **values
        )

    def member(self, section):
        child = make.student(self.session)
        make.place(self.session, child, section)
        return child

    def end(self, child, section):
        place = self.session.scalars(
            select(Place).where(
                Place.student_id == child.id,
                Place.section_id == section.id,
                Place.ended_at.is_(None),
            )
        ).one()
        services.end_place(self.session, place, reason="退社", **BY)

    def open(self):
        """Say who is offered what."""
        return {
            (offer.student_id, offer.section_id): offer.id
            for offer in self.session.scalars(
                select(Offer).where(Offer.state == OfferState.OFFERED)
            )
        }

    def offer_of(self, child, section):
        return self.open()[child.id, section.id]

    def accept(self, child, section, **by):
        offer_id = self.offer_of(child, section)
        return services.accept_offer(self.session, section.school_id, offer_id, **BY | by)

    def clubs_of(self, child):
        held = place_queries.places_of(self.session, child.school_id, self.term.id, [child.id])
        return [place.section_id for place in held]

    def lists_of(self, child):
        rows = self.session.scalars(select(Waiting).where(Waiting.student_id == child.id))
        return {row.section_id for row in rows}

    def taken(self, section):
        self.session.refresh(section, ["taken"])
        return section.taken


@pytest.fixture
def lists(session):
    return Lists(session)


def test_a_freed_seat_is_offered_to_the_smallest_number_and_stays_taken(session, lists):
    leaving = lists.member(lists.chess)
    late, first = make.student(session), make.student(session)
    make.waiting(session, late, lists.chess, number=7)
    make.waiting(session, first, lists.chess, number=3)

    lists.end(leaving, lists.chess)

    assert list(lists.open()) == [(first.id, lists.chess.id)]
    assert lists.taken(lists.chess) == 1


def test_the_family_is_told_and_the_offer_is_logged(session, lists):
    leaving, child = lists.member(lists.chess), make.student(session, name="周小满")
    guardian = make.guardian(session, child)
    make.waiting(session, child, lists.chess, number=3)

    lists.end(leaving, lists.chess)

    message = session.scalars(select(Message)).one()
    assert (message.account_id, message.link, message.facts) == (
        guardian.id,
        "/offers",
        {"title": {"zh": "围棋", "en": "围棋"}, "name": "周小满", "until": "09-05 12:00"},
    )
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "offer seat")).one()
    assert entry.detail == {"section_id": lists.chess.id, "student_id": child.id, "number": 3}


def test_one_freed_seat_moves_three_families(session, lists):
    leaving = lists.member(lists.chess)
    ann, ben = lists.member(lists.drama), lists.member(lists.art)
    cat = make.student(session)
    make.waiting(session, ann, lists.chess, number=1)
    make.waiting(session, ben, lists.drama, number=2)
    make.waiting(session, cat, lists.art, number=3)

    lists.end(leaving, lists.chess)
    lists.accept(ann, lists.chess)
    lists.accept(ben, lists.drama)
    placed = lists.accept(cat, lists.art)

    assert [lists.clubs_of(child) for child in (ann, ben, cat)] == [
        [lists.chess.id],
        [lists.drama.id],
        [lists.art.id],
    ]
    assert placed.source is PlaceSource.WAITLIST
    assert [lists.taken(club) for club in (lists.chess, lists.drama, lists.art)] == [1, 1, 1]
    assert (lists.open(), broken_links(session)) == ({}, [])


def test_accepting_ends_lower_wishes_of_that_time_and_keeps_higher_ones(session, lists):
    other = lists.club(slots=[make.slot(session, weekday=5)])
    child, leaving = make.student(session), lists.member(lists.drama)
    for rank, club in enumerate((lists.chess, lists.drama, lists.art), start=1):
        make.waiting(session, child, club, number=5, rank=rank)
    make.waiting(session, child, other, number=5, rank=3)
    lists.end(leaving, lists.drama)

    lists.accept(child, lists.drama)

    assert lists.lists_of(child) == {lists.chess.id, other.id}


def test_the_offer_of_a_lower_wish_goes_on_when_a_better_one_is_accepted(session, lists):
    child, next_child = make.student(session), make.student(session)
    first, second = lists.member(lists.chess), lists.member(lists.drama)
    make.waiting(session, child, lists.chess, number=1, rank=1)
    make.waiting(session, child, lists.drama, number=1, rank=2)
    make.waiting(session, next_child, lists.drama, number=2)
    lists.end(first, lists.chess)
    lists.end(second, lists.drama)

    lists.accept(child, lists.chess)

    assert list(lists.open()) == [(next_child.id, lists.drama.id)]
    assert lists.taken(lists.drama) == 1


def test_declining_passes_it_on_and_ends_the_waiting(session, lists):
    leaving, child = lists.member(lists.chess), lists.member(lists.art)
    next_child = make.student(session)
    make.waiting(session, child, lists.chess, number=1)
    make.waiting(session, next_child, lists.chess, number=2)
    lists.end(leaving, lists.chess)

    offer_id = lists.offer_of(child, lists.chess)
    services.decline_offer(session, child.school_id, offer_id, **BY)

    assert list(lists.open()) == [(next_child.id, lists.chess.id)]
    assert (lists.clubs_of(child), lists.lists_of(child)) == ([lists.art.id], set())


def test_an_offer_is_answered_once(session, lists):
    leaving, child = lists.member(lists.chess), make.student(session)
    make.waiting(session, child, lists.chess, number=1)
    lists.end(leaving, lists.chess)
    offer_id = lists.offer_of(child, lists.chess)
    services.decline_offer(session, child.school_id, offer_id, **BY)

    with pytest.raises(errors.OfferEnded):
        services.accept_offer(session, child.school_id, offer_id, **BY)
    assert lists.taken(lists.chess) == 0


def test_an_offer_that_ran_out_is_refused_and_passed_on(session, lists):
    leaving, child = lists.member(lists.chess), make.student(session)
    next_child = make.student(session)
    make.waiting(session, child, lists.chess, number=1)
    make.waiting(session, next_child, lists.chess, number=2)
    lists.end(leaving, lists.chess)

    with pytest.raises(errors.OfferEnded):
        lists.accept(child, lists.chess, now=LATER)

    assert list(lists.open()) == [(next_child.id, lists.chess.id)]
    assert lists.taken(lists.chess) == 1


def test_the_command_lets_offers_run_out_and_offers_seats_that_were_added(session, lists):
    leaving, child = lists.member(lists.chess), make.student(session)
    next_child = make.student(session)
    guardian = make.guardian(session, child)
    make.waiting(session, child, lists.chess, number=1)
    make.waiting(session, next_child, lists.chess, number=2)
    lists.end(leaving, lists.chess)
    lists.drama.seats = 2
    make.waiting(session, make.student(session), lists.drama, number=4)
    session.flush()

    assert services.sweep(session, child.school_id, now=LATER) == (1, 2)

    assert (next_child.id, lists.chess.id) in lists.open()
    told = session.scalars(select(Message.sentence).where(Message.account_id == guardian.id)).all()
    assert told[-1] == "%(title)s: the offer for %(name)s was not answered in time and has gone on."


def test_a_withdrawn_offer_needs_a_reason_that_the_family_reads(session, lists):
    leaving, child = lists.member(lists.chess), make.student(session)
    make.guardian(session, child)
    make.waiting(session, child, lists.chess, number=1)
    lists.end(leaving, lists.chess)
    offer_id = lists.offer_of(child, lists.chess)

    with pytest.raises(errors.ReasonMissing):
        services.withdraw_offer(session, child.school_id, offer_id, reason=" ", **BY)
    services.withdraw_offer(session, child.school_id, offer_id, reason="社团停办", **BY)

    assert (lists.open(), lists.taken(lists.chess)) == ({}, 0)
    message = session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert message.facts["reason"] == "社团停办"


def test_a_held_seat_cannot_be_taken_by_hand(session, lists):
    leaving, child = lists.member(lists.chess), make.student(session)
    make.waiting(session, child, lists.chess, number=1)
    lists.end(leaving, lists.chess)

    with pytest.raises(errors.SeatOffered) as refused:
        make.place(session, make.student(session), lists.chess)
    assert refused.value.facts == {"title": "围棋", "until": "09-05 12:00"}


def test_seats_promised_to_a_round_are_not_offered(session, lists):
    leaving = lists.member(lists.chess)
    make.waiting(session, make.student(session), lists.chess, number=1)
    session.add(PromisedSection(section_id=lists.chess.id, school_id=lists.chess.school_id))

    lists.end(leaving, lists.chess)

    assert (lists.open(), lists.taken(lists.chess)) == ({}, 0)


def test_a_section_that_does_not_run_offers_nothing(session, lists):
    leaving = lists.member(lists.chess)
    make.waiting(session, make.student(session), lists.chess, number=1)
    lists.chess.state = SectionState.WITHDRAWN

    lists.end(leaving, lists.chess)

    assert lists.open() == {}


def test_who_may_not_have_it_is_passed_over(session, lists):
    leaving = lists.member(lists.chess)
    bound, paused = make.student(session), make.student(session)
    old = make.student(session, homeroom=make.homeroom(session, grade=8))
    last = make.student(session)
    make.place(session, bound, lists.club(admission=Admission.HOMEROOM))
    students.pause(session, paused, **BY)
    for number, child in enumerate((bound, paused, old, last), start=1):
        make.waiting(session, child, lists.chess, number=number)

    lists.end(leaving, lists.chess)

    assert list(lists.open()) == [(last.id, lists.chess.id)]


def test_a_leaver_frees_the_place_the_offer_and_the_lines_of_lists(session, lists):
    first, leaving = lists.member(lists.chess), lists.member(lists.drama)
    ann, ben = make.student(session), make.student(session)
    make.waiting(session, leaving, lists.chess, number=1)
    make.waiting(session, ann, lists.chess, number=2)
    make.waiting(session, ben, lists.drama, number=3)
    lists.end(first, lists.chess)
    today = make.NOON.date()

    students.leave(session, leaving, on=today, today=today, **BY)

    assert set(lists.open()) == {(ann.id, lists.chess.id), (ben.id, lists.drama.id)}
    assert lists.lists_of(leaving) == set()


def test_a_child_placed_by_hand_waits_no_longer_for_that_club_or_lower_ones(session, lists):
    child = make.student(session)
    lists.chess.seats = 2
    for rank, club in enumerate((lists.drama, lists.chess, lists.art), start=1):
        lists.member(club)
        make.waiting(session, child, club, number=1, rank=rank)

    make.place(session, child, lists.chess)

    assert lists.lists_of(child) == {lists.drama.id}


def test_leaving_a_list_gives_the_offer_to_the_next(session, lists):
    leaving, child = lists.member(lists.chess), make.student(session)
    next_child = make.student(session)
    make.waiting(session, child, lists.chess, number=1)
    make.waiting(session, next_child, lists.chess, number=2)
    lists.end(leaving, lists.chess)

    services.leave_list(session, child.school_id, lists.chess.id, child.id, **BY)

    assert list(lists.open()) == [(next_child.id, lists.chess.id)]
    assert lists.lists_of(child) == set()


def test_an_offer_shows_what_is_given_up(session, lists):
    leaving, child = lists.member(lists.chess), lists.member(lists.art)
    friday = lists.club(slots=[make.slot(session, weekday=5)])
    make.place(session, child, friday)
    make.waiting(session, child, lists.chess, number=1)
    lists.end(leaving, lists.chess)

    offer = queries.get_offer(session, child.school_id, lists.offer_of(child, lists.chess))
    held = place_queries.places_of(session, child.school_id, lists.term.id, [child.id])

    assert [one.section_id for one in queries.places_given_up(offer, held)] == [lists.art.id]


def test_the_teachers_of_both_clubs_are_told_of_a_move(session, lists):
    leaving, child = lists.member(lists.chess), lists.member(lists.art)
    for club in (lists.chess, lists.art):
        teacher = make.account(session)
        link = {"school_id": club.school_id, "section_id": club.id, "account_id": teacher.id}
        session.add(SectionTeacher(**link))
    make.waiting(session, child, lists.chess, number=1)
    lists.end(leaving, lists.chess)

    lists.accept(child, lists.chess)

    links = session.scalars(select(Message.link).order_by(Message.link)).all()
    assert links == sorted(f"/rosters/{club.id}" for club in (lists.chess, lists.art))


def test_the_worker_lets_offers_of_every_school_run_out(session, lists):
    leaving, child = lists.member(lists.chess), make.student(session)
    make.waiting(session, child, lists.chess, number=1)
    lists.end(leaving, lists.chess)
    make.school(session)

    pass_on_seats(session, now=LATER)

    assert list(lists.open()) == []
