"""一个都不少: whatever happens on a day, everybody expected is somewhere, or named as missing."""

from datetime import timedelta
from random import Random
from secrets import token_hex

import pytest
from sqlalchemy import select

from app.attendance.balance import Facts, Whereabouts, counted, whereabouts
from app.attendance.gate_models import TAKEN_BACK_WITHIN, ReleaseWay
from app.attendance.merging import Tap
from app.attendance.models import LeaveRequest, LeaveState, MarkState, Outcome
from app.attendance.queries.absences import open_absences
from app.attendance.queries.balance import balance_at
from app.attendance.services import (
    hand_in_roll,
    open_again,
    settle_absence,
    take_taps,
    tell_of_absences,
)
from app.attendance.services.gate import release, take_release_back
from app.attendance.services.nurse import back_from_nurse, send_to_nurse
from app.core import clock
from app.enrollment.models import Place
from tests import make
from tests.attendance.conftest import BELL

MINUTE = timedelta(minutes=1)
KNOWN = {
    MarkState.PRESENT: "in_room",
    MarkState.LATE: "in_room",
    MarkState.LEFT_EARLY: "released",
    MarkState.LEAVE: "on_leave",
}


@pytest.mark.parametrize("mark", [None, *MarkState])
@pytest.mark.parametrize("has_leave", [True, False])
def test_only_who_is_absent_or_not_called_without_leave_is_not_accounted_for(mark, has_leave):
    where = whereabouts(Facts(mark, has_leave))

    assert where.is_known == (has_leave or mark not in (None, MarkState.ABSENT))


@pytest.mark.parametrize("mark", [None, *MarkState])
def test_who_has_left_or_is_with_the_nurse_is_there_whatever_the_roll_says(mark):
    assert whereabouts(Facts(mark, at_nurse=True)) is Whereabouts.AT_NURSE
    assert whereabouts(Facts(mark, at_nurse=True, is_released=True)) is Whereabouts.RELEASED


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_accounts_for_an_absence_but_that_of_a_child_who_came(outcome):
    where = whereabouts(Facts(MarkState.ABSENT, outcome=outcome))

    assert where.is_known == (outcome is not Outcome.CAME)


def test_the_numbers_add_up_to_everybody():
    everybody = [Random(7).choice(list(Whereabouts)) for _ in range(500)]

    assert sum(counted(everybody).values()) == 500


def test_before_and_after_the_meeting_nobody_is_expected(session, club):
    for now in (BELL - MINUTE, BELL + 55 * MINUTE):
        assert balance_at(session, club.school, now).children == []
    assert len(balance_at(session, club.school, BELL).children) == 3


