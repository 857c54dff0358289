import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.courses.models import Admission, Section, SectionHomeroom, SectionState
from app.enrollment import errors, services
from app.enrollment.models import OccupiedSlot, Place, PlaceSource, PromisedSection, Waiting
from app.enrollment.queries import places as queries
from tests import make

BY = {"actor_id": 1, "now": make.NOON}


@pytest.fixture
def term(session):
    return make.term(session)


@pytest.fixture
def thursday(session, term):
    return make.slot(session, weekday=4)


@pytest.fixture
def chess(session, term, thursday):
    return make.section(session, term=term, slots=[thursday], seats=2)


def _section(session, section):
    return queries.get_section(session, section.school_id, section.id)


def _count(session, what):
    return session.scalar(select(func.count()).select_from(what))


def test_placing_by_hand_takes_a_seat_and_the_afternoon_and_is_logged(session, chess, thursday):
    student = make.student(session)

    services.place_by_hand(session, chess, student, reason="新转入", **BY)

    places = queries.places_of(session, chess.school_id, chess.term_id, [student.id])
    assert [(p.section_id, p.source, p.reason) for p in places] == [
        (chess.id, PlaceSource.BY_HAND, "新转入")
    ]
    assert chess.taken == 1
    occupied = queries.occupied_slots(session, chess.school_id, chess.term_id, [student.id])
    assert occupied == {student.id: {thursday.id: chess.id}}
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.detail) == (
        "place student",
        {"section_id": chess.id, "student_id": student.id, "reason": "新转入"},
    )


def test_placing_by_hand_needs_a_reason(session, chess):
    with pytest.raises(errors.ReasonMissing):
        services.place_by_hand(session, chess, make.student(session), reason="  ", **BY)


def test_a_full_section_takes_nobody_more(session, chess):
    for _ in range(2):
        services.place_by_hand(session, chess, make.student(session), reason="r", **BY)

    with pytest.raises(errors.SectionFull):
        services.place_by_hand(session, chess, make.student(session), reason="r", **BY)


def test_the_seat_itself_is_refused_when_the_section_filled_meanwhile(session, chess):
    stale = _section(session, chess)
    session.connection().exec_driver_sql("UPDATE section SET taken = seats")

    with pytest.raises(errors.SectionFull):
        services.place_by_hand(session, stale, make.student(session), reason="r", **BY)


def test_two_clubs_at_once_cannot_be(session, term, thursday, chess):
    student = make.student(session)
    choir = make.section(session, term=term, slots=[thursday])
    services.place_by_hand(session, chess, student, reason="r", **BY)

    with pytest.raises(errors.SlotOccupied):
        services.place_by_hand(session, choir, student, reason="r", **BY)
    with pytest.raises(errors.AlreadyInSection):
        services.place_by_hand(session, chess, student, reason="r", **BY)


def test_the_database_itself_refuses_two_clubs_at_once(session, term, thursday, chess):
    student = make.student(session)
    choir = make.section(session, term=term, slots=[thursday])
    new = [
        services.NewPlace(section.id, student.id, PlaceSource.DRAW) for section in (chess, choir)
    ]

    with pytest.raises(errors.PlacedMeanwhile):
        services.place_many(session, term.school_id, term.id, new, now=make.NOON)

    assert _count(session, Place) == 0


@pytest.mark.parametrize(
    ("section", "student", "refusal"),
    [
        ({"grade_from": 5}, {}, errors.NotForGrade),
        ({"state": SectionState.WITHDRAWN}, {}, errors.NotRunning),
        ({}, {"status": "left"}, errors.NotEnrolled),
    ],
)
def test_what_does_not_fit_is_refused(session, term, thursday, section, student, refusal):
    club = make.section(session, term=term, slots=[thursday], **section)

    with pytest.raises(refusal):
        services.place_by_hand(session, club, make.student(session, **student), reason="r", **BY)


def test_seats_that_a_round_gives_are_not_given_by_hand(session, chess):
    session.add(PromisedSection(section_id=chess.id, school_id=chess.school_id))

    with pytest.raises(errors.SeatsPromised):
        services.place_by_hand(session, chess, make.student(session), reason="r", **BY)


