"""Random acts on the seats of a school through the services, and the promise they must keep.

Every act is one transaction, committed as a request commits it; what is refused leaves nothing. The
same seed gives the same acts.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Student
from app.core.errors import DomainError
from app.courses.models import Course, Domain, Section, SectionState, SectionTime, Track
from app.courses.queries.sections import get_section as whole_section
from app.courses.services import update_section
from app.courses.values import section_values
from app.enrollment import services
from app.enrollment.models import (
    FreeSeats,
    OccupiedSlot,
    Offer,
    OfferState,
    Place,
    Waiting,
)
from app.enrollment.queries import places as queries
from app.enrollment.services import NewWaiting
from app.schools.models import Homeroom, School, Slot, Term
from app.schools.queries import get_school
from app.schools.services import create_school

CHILDREN, CLUBS, SLOTS = 40, 9, 3
MOST_SEATS = 8
BEGIN = datetime(2026, 9, 2, 1, 0, tzinfo=UTC)
IN_FORCE = Place.ended_at.is_(None)


@dataclass
class Acts:
    """A small school in its term, and what happens to its seats; `done` counts acts by name."""

    session: Session
    chance: random.Random
    now: datetime = BEGIN
    done: Counter[str] = field(default_factory=Counter)
    refused: int = 0

    def __post_init__(self) -> None:
        """Build the school: every child waits for every club of its own, in one order a slot."""
        session, code = self.session, f"soak{self.chance.getrandbits(48):x}"
        school = create_school(session, code=code, name="走班小学", now=self.now)
        term, slots = _term(session, school), _club_slots(session, school)
        clubs = [_club(session, term, slots[n % SLOTS], n) for n in range(CLUBS)]
        opened = {"opens_at": self.now, "announced_at": self.now}
        session.add(FreeSeats(school_id=school.id, term_id=term.id, **opened))
        self.school_id = school.id
        self.slot_of = {club.id: slots[n % SLOTS].id for n, club in enumerate(clubs)}
        self.club_ids = list(self.slot_of)
        self.child_ids = [child.id for child in _children(session, school)]
        session.commit()
        self.acts: Sequence[tuple[Callable[[], None], int]] = (
            (self.take, 30),
            (self.drop, 22),
            (self.answer, 16),
            (self.raise_seats, 4),
            (self.lower_seats, 6),
            (self.wait, 12),
            (self.leave_list, 2),
            (self.let_time_pass, 8),
        )

    def act(self) -> None:
        """Do one act of chance."""
        (one,) = self.chance.choices(*zip(*self.acts, strict=True))
        one()

    def take(self) -> None:
        """Place a child by hand, or let it take a free seat."""
        section, student = self._pair()
        if self.chance.random() < 0.3:
            self._do("by hand", services.place_by_hand, section, student, reason="r", actor_id=1)
        else:
            school = get_school(self.session, self.school_id)
            self._do("take", services.take_free_seat, school, section, student, actor_id=1)

    def drop(self) -> None:
        """End a place."""
        if (place := self._one(Place, IN_FORCE)) is not None:
            self._do("drop", services.end_place, place, reason="r", actor_id=1)

    def answer(self) -> None:
        """Accept or decline an offer."""
        if (offer := self._one(Offer, Offer.state == OfferState.OFFERED)) is not None:
            is_wanted = self.chance.random() < 0.7
            act = services.accept_offer if is_wanted else services.decline_offer
            self._do(
                "accept" if is_wanted else "decline", act, self.school_id, offer.id, actor_id=1
            )

    def raise_seats(self) -> None:
        """Give a club one seat more."""
        self._change_seats("raise", 1)

    def lower_seats(self) -> None:
        """Take a seat of a club away."""
        self._change_seats("lower", -1)

    def wait(self) -> None:
        """Write a child onto a list again, as the draw does."""
        section, student = self._pair()
        line = Waiting.section_id == section.id, Waiting.student_id == student.id
        place = Place.section_id == section.id, Place.student_id == student.id, IN_FORCE
        if self._one(Waiting, *line) is None and self._one(Place, *place) is None:
            new = NewWaiting(section.id, student.id, student.seat_no or 1, 1 + section.id % CLUBS)
            self._do("wait", _wait, new)

    def leave_list(self) -> None:
        """Take a child off a list."""
        if (line := self._one(Waiting)) is not None:
            link = self.school_id, line.section_id, line.student_id
            self._do("leave list", services.leave_list, *link, actor_id=1)

    def let_time_pass(self) -> None:
        """Let some hours pass and do what the clock does."""
        self.now += timedelta(minutes=self.chance.randint(5, 120))
        self._do("sweep", services.sweep, self.school_id)

    def violations(self) -> list[str]:
        """Say what breaks promise 3, after the clock has done its work; empty if nothing does."""
        self._do("sweep", services.sweep, self.school_id)
        places = self._rows(Place, IN_FORCE)
        offers = self._rows(Offer, Offer.state == OfferState.OFFERED)
        used = Counter(row.section_id for row in (*places, *offers))
        clubs = self._rows(Section)
        found = [
            f"{club.code}: {club.taken} counted, {used[club.id]} held, {club.seats} seats"
            for club in clubs
            if not club.taken == used[club.id] <= club.seats
        ]
        return found + self._twice_at_once(places) + self._empty_but_wanted(clubs, offers)

    def _twice_at_once(self, places: Sequence[Place]) -> list[str]:
        held = Counter((place.student_id, self.slot_of[place.section_id]) for place in places)
        stored = {(row.student_id, row.slot_id) for row in self._rows(OccupiedSlot)}
        twice = [
            f"child {child} twice at slot {slot}" for (child, slot), n in held.items() if n > 1
        ]
        return twice + ([] if stored == set(held) else ["stored afternoons are not the places'"])

    def _empty_but_wanted(self, clubs: Sequence[Section], offers: Sequence[Offer]) -> list[str]:
        asked = {(offer.section_id, offer.student_id) for offer in offers}
        free = {club.id: club.code for club in clubs if club.taken < club.seats}
        return [
            f"{free[line.section_id]} has a free seat for which child {line.student_id} waits"
            for line in self._rows(Waiting)
            if line.section_id in free and (line.section_id, line.student_id) not in asked
        ]

    def _change_seats(self, name: str, by: int) -> None:
        section = whole_section(self.session, self.school_id, self.chance.choice(self.club_ids))
        if 1 <= section.seats + by <= MOST_SEATS:
            values = section_values(section)._replace(seats=section.seats + by)
            self._do(name, update_section, section, values, actor_id=1)

    def _pair(self) -> tuple[Section, Student]:
        club_id, child_id = self.chance.choice(self.club_ids), self.chance.choice(self.child_ids)
        return (
            queries.get_section(self.session, self.school_id, club_id),
            queries.get_student(self.session, self.school_id, child_id),
        )

    def _rows(self, table: Any, *conditions: Any) -> Sequence[Any]:
        wanted = select(table).where(table.school_id == self.school_id, *conditions)
        return self.session.scalars(wanted.order_by(table.id)).all()

    def _one(self, table: Any, *conditions: Any) -> Any:
        """Give a row of chance; none if there is none."""
        wanted = select(table.id).where(table.school_id == self.school_id, *conditions)
        ids = self.session.scalars(wanted.order_by(table.id)).all()
        return self.session.get(table, self.chance.choice(ids)) if ids else None

    def _do(self, name: str, act: Callable[..., object], *args: object, **values: object) -> None:
        """Act as a request does: what is refused leaves nothing."""
        try:
            act(self.session, *args, **values, now=self.now)
        except DomainError:
            self.session.rollback()
            self.refused += 1
        self.session.commit()
        self.done[name] += 1


def _wait(session: Session, new: NewWaiting, *, now: datetime) -> None:
    del now
    services.wait_many(session, session.get_one(Section, new.section_id).school_id, [new])


def _term(session: Session, school: School) -> Term:
    return session.scalars(select(Term).where(Term.school_id == school.id)).one()


def _club_slots(session: Session, school: School) -> Sequence[Slot]:
    wanted = select(Slot).where(Slot.school_id == school.id, Slot.period == 1)
    return session.scalars(wanted.order_by(Slot.weekday)).all()[:SLOTS]


def _club(session: Session, term: Term, slot: Slot, n: int) -> Section:
    course = Course(school_id=term.school_id, code=f"C{n}", title=f"社团{n}", track=Track.X)
    course.domain, course.rules, course.safety_note = Domain.ARTS, "听老师指挥。", "不追逐。"
    made = Section(
        school_id=term.school_id,
        term_id=term.id,
        course=course,
        code=f"X{n:02}",
        seats=1 + n % 5,
        grade_from=3,
        grade_to=3,
        state=SectionState.PUBLISHED,
    )
    times = {"starts_at": time(16, 35), "ends_at": time(17, 20)}
    made.times = [SectionTime(school_id=term.school_id, slot_id=slot.id, **times)]
    session.add(made)
    session.flush()
    return made


def _children(session: Session, school: School) -> Sequence[Student]:
    homeroom = Homeroom(school_id=school.id, grade=3, class_no=1, entry_year=2024)
    session.add(homeroom)
    session.flush()
    made = [
        Student(
            school_id=school.id,
            student_no=f"S{n:03}",
            name=f"学生{n}",
            homeroom=homeroom,
            seat_no=n + 1,
            born_on=date(2017, 1, 1),
        )
        for n in range(CHILDREN)
    ]
    session.add_all(made)
    session.flush()
    return made
