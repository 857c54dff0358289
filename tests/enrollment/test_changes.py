"""Dropping, changing, the trial week and corrections: what happens, and what is refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.core.db import db
from app.core.roles import Role
from app.courses.models import Admission, Section, SectionHomeroom, SectionTeacher
from app.enrollment import errors, services
from app.enrollment.models import (
    Cause,
    ChangeRequest,
    Correction,
    Offer,
    Place,
    PlaceSource,
    PromisedSection,
    RequestState,
    TrialWeek,
    Waiting,
)
from app.enrollment.queries import changes as queries
from app.enrollment.queries import places as place_queries
from app.enrollment.services.changing import Change
from app.messages.models import Message
from tests import make
from tests.make import NOON

BY = {"actor_id": 1, "now": NOON}
SOON = NOON + timedelta(minutes=10)
LAST_DAY = date(2026, 9, 18)
ASKING, SEATS = 16, 4


class Clubs:
    """Chess, drama and art on Thursdays; a child in chess; two seats each; the trial week runs."""

    def __init__(self, session):
        self.session = session
        self.school = make.the_school(session)
        self.term = make.term(session)
        self.thursday = make.slot(session)
        self.chess, self.drama, self.art = (self.club(title) for title in ("围棋", "戏剧", "陶艺"))
        self.child = self.member(self.chess, name="周小满")
        self.trial = TrialWeek(
            school_id=self.school.id, term_id=self.term.id, ends_on=date(2026, 9, 18)
        )
        session.add(self.trial)
        session.flush()

    def club(self, title, seats=2, **values):
        slots = values.pop("slots", [self.thursday])
        course = make.course(self.session, title=title)
        return make.section(
            self.session, term=self.term, slots=slots, seats=seats, course=course, **values
        )

    def member(self, section, **values):
        child = make.student(self.session, **values)
        loaded = place_queries.get_section(self.session, self.school.id, section.id)
        make.place(self.session, child, loaded)
        return child

    def fill(self, section):
        while section.taken < section.seats:
            self.member(section)
            self.session.refresh(section, ["taken", "seats"])

    def place(self, child=None):
        """The child's place as a request loads it."""
        student_id = (child or self.child).id
        newest = select(Place.id).where(Place.student_id == student_id).order_by(Place.id.desc())
        place_id = self.session.scalars(newest.limit(1)).one()
        return queries.get_own_place(self.session, self.school.id, place_id, [student_id])

    def change(self, section, child=None, **values):
        loaded = place_queries.get_section(self.session, self.school.id, section.id)
        student = place_queries.get_student(self.session, self.school.id, (child or self.child).id)
        return services.change_place(self.session, self.school, loaded, student, **BY | values)

    def clubs_of(self, child=None):
        held = (
            select(Place.section_id)
            .where(Place.student_id == (child or self.child).id, Place.ended_at.is_(None))
            .order_by(Place.id)
        )
        return self.session.scalars(held).all()

    def taken(self, section):
        return self.session.scalars(select(Section.taken).where(Section.id == section.id)).one()

    def correct(self, section=None, child=None, **values):
        student = place_queries.get_student(self.session, self.school.id, (child or self.child).id)
        loaded = (
            place_queries.get_section(self.session, self.school.id, section.id) if section else None
        )
        wrong, adds = values.pop("wrong", None), values.pop("adds_seat", False)
        right = services.Right(loaded, wrong, adds)
        facts = {"cause": Cause.LOST, "reason": "纸质志愿表漏录"} | BY
        return services.correct_place(self.session, student, right, **facts | values)


@pytest.fixture
def clubs(session):
    return Clubs(session)


def said(session, account):
    return session.scalars(select(Message.sentence).where(Message.account_id == account.id)).all()


def test_a_dropped_seat_goes_to_the_waiting_list_at_once(session, clubs):
    clubs.fill(clubs.chess)
    next_child = make.student(session)
    make.waiting(session, next_child, clubs.chess, number=1)
    teacher = make.account(session, Role.CLUB_TEACHER)
    session.add(
        SectionTeacher(school_id=clubs.school.id, section_id=clubs.chess.id, account_id=teacher.id)
    )
    place = clubs.place()

    services.drop_place(session, place, **BY)

    assert clubs.clubs_of() == []
    assert session.scalars(select(Offer.student_id)).all() == [next_child.id]
    assert place.is_given_up
    assert said(session, teacher) == ["%(title)s: a child has moved, the roster is new."]