def test_an_ended_place_frees_seat_and_afternoon_and_stays_as_history(session, chess):
    place = services.place_by_hand(session, chess, make.student(session), reason="r", **BY)

    services.end_place(session, place, reason="搬家", **BY)

    session.expire_all()
    assert (chess.taken, _count(session, OccupiedSlot)) == (0, 0)
    assert (place.ended_at, place.end_reason) == (make.NOON, "搬家")
    with pytest.raises(errors.PlaceAlreadyEnded):
        services.end_place(session, place, reason="搬家", **BY)


def test_leavers_give_back_their_seats(session, chess):
    student, stays = make.student(session), make.student(session)
    for each in (student, stays):
        services.place_by_hand(session, chess, each, reason="r", **BY)
    student.status = "left"
    session.flush()

    freed = services.end_places_of_leavers(session, chess.school_id, reason="转学", **BY)

    session.expire_all()
    assert (freed, chess.taken) == (1, 1)


def test_a_homeroom_is_placed_whole_and_once(session, term, thursday):
    homeroom = make.homeroom(session)
    children = [make.student(session, homeroom=homeroom) for _ in range(3)]
    ball = make.section(session, term=term, slots=[thursday], admission=Admission.HOMEROOM)
    session.add(
        SectionHomeroom(section_id=ball.id, homeroom_id=homeroom.id, school_id=term.school_id)
    )
    session.flush()

    placed = [
        services.place_homeroom(session, _section(session, ball), **BY),
        services.place_homeroom(session, _section(session, ball), **BY),
    ]

    held = queries.places_of(session, term.school_id, term.id, [c.id for c in children])
    assert placed == [3, 0]
    assert {(p.student_id, p.source) for p in held} == {
        (child.id, PlaceSource.HOMEROOM) for child in children
    }


def test_who_passed_the_trial_is_placed_wholly_or_not_at_all(session, term, thursday):
    team = make.section(session, term=term, slots=[thursday], seats=2, admission=Admission.SELECTED)
    students = [make.student(session) for _ in range(3)]

    with pytest.raises(errors.TooFewSeats):
        services.place_selected(session, team, students, **BY)
    services.place_selected(session, team, students[:2], **BY)

    assert session.scalar(select(Section.taken)) == 2


def test_an_open_section_is_not_filled_by_trial(session, chess):
    with pytest.raises(errors.OtherAdmission):
        services.place_selected(session, chess, [], **BY)


def test_an_unknown_number_is_named(session):
    student = make.student(session, student_no="20260001")

    found = services.students_by_numbers(session, student.school_id, [" 20260001", "20260001"])

    assert list(found) == [student]
    with pytest.raises(errors.NoSuchStudent, match="20269999"):
        services.students_by_numbers(session, student.school_id, ["20269999"])


def test_a_draw_places_many_or_none(session, term, chess):
    students = [make.student(session) for _ in range(3)]
    new = [services.NewPlace(chess.id, student.id, PlaceSource.DRAW) for student in students]

    services.place_many(session, term.school_id, term.id, new[:2], now=make.NOON)
    with pytest.raises(errors.SectionFull):
        services.place_many(session, term.school_id, term.id, new[2:], now=make.NOON)

    assert chess.taken == 2


def test_waiting_lists_keep_number_and_rank(session, chess):
    student = make.student(session)

    services.wait_many(
        session, chess.school_id, [services.NewWaiting(chess.id, student.id, number=7, rank=2)]
    )

    line = session.scalars(select(Waiting)).one()
    assert (line.section_id, line.student_id, line.number, line.rank) == (
        chess.id,
        student.id,
        7,
        2,
    )


def test_former_members_are_those_of_the_course_in_the_earlier_term(session, term, thursday):
    before = make.term(session, starts_on=make.date(2026, 2, 1), ends_on=make.date(2026, 7, 1))
    course = make.course(session)
    old = make.section(session, term=before, slots=[thursday], course=course)
    new = make.section(session, term=term, slots=[thursday], course=course)
    member = make.student(session)
    services.place_by_hand(session, old, member, reason="r", **BY)

    former = queries.former_members(session, term.school_id, before.id, [new.id])

    assert former == {new.id: frozenset({member.id})}