class Day:
    """A random day of one club, with a model beside it that knows where each child is."""

    def __init__(self, session, club, chance):
        self.session, self.club, self.chance, self.now = session, club, chance, BELL
        self.where = {child.id: "not_called" for child in club.children}
        self.is_handed_in = False
        self.settled, self.on_leave = set(), set()
        self.released, self.at_nurse = {}, set()
        gate = [self.release, self.take_back, self.to_nurse, self.from_nurse]
        rare = [self.leave, self.finish, self.settle, self.drop, self.tell, *gate]
        self.acts = [self.tap, self.tap, self.tap, *rare]

    def act(self):
        self.now += timedelta(seconds=self.chance.randint(1, 20))
        child = self.chance.choice(self.club.children)
        self.chance.choice(self.acts)(child)

    def tap(self, child):
        state = self.chance.choice(list(MarkState))
        actor = self.chance.choice([self.club.teacher, self.club.leader])
        tap = Tap(token_hex(8), child.id, state, timedelta())
        answer = take_taps(
            self.session,
            self.club.school,
            self.club.meeting,
            [tap],
            actor_id=actor.id,
            now=self.now,
        )
        assert bool(answer.refused) == self.is_handed_in
        if answer.kept and self._has_place(child):
            self.where[child.id] = KNOWN.get(state) or self._absent(child)

    def leave(self, child):
        day = self.club.meeting.day
        self.session.add(
            LeaveRequest(
                school_id=self.club.school.id,
                student_id=child.id,
                first_day=day,
                last_day=day,
                reason="x",
                state=LeaveState.APPROVED,
                asked_at=self.now,
            )
        )
        self.session.flush()
        self.on_leave.add(child.id)
        if self.where.get(child.id) in ("not_called", "missing"):
            self.where[child.id] = "on_leave"

    def finish(self, _child):
        by = {"actor_id": self.club.teacher.id, "now": self.now}
        if self.is_handed_in:
            open_again(self.session, self.club.school, self.club.meeting, reason="x", **by)
        else:
            hand_in_roll(self.session, self.club.school, self.club.meeting, **by)
            for child_id, where in self.where.items():
                if where == "not_called":
                    self.where[child_id] = "in_room"
        self.is_handed_in = not self.is_handed_in

    def settle(self, child):
        waiting = open_absences(self.session, self.club.school.id)
        for absence in [one for one in waiting if one.student_id == child.id]:
            settle_absence(
                self.session,
                absence,
                self.club.meeting,
                Outcome.SICK,
                actor_id=self.club.lead.id,
                now=self.now,
            )
            self.settled.add(child.id)
            if self._has_place(child):
                self.where[child.id] = "explained"

    def tell(self, _child):
        tell_of_absences(self.session, self.club.school, now=self.now + 10 * MINUTE)

    def drop(self, child):
        if len(self.where) > 1 and self._has_place(child) and self.chance.random() < 0.2:
            place = self.session.scalars(select(Place).where(Place.student_id == child.id)).one()
            place.ended_at = self.now
            self.session.flush()
            del self.where[child.id]

    def release(self, child):
        if child.id not in self.released:
            self._by(release, child, ReleaseWay.EARLY, collector="外婆")
            self.released[child.id] = self.now
            self.at_nurse.discard(child.id)

    def take_back(self, child):
        at = self.released.get(child.id)
        if at is not None and self.now - at <= TAKEN_BACK_WITHIN:
            self._by(take_release_back, child)
            del self.released[child.id]

    def to_nurse(self, child):
        if child.id not in self.released and child.id not in self.at_nurse:
            self._by(send_to_nurse, child)
            self.at_nurse.add(child.id)

    def from_nurse(self, child):
        if child.id in self.at_nurse:
            self._by(back_from_nurse, child)
            self.at_nurse.remove(child.id)

    def seen(self):
        """Where everybody is: a recorded way counts before what the roll knows."""
        ways = dict.fromkeys(self.at_nurse, "at_nurse") | dict.fromkeys(self.released, "released")
        return {child_id: ways.get(child_id, where) for child_id, where in self.where.items()}

    def _by(self, act, *args, **values):
        actor_id = self.club.leader.id
        act(self.session, self.club.school, *args, **values, actor_id=actor_id, now=self.now)

    def _has_place(self, child):
        return child.id in self.where

    def _absent(self, child):
        if child.id in self.settled:
            return "explained"
        return "on_leave" if child.id in self.on_leave else "missing"


@pytest.mark.parametrize("seed", range(6))
def test_random_days_keep_the_balance_and_name_every_imbalance(session, club, seed):
    day = Day(session, club, Random(seed))
    for _ in range(60):
        day.act()

        balance = balance_at(session, club.school, day.now)

        assert {one.student.id: str(one.where) for one in balance.children} == day.seen()
        named = [one for where in Whereabouts if not where.is_known for one in balance.of(where)]
        assert len(balance.children) - balance.known == len(named)
        assert sum(balance.counts.values()) == len(day.where)


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_balance_takes_a_fixed_number_of_statements(
    session, client, club, count_queries, how_many, monkeypatch
):
    monkeypatch.setattr(clock, "now", lambda: BELL)
    for n in range(how_many - 1):
        slot = make.slot(session, school=club.school, weekday=7, period=n + 1)
        make.meeting(session, club.section, club.teacher, slot_id=slot.id)
    client.sign_in(club.leader)
    client.get("/balance")
    count_queries.clear()

    page = client.get("/balance").text

    assert len(count_queries) == 11
    assert "陈一" in page