def test_a_place_is_given_up_once(session, clubs):
    place = clubs.place()
    services.drop_place(session, place, **BY)

    with pytest.raises(errors.PlaceAlreadyEnded):
        services.drop_place(session, place, **BY)


def test_dropping_is_free_after_the_trial_week_too(session, clubs):
    clubs.trial.ends_on = date(2026, 9, 1)

    services.drop_place(session, clubs.place(), **BY)

    assert clubs.clubs_of() == []


def test_what_was_dropped_comes_back_while_nobody_has_the_seat(session, clubs):
    services.drop_place(session, clubs.place(), **BY)

    back = services.undo_drop(session, clubs.place(), actor_id=1, now=SOON)

    assert clubs.clubs_of() == [clubs.chess.id]
    assert back.source is PlaceSource.BY_HAND  # as it had come
    assert clubs.taken(clubs.chess) == 1


def test_undo_is_over_after_half_an_hour(session, clubs):
    services.drop_place(session, clubs.place(), **BY)

    with pytest.raises(errors.NotToBeUndone):
        services.undo_drop(
            session, clubs.place(), actor_id=1, now=NOON + services.UNDO + timedelta(seconds=1)
        )


def test_undo_is_for_what_the_family_gave_up(session, clubs):
    services.end_place(session, clubs.place(), reason="停学", **BY)

    with pytest.raises(errors.NotToBeUndone):
        services.undo_drop(session, clubs.place(), actor_id=1, now=SOON)


def test_a_seat_that_has_gone_on_does_not_come_back(session, clubs):
    clubs.fill(clubs.chess)
    make.waiting(session, make.student(session), clubs.chess, number=1)
    services.drop_place(session, clubs.place(), **BY)

    with pytest.raises(errors.IsWaitedFor):
        services.undo_drop(session, clubs.place(), actor_id=1, now=SOON)


def test_a_seat_taken_meanwhile_does_not_come_back(session, clubs):
    clubs.fill(clubs.chess)
    services.drop_place(session, clubs.place(), **BY)
    clubs.member(clubs.chess)

    with pytest.raises(errors.SectionFull):
        services.undo_drop(session, clubs.place(), actor_id=1, now=SOON)


def test_a_whole_class_club_that_was_given_up_is_not_filled_again(session, clubs):
    room = make.homeroom(session)
    ball = clubs.club("班级足球", admission=Admission.HOMEROOM, slots=[])
    session.add(SectionHomeroom(section_id=ball.id, homeroom_id=room.id, school_id=clubs.school.id))
    session.flush()
    child = make.student(session, homeroom=room)
    services.place_homeroom(session, ball, **BY)
    services.drop_place(session, clubs.place(child), **BY)

    assert services.place_homeroom(session, ball, **BY) == 0


def test_a_change_moves_at_once_where_a_seat_is_free(session, clubs):
    assert clubs.change(clubs.drama) is Change.MOVED

    assert clubs.clubs_of() == [clubs.drama.id]
    assert clubs.place().source is PlaceSource.CHANGE
    assert (clubs.taken(clubs.chess), clubs.taken(clubs.drama)) == (0, 1)


def test_the_seat_left_by_a_change_goes_to_who_waits_for_it(session, clubs):
    clubs.fill(clubs.chess)
    next_child = make.student(session)
    make.waiting(session, next_child, clubs.chess, number=1)

    clubs.change(clubs.drama)

    assert session.scalars(select(Offer.student_id)).all() == [next_child.id]


def test_the_teachers_of_both_clubs_hear_of_a_change_and_of_what_is_taken_back(session, clubs):
    teachers = [make.account(session, Role.CLUB_TEACHER) for _ in range(2)]
    for teacher, section in zip(teachers, (clubs.chess, clubs.drama), strict=True):
        make.teaches(session, teacher, section)

    clubs.change(clubs.drama)
    assert [len(said(session, teacher)) for teacher in teachers] == [1, 1]

    services.drop_place(session, clubs.place(), **BY)
    services.undo_drop(session, clubs.place(), actor_id=1, now=SOON)
    assert [len(said(session, teacher)) for teacher in teachers] == [1, 3]


def test_who_waits_already_gets_the_seat_that_nobody_else_waits_for(session, clubs):
    make.waiting(session, clubs.child, clubs.drama, number=1)

    assert clubs.change(clubs.drama) is Change.MOVED

    assert session.scalars(select(Waiting)).all() == []


