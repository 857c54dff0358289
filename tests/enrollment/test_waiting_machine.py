"""Any order of acts on places, offers and lists leaves the promises whole."""

from collections import Counter
from datetime import date, timedelta

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, update

from app.core.errors import Conflict, Invalid
from app.courses.models import Section
from app.enrollment import services
from app.enrollment.models import (
    Cause,
    ChangeRequest,
    FreeSeats,
    OccupiedSlot,
    Offer,
    OfferState,
    Place,
    RequestState,
    TrialWeek,
    Waiting,
)
from app.enrollment.queries import places as queries
from app.enrollment.queries.changes import get_own_place
from tests import make

CHILDREN, CLUBS = 6, 4
EXAMPLES, STEPS = 20, 100  # 2,000 steps a database
WHICH = st.integers(0, 50)
FAR = date(2027, 1, 22)


class Waitlists(RuleBasedStateMachine):
    """Six children and four clubs of one or two seats; three at one time, one on two days."""

    session = None  # set by the test

    def __init__(self):
        super().__init__()
        self.now = make.NOON
        session = self.session
        self.school = make.school(session)
        self.school_id = self.school.id
        term = make.term(session, school=self.school)
        days = [make.slot(session, school=self.school, weekday=day) for day in (3, 4)]
        room = make.homeroom(session, school=self.school)
        self.clubs = [
            make.section(
                session,
                term=term,
                slots=days if n == 3 else days[:1],
                seats=1 + n % 2,
                course=make.course(session, school=self.school),
            )
            for n in range(CLUBS)
        ]
        self.children = [
            make.student(session, school=self.school, homeroom=room) for _ in range(CHILDREN)
        ]
        for n, child in enumerate(self.children):
            for rank in range(1, CLUBS):
                club = self.clubs[(n + rank) % CLUBS]
                make.waiting(session, child, club, number=(n * 5) % CHILDREN + 1, rank=rank)
        session.add(
            FreeSeats(
                school_id=self.school_id, term_id=term.id, opens_at=self.now, announced_at=self.now
            )
        )
        self.trial = TrialWeek(school_id=self.school_id, term_id=term.id, ends_on=FAR)
        session.add(self.trial)
        self.slots = {club.id: [time.slot_id for time in club.times] for club in self.clubs}
        session.commit()

    def rows(self, table, *conditions):
        return self.session.scalars(
            select(table).where(table.school_id == self.school_id, *conditions).order_by(table.id)
        ).all()

    def attempt(self, act, *args, **values):
        """Act as a request does: what is refused leaves nothing."""
        try:
            act(self.session, *args, **values, now=self.now)
        except (Invalid, Conflict):
            self.session.rollback()
        self.session.commit()
        self.session.expire_all()

    def pair(self, child, club):
        section_id, student_id = self.clubs[club % CLUBS].id, self.children[child % CHILDREN].id
        return (
            queries.get_section(self.session, self.school_id, section_id),
            queries.get_student(self.session, self.school_id, student_id),
        )

    def own(self, place):
        return get_own_place(self.session, self.school_id, place.id, [place.student_id])

    def open_offers(self):
        return self.rows(Offer, Offer.state == OfferState.OFFERED)

    @rule(child=WHICH, club=WHICH)
    def place_by_hand(self, child, club):
        self.attempt(services.place_by_hand, *self.pair(child, club), reason="r", actor_id=1)

    @rule(child=WHICH, club=WHICH)
    def take_free_seat(self, child, club):
        pair = self.pair(child, club)
        self.attempt(services.take_free_seat, self.school, *pair, actor_id=1)

    @rule(which=WHICH)
    def drop(self, which):
        if places := self.rows(Place, Place.ended_at.is_(None)):
            self.attempt(services.drop_place, self.own(places[which % len(places)]), actor_id=1)

    @rule(which=WHICH)
    def undo(self, which):
        if places := self.rows(Place, Place.is_given_up):
            self.attempt(services.undo_drop, self.own(places[-1 - which % len(places)]), actor_id=1)

    @rule(child=WHICH, club=WHICH)
    def change(self, child, club):
        pair = self.pair(child, club)
        self.attempt(services.change_place, self.school, *pair, reason="r", actor_id=1)

    @rule(which=WHICH, agrees=st.booleans())
    def answer_change(self, which, agrees):
        if asked := self.rows(ChangeRequest, ChangeRequest.state == RequestState.ASKED):
            chosen = asked[which % len(asked)].id
            if agrees:
                self.attempt(services.approve_change, self.school, chosen, actor_id=1)
            else:
                by = {"answer": "r", "actor_id": 1}
                self.attempt(services.decline_change, self.school_id, chosen, **by)

    @rule(child=WHICH, club=WHICH, adds_seat=st.booleans())
    def correct(self, child, club, adds_seat):
        section, student = self.pair(child, club)
        right = services.Right(section, adds_seat=adds_seat and section.seats < 4)
        why = {"cause": Cause.LOST, "reason": "r", "actor_id": 1}
        self.attempt(services.correct_place, student, right, **why)

    @rule()
    def trial_begins_or_ends(self):
        day = make.NOON.date() if self.trial.ends_on > make.NOON.date() else FAR
        self.trial.ends_on = day
        self.session.commit()

    @rule(club=WHICH, more=st.booleans())
    def more_or_fewer_seats(self, club, more):
        section = Section.id == self.clubs[club % CLUBS].id
        has_room = (Section.seats < 4) if more else (Section.seats > Section.taken)
        change = 1 if more else -1
        self.session.execute(
            update(Section).where(section, has_room).values(seats=Section.seats + change)
        )
        self.session.commit()
        self.session.expire_all()

    @rule(which=WHICH)
    def end_place(self, which):
        if places := self.rows(Place, Place.ended_at.is_(None)):
            chosen = places[which % len(places)]
            self.attempt(services.end_place, chosen, reason="r", actor_id=1)

    @rule(which=WHICH)
    def accept(self, which):
        if offers := self.open_offers():
            chosen = offers[which % len(offers)].id
            self.attempt(services.accept_offer, self.school_id, chosen, actor_id=1)

    @rule(which=WHICH)
    def decline(self, which):
        if offers := self.open_offers():
            chosen = offers[which % len(offers)].id
            self.attempt(services.decline_offer, self.school_id, chosen, actor_id=1)

    @rule(which=WHICH)
    def leave_list(self, which):
        if lines := self.rows(Waiting):
            chosen = lines[which % len(lines)]
            link = self.school_id, chosen.section_id, chosen.student_id
            self.attempt(services.leave_list, *link, actor_id=1)

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)
        self.attempt(services.sweep, self.school_id)

    @rule(child=WHICH, club=WHICH)
    def wait_again(self, child, club):
        link = self.clubs[club % CLUBS].id, self.children[child % CHILDREN].id
        waits = Waiting.section_id == link[0], Waiting.student_id == link[1]
        is_in = Place.section_id == link[0], Place.student_id == link[1], Place.ended_at.is_(None)
        if not self.rows(Waiting, *waits) and not self.rows(Place, *is_in):
            make.waiting(
                self.session,
                self.children[child % CHILDREN],
                self.clubs[club % CLUBS],
                number=child % CHILDREN + 1,
                rank=CLUBS,
            )
            self.session.commit()

    @invariant()
    def seats_are_places_and_open_offers(self):
        used = Counter(place.section_id for place in self.rows(Place, Place.ended_at.is_(None)))
        used += Counter(offer.section_id for offer in self.open_offers())
        for club in self.rows(Section):
            assert club.taken == used[club.id] <= club.seats

    @invariant()
    def nobody_is_in_two_clubs_at_once(self):
        taken = Counter()
        for place in self.rows(Place, Place.ended_at.is_(None)):
            taken.update((place.student_id, slot_id) for slot_id in self.slots[place.section_id])
        stored = {(row.student_id, row.slot_id) for row in self.rows(OccupiedSlot)}
        assert max(taken.values(), default=1) == 1
        assert set(taken) == stored

    @invariant()
    def offers_are_for_children_on_the_list(self):
        waiting = {(line.section_id, line.student_id) for line in self.rows(Waiting)}
        assert {(offer.section_id, offer.student_id) for offer in self.open_offers()} <= waiting


def test_any_order_of_acts_keeps_the_promises(session):
    machine = type("Machine", (Waitlists,), {"session": session})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
