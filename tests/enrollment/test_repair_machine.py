"""Any order of acts on repairs, places, offers and lists leaves the promises whole."""

from collections import Counter

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from app.courses.models import Section, SectionState
from app.enrollment import services
from app.enrollment.models import Place
from app.enrollment.queries.repairs import OPEN
from app.enrollment.repair_models import Repair, RepairMove, RepairState
from tests.enrollment.test_waiting_machine import CLUBS, WHICH, Waitlists

EXAMPLES, STEPS = 12, 80  # 960 steps a database


class Repairs(Waitlists):
    """The clubs and children of the waiting lists; any club may be given up at any time."""

    def repairs(self):
        return self.rows(Repair, Repair.state.in_((RepairState.DRAFT, RepairState.ASKED)))

    def open_moves(self):
        return self.rows(RepairMove, RepairMove.state.in_(OPEN))

    @rule(club=WHICH)
    def propose(self, club):
        section, _ = self.pair(0, club)
        self.attempt(services.propose_repair, section, reason="r", actor_id=1)

    @rule(which=WHICH, act=st.sampled_from(["ask_families", "look_again", "ask_families"]))
    def carry_on(self, which, act):
        self.on_repair(which, getattr(services, act))

    @rule(which=WHICH, drop=st.booleans())
    def end(self, which, drop):
        self.on_repair(which, services.drop_repair if drop else services.apply_repair)

    def on_repair(self, which, act):
        if repairs := self.repairs():
            self.attempt(act, self.school_id, repairs[which % len(repairs)].id, actor_id=1)

    @rule(which=WHICH)
    def agree(self, which):
        self.on_move(which, services.agree)

    @rule(which=WHICH)
    def agree_too(self, which):
        self.on_move(which, services.agree)

    @rule(which=WHICH)
    def decline_move(self, which):
        self.on_move(which, services.decline)

    def on_move(self, which, act):
        if moves := self.open_moves():
            self.attempt(act, self.school_id, moves[which % len(moves)].id, actor_id=1)

    @rule()
    def questions_run_out(self):
        self.attempt(services.expire_questions, self.school_id)

    @rule(club=WHICH)
    def a_club_begins_anew(self, club):
        """What was cancelled for good is published again by other hands, so that clubs remain."""
        section = self.session.get_one(Section, self.clubs[club % CLUBS].id)
        if section.state is SectionState.CANCELLED and section.id not in {
            repair.section_id for repair in self.repairs()
        }:
            section.state = SectionState.PUBLISHED
            self.session.commit()

    @invariant()
    def seats_are_places_and_open_offers(self):
        used = Counter(place.section_id for place in self.rows(Place, Place.ended_at.is_(None)))
        used += Counter(offer.section_id for offer in self.open_offers())
        used += Counter(
            move.holds_section_id
            for move in self.rows(RepairMove, RepairMove.holds_section_id.is_not(None))
        )
        for club in self.rows(Section):
            assert club.taken == used[club.id] <= club.seats

    @invariant()
    def every_open_chain_holds_its_seat_and_is_whole(self):
        for move in self.open_moves():
            chain = self.rows(
                RepairMove,
                RepairMove.repair_id == move.repair_id,
                RepairMove.chain == move.chain,
            )
            assert {one.state for one in chain} <= set(OPEN)
            first, last = min(chain, key=at), max(chain, key=at)
            assert first.holds_section_id == last.to_section_id

    @invariant()
    def nobody_is_moved_or_asked_by_a_repair_that_is_over(self):
        over = {repair.id for repair in self.rows(Repair)} - {one.id for one in self.repairs()}
        assert not [move for move in self.open_moves() if move.repair_id in over]
        drafts = {one.id for one in self.repairs() if one.state is RepairState.DRAFT}
        assert not [move for move in self.open_moves() if move.repair_id in drafts]

    @invariant()
    def a_club_that_has_ended_is_empty(self):
        under_way = {repair.section_id for repair in self.repairs()}
        for club in self.rows(Section, Section.state == SectionState.CANCELLED):
            assert club.id in under_way or club.taken == 0


def at(move):
    return move.position


def test_any_order_of_acts_keeps_the_promises(session):
    machine = type("Machine", (Repairs,), {"session": session})

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