def test_a_full_club_is_waited_for_and_the_present_place_kept(session, clubs):
    clubs.fill(clubs.drama)
    make.waiting(session, make.student(session), clubs.drama, number=7)

    assert clubs.change(clubs.drama) is Change.WAITS

    line = session.scalars(select(Waiting).where(Waiting.student_id == clubs.child.id)).one()
    assert (line.number, line.rank) == (8, 1)
    assert clubs.clubs_of() == [clubs.chess.id]


def test_nobody_overtakes_who_waits_for_a_free_seat(session, clubs):
    make.waiting(session, make.student(session), clubs.drama, number=7)

    assert clubs.change(clubs.drama) is Change.WAITS

    assert clubs.taken(clubs.drama) == 2  # held by two offers, the first for who waited first
    held = session.scalars(select(Offer.number).order_by(Offer.id)).all()
    assert held == [7, 8]


def test_a_change_for_a_lesser_wish_keeps_the_better_one_open(session, clubs):
    clubs.fill(clubs.art)
    clubs.fill(clubs.drama)
    make.waiting(session, clubs.child, clubs.art, number=3, rank=2)

    clubs.change(clubs.drama)

    lines = select(Waiting.section_id, Waiting.rank).where(Waiting.student_id == clubs.child.id)
    assert session.execute(lines.order_by(Waiting.rank)).all() == [
        (clubs.art.id, 2),
        (clubs.drama.id, 3),
    ]


def test_a_child_waits_once(session, clubs):
    clubs.fill(clubs.drama)
    clubs.change(clubs.drama)

    with pytest.raises(errors.WaitsAlready):
        clubs.change(clubs.drama)


def test_the_first_on_a_list_is_offered_the_seat_that_comes_free(session, clubs):
    clubs.fill(clubs.drama)
    clubs.change(clubs.drama)
    leaving = session.scalars(select(Place).where(Place.section_id == clubs.drama.id)).first()

    services.end_place(session, leaving, reason="转学", **BY)

    offer = session.scalars(select(Offer)).one()
    services.accept_offer(session, clubs.school.id, offer.id, **BY)
    assert clubs.clubs_of() == [clubs.drama.id]


def test_a_club_of_two_days_takes_up_both(session, clubs):
    friday = make.slot(session, weekday=5)
    team = clubs.club("校队", slots=[clubs.thursday, friday])
    make.place(session, clubs.child, clubs.club("书法", slots=[friday]))

    assert clubs.change(team) is Change.MOVED

    assert clubs.clubs_of() == [team.id]


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"grade_from": 5}, errors.NotForGrade),
        ({"admission": Admission.SELECTED}, errors.OtherAdmission),
        ({"slots": []}, errors.NothingToChange),
    ],
)
def test_a_change_is_refused_where_it_does_not_fit(clubs, values, refusal):
    other = clubs.club("编程", **values)

    with pytest.raises(refusal):
        clubs.change(other)

    assert clubs.clubs_of() == [clubs.chess.id]


@pytest.mark.parametrize(
    ("grade_from", "pilot", "refusal"),
    [(5, "", errors.NotForGrade), (1, "1,2", errors.NotTakingPart)],
)
def test_nobody_waits_for_a_club_that_does_not_take_the_grade(
    session, clubs, grade_from, pilot, refusal
):
    clubs.fill(clubs.drama)
    clubs.drama.grade_from, clubs.school.pilot_grades = grade_from, pilot
    session.flush()

    with pytest.raises(refusal):
        clubs.change(clubs.drama)

    assert session.scalars(select(Waiting)).all() == []


def test_a_club_of_the_whole_class_is_not_changed(session, clubs):
    clubs.chess.admission = Admission.HOMEROOM
    session.flush()

    with pytest.raises(errors.WholeClass):
        clubs.change(clubs.drama)


def test_seats_that_a_round_gives_are_not_changed_into(session, clubs):
    session.add(PromisedSection(section_id=clubs.drama.id, school_id=clubs.school.id))
    session.flush()

    with pytest.raises(errors.SeatsPromised):
        clubs.change(clubs.drama)


@pytest.mark.parametrize(("last_day", "became"), [(3, Change.MOVED), (2, Change.ASKED)])
def test_the_last_day_of_the_trial_week_counts(session, clubs, last_day, became):
    clubs.trial.ends_on = date(2026, 9, last_day)  # today is the third

    assert clubs.change(clubs.drama, reason="孩子怕吵") is became


