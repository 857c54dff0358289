"""Free seats, first come, first served: the moment, who may take one, and what is refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.core.db import db
from app.courses.models import Admission
from app.enrollment import errors, services
from app.enrollment.models import Place, PlaceSource
from app.enrollment.queries import changes
from app.enrollment.queries import first_come as queries
from app.enrollment.queries import places as place_queries
from app.messages.models import Message
from tests import make
from tests.make import NOON

OPENS = NOON + timedelta(hours=2)
LATER = OPENS + timedelta(minutes=1)
ASKING, SEATS = 24, 5


@pytest.fixture
def term(session):
    return make.term(session)


@pytest.fixture
def slot(session):
    return make.slot(session)


@pytest.fixture
def chess(session, term, slot):
    title = make.course(session, title="围棋", title_en="Chess")
    return make.section(session, term=term, slots=[slot], course=title, seats=1)


@pytest.fixture
def announce(session, term):
    def act(**values):
        school = make.the_school(session)
        options = {"opens_at": OPENS, "actor_id": 1, "now": NOON} | values
        return services.announce_free_seats(session, school, term, **options)

    return act


def take(session, section, student, now=LATER):
    loaded = place_queries.get_section(session, section.school_id, section.id)
    school = make.the_school(session)
    return services.take_free_seat(session, school, loaded, student, actor_id=1, now=now)


def test_the_moment_is_announced_to_every_family_once(session, announce, chess):
    guardian = make.guardian(session, make.student(session))

    announce()

    told = session.scalars(select(Message).where(Message.account_id == guardian.id)).one()
    assert (told.link, told.facts["when"]) == ("/free-seats", "09-03 14:00")
    with pytest.raises(errors.AlreadyAnnounced):
        announce()


def test_a_moment_that_has_passed_is_refused(announce, chess):
    with pytest.raises(errors.MomentPassed):
        announce(opens_at=NOON)


def test_without_free_seats_there_is_nothing_to_announce(session, announce, chess):
    make.place(session, make.student(session), chess)

    with pytest.raises(errors.NoFreeSeats):
        announce()


def test_a_seat_is_taken_from_the_moment_on(session, announce, chess):
    announce()
    student = make.student(session)
    with pytest.raises(errors.NotOpenYet, match="09-03 14:00"):
        take(session, chess, student, now=OPENS - timedelta(seconds=1))

    place = take(session, chess, student, now=OPENS)

    assert (place.source, place.section_id) == (PlaceSource.FIRST_COME, chess.id)
    assert session.scalar(select(func.count()).where(AuditEntry.action == "take free seat")) == 1
    with pytest.raises(errors.SectionFull):
        take(session, chess, make.student(session))


def test_before_any_announcement_nothing_is_taken(session, chess):
    with pytest.raises(errors.NotOpenYet):
        take(session, chess, make.student(session))


def test_a_waiting_list_comes_first(session, term, slot, announce, chess):
    other = make.section(session, term=term, slots=[slot])
    make.waiting(session, make.student(session), chess, number=1)
    announce()

    assert [s.id for s in queries.sections_to_take(session, term.school_id, term.id)] == [other.id]
    with pytest.raises(errors.IsWaitedFor):
        take(session, chess, make.student(session))


@pytest.mark.parametrize("admission", [Admission.SELECTED, Admission.HOMEROOM])
def test_clubs_with_another_admission_are_left_out(session, term, announce, chess, slot, admission):
    other = make.section(session, term=term, slots=[slot], admission=admission)
    announce()

    with pytest.raises(errors.OtherAdmission):
        take(session, other, make.student(session))


def test_two_clubs_at_once_are_refused(session, term, slot, announce, chess):
    other = make.section(session, term=term, slots=[slot])
    student = make.student(session)
    announce()
    take(session, other, student)

    with pytest.raises(errors.SlotOccupied):
        take(session, chess, student)


def test_a_seat_that_is_given_back_is_free_again(session, announce, chess):
    announce()
    taken = take(session, chess, make.student(session))
    session.expire(taken)
    place = changes.get_own_place(session, chess.school_id, taken.id, [taken.student_id])

    services.drop_place(session, place, actor_id=1, now=LATER)

    assert take(session, chess, make.student(session)).ended_at is None


def test_it_is_called_off_before_the_moment_only(session, announce, chess, term):
    row = announce()
    with pytest.raises(errors.AlreadyOpen):
        services.call_off(session, row, actor_id=1, now=OPENS)

    services.call_off(session, row, actor_id=1, now=NOON)

    assert queries.free_seats(session, term.school_id, term.id) is None


def test_the_last_seats_are_taken_once_each(app, session, term, slot, announce):
    club = make.section(session, term=term, slots=[slot], seats=SEATS)
    homeroom = make.homeroom(session)
    students = [make.student(session, homeroom=homeroom).id for _ in range(ASKING)]
    announce()
    school_id, club_id = term.school_id, club.id
    session.commit()
    gate = Barrier(8)

    def ask(student_id: int) -> str:
        gate.wait(30)
        with app.app_context():
            own = db.session()
            section = place_queries.get_section(own, school_id, club_id)
            student = place_queries.get_student(own, school_id, student_id)
            school = make.the_school(own)
            try:
                services.take_free_seat(own, school, section, student, actor_id=1, now=LATER)
            except errors.SectionFull:
                own.rollback()
                return "full"
            own.commit()
            return "taken"

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(ask, students))

    session.expire_all()
    held = session.query(Place).filter_by(section_id=club_id, ended_at=None).count()
    assert (answers.count("taken"), answers.count("full")) == (SEATS, ASKING - SEATS)
    assert (place_queries.get_section(session, school_id, club_id).taken, held) == (SEATS, SEATS)


def test_a_grade_outside_the_pilot_takes_no_seat(session, announce, chess):
    student = make.student(session)
    make.the_school(session).pilot_grades = "1,2" if student.grade not in {1, 2} else "5"
    session.flush()
    announce()

    with pytest.raises(errors.NotTakingPart):
        take(session, chess, student)