def test_without_a_trial_week_the_school_is_asked(session, clubs):
    session.delete(clubs.trial)
    session.flush()
    administrator = make.account(session, Role.SCHOOL_ADMIN)

    assert clubs.change(clubs.drama, reason="孩子怕吵") is Change.ASKED

    asked = session.scalars(select(ChangeRequest)).one()
    assert (asked.section_id, asked.reason) == (clubs.drama.id, "孩子怕吵")
    assert clubs.clubs_of() == [clubs.chess.id]
    assert said(session, administrator) == ["A family asks to change to %(title)s. Please answer."]
    noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "ask for change")).one()
    assert "孩子怕吵" not in str(noted.detail)


class Asked(Clubs):
    """The trial week is over; the child asks for drama."""

    def __init__(self, session):
        super().__init__(session)
        self.trial.ends_on = date(2026, 9, 1)
        self.change(self.drama, reason="孩子怕吵")
        self.request = session.scalars(select(ChangeRequest)).one()

    def approve(self):
        return services.approve_change(self.session, self.school, self.request.id, **BY)

    def state(self):
        self.session.expire_all()
        return self.session.scalars(select(ChangeRequest.state)).one()


@pytest.fixture
def asked(session):
    return Asked(session)


def test_after_the_trial_week_a_reason_is_needed(clubs):
    clubs.trial.ends_on = date(2026, 9, 1)

    with pytest.raises(errors.ReasonMissing):
        clubs.change(clubs.drama, reason="  ")


def test_the_school_is_asked_once(asked):
    with pytest.raises(errors.AskedAlready):
        asked.change(asked.drama, reason="还是想换")


def test_an_approved_change_moves_the_child(session, asked):
    guardian = make.guardian(session, asked.child)

    assert asked.approve() is Change.MOVED

    assert asked.clubs_of() == [asked.drama.id]
    assert said(session, guardian) == ["The school agrees: %(name)s is in %(title)s now."]


def test_an_approved_change_to_a_full_club_waits(session, asked):
    asked.fill(asked.drama)

    assert asked.approve() is Change.WAITS

    assert asked.clubs_of() == [asked.chess.id]


def test_a_change_is_answered_once(asked):
    asked.approve()

    with pytest.raises(errors.RequestAnswered):
        asked.approve()


def test_declining_needs_a_reason_that_the_family_reads(session, asked):
    guardian = make.guardian(session, asked.child)
    decline = {"answer": "戏剧已开始排练", **BY}

    with pytest.raises(errors.ReasonMissing):
        services.decline_change(
            session, asked.school.id, asked.request.id, **decline | {"answer": " "}
        )
    services.decline_change(session, asked.school.id, asked.request.id, **decline)

    facts = session.scalars(select(Message.facts).where(Message.account_id == guardian.id)).one()
    assert facts["reason"] == "戏剧已开始排练"
    assert asked.state() is RequestState.DECLINED
    assert asked.clubs_of() == [asked.chess.id]


def test_who_drops_the_club_asks_no_more(session, asked):
    services.drop_place(session, asked.place(), **BY)

    assert asked.state() is RequestState.WITHDRAWN


def test_what_is_asked_for_another_day_stays(session, asked):
    friday = make.slot(session, weekday=5)
    make.place(session, asked.child, asked.club("书法", slots=[friday]))
    asked.change(asked.club("编程", slots=[friday]), reason="换个口味")

    services.drop_place(session, asked.place(), **BY)  # of Friday, the newest

    session.expire_all()
    states = session.scalars(select(ChangeRequest.state).order_by(ChangeRequest.id)).all()
    assert states == [RequestState.ASKED, RequestState.WITHDRAWN]


def test_a_family_takes_its_request_back(session, asked):
    services.withdraw_request(session, asked.request, **BY)

    with pytest.raises(errors.RequestAnswered):
        asked.approve()


def test_a_correction_gives_the_right_club_and_says_so(session, clubs):
    guardian = make.guardian(session, clubs.child)

    row = clubs.correct(clubs.drama)

    assert clubs.clubs_of() == [clubs.drama.id]
    assert (row.from_section_id, row.section_id) == (clubs.chess.id, clubs.drama.id)
    place = clubs.place()
    assert (place.source, place.reason) == (PlaceSource.CORRECTION, "纸质志愿表漏录")
    assert said(session, guardian) == [
        "The school has corrected the place of %(name)s. Reason: %(reason)s"
    ]


def test_a_full_club_gets_a_seat_for_a_correction_and_nobody_loses_one(session, clubs):
    clubs.fill(clubs.drama)
    version = clubs.term.catalogue_version

    with pytest.raises(errors.NoSeatToCorrect):
        clubs.correct(clubs.drama)
    row = clubs.correct(clubs.drama, adds_seat=True)

    session.expire_all()
    assert row.has_added_seat
    assert clubs.term.catalogue_version == version + 1  # pages that show the seats are made anew
    assert (clubs.drama.taken, clubs.drama.seats) == (3, 3)


def test_a_club_with_a_seat_gets_none_added(session, clubs):
    row = clubs.correct(clubs.drama, adds_seat=True)

    session.expire_all()
    assert not row.has_added_seat
    assert clubs.drama.seats == 2


def test_a_place_that_should_not_be_ends(session, clubs):
    row = clubs.correct(wrong=clubs.place(), cause=Cause.WRONG_PLACE)

    assert clubs.clubs_of() == []
    assert (row.from_section_id, row.section_id) == (clubs.chess.id, None)
    assert clubs.taken(clubs.chess) == 0


def test_the_seat_of_a_place_that_should_not_be_goes_on(session, clubs):
    clubs.fill(clubs.chess)
    next_child = make.student(session)
    make.waiting(session, next_child, clubs.chess, number=1)

    clubs.correct(wrong=clubs.place(), cause=Cause.WRONG_PLACE)

    assert session.scalars(select(Offer.student_id)).all() == [next_child.id]


def test_a_correction_needs_a_reason_and_something_wrong(session, clubs):
    with pytest.raises(errors.ReasonMissing):
        clubs.correct(clubs.drama, reason=" ")
    with pytest.raises(errors.NothingToCorrect):
        clubs.correct(clubs.chess)
    with pytest.raises(errors.NothingToCorrect):
        clubs.correct(wrong=clubs.place(), child=make.student(session))

    assert session.scalar(select(func.count(Correction.id))) == 0


def trial(session, clubs, ends_on, **values):
    services.set_trial_week(session, clubs.school, clubs.term, ends_on=ends_on, **BY | values)
    return queries.trial_week(session, clubs.school.id, clubs.term.id)


def test_the_last_day_on_trial_is_set_moved_and_taken_away(session, clubs):
    clubs.trial.reminded_at = NOON

    moved = trial(session, clubs, LAST_DAY + timedelta(days=7))

    assert (moved.ends_on, moved.reminded_at) == (LAST_DAY + timedelta(days=7), None)
    assert trial(session, clubs, None) is None


@pytest.mark.parametrize("day", [date(2026, 9, 2), date(2027, 1, 23)])
def test_a_trial_ends_ahead_and_within_the_term(session, clubs, day):
    with pytest.raises(errors.TrialInPast):
        trial(session, clubs, day)


def test_a_trial_does_not_end_before_the_service_begins(session, clubs):
    clubs.school.starts_on = date(2026, 9, 14)

    with pytest.raises(errors.TrialBeforeStart):
        trial(session, clubs, date(2026, 9, 11))


@pytest.mark.parametrize(("days_before", "told"), [(3, 0), (2, 1), (0, 1), (-1, 0)])
def test_families_with_a_place_are_reminded_two_days_before(session, clubs, days_before, told):
    guardian = make.guardian(session, clubs.child)
    make.guardian(session, make.student(session))  # has no place
    now = NOON + (LAST_DAY - NOON.date()) - timedelta(days=days_before)

    assert services.remind_trial_end(session, clubs.school, clubs.trial, now=now) == told
    assert services.remind_trial_end(session, clubs.school, clubs.trial, now=now) == 0

    assert len(said(session, guardian)) == told


def test_changes_at_once_take_exactly_the_free_seats(app, session):
    clubs = Clubs(session)
    big, goal = clubs.club("大社团", seats=ASKING), clubs.club("机器人", seats=SEATS)
    children = [clubs.member(big).id for _ in range(ASKING)]
    school_id, goal_id, big_id = clubs.school.id, goal.id, big.id
    session.commit()
    gate = Barrier(8)

    def ask(student_id):
        gate.wait(30)
        with app.app_context():
            own = db.session()
            section = place_queries.get_section(own, school_id, goal_id)
            student = place_queries.get_student(own, school_id, student_id)
            became = services.change_place(own, make.the_school(own), section, student, **BY)
            own.commit()
            return became

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(ask, children))

    session.expire_all()
    assert answers.count(Change.MOVED) == SEATS
    assert answers.count(Change.WAITS) == ASKING - SEATS
    taken = dict(session.execute(select(Section.id, Section.taken)).all())
    assert (taken[goal_id], taken[big_id]) == (SEATS, ASKING - SEATS)
