"""Many at once for the last seats; `make soak` does it with five hundred against a server."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from app.core.db import db
from app.core.errors import Conflict, Invalid
from app.enrollment import errors, services
from app.enrollment.models import Offer, OfferState, Place
from app.enrollment.queries import places as queries
from tests import make

ASKING, SEATS = 24, 5


def test_the_last_seats_are_given_once_each(app, session):
    term = make.term(session)
    club = make.section(session, term=term, slots=[make.slot(session)], seats=SEATS)
    homeroom = make.homeroom(session)
    students = [make.student(session, homeroom=homeroom).id for _ in range(ASKING)]
    school_id, club_id = term.school_id, club.id
    services.place_by_hand(  # the audit log has its first entry
        session, club, make.student(session), reason="r", actor_id=1, now=make.NOON
    )
    session.commit()
    gate = Barrier(8)

    def ask(student_id: int) -> str:
        gate.wait(30)
        with app.app_context():
            own = db.session()
            section = queries.get_section(own, school_id, club_id)
            student = queries.get_student(own, school_id, student_id)
            try:
                services.place_by_hand(own, section, student, reason="r", actor_id=1, now=make.NOON)
            except errors.SectionFull as refusal:
                own.rollback()
                return refusal.message
            own.commit()
            return "placed"

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(ask, students))

    session.expire_all()
    held = session.query(Place).filter_by(section_id=club_id).count()
    assert sorted(set(answers)) == sorted({"placed", errors.SectionFull.message})
    assert answers.count("placed") == SEATS - 1
    assert (queries.get_section(session, school_id, club_id).taken, held) == (SEATS, SEATS)


def test_one_offer_answered_by_many_at_once_gives_one_place(app, session):
    """Both parents tap, twice, while the next family leaves: one seat, one place."""
    term = make.term(session)
    slot = make.slot(session)
    club = make.section(session, term=term, slots=[slot], seats=1)
    child, leaving = make.student(session), make.student(session)
    place = make.place(session, leaving, club)
    make.waiting(session, child, club, number=1)
    make.waiting(session, make.student(session), club, number=2)
    services.end_place(session, place, reason="r", actor_id=1, now=make.NOON)
    offer = session.query(Offer).one()
    school_id, club_id, offer_id = club.school_id, club.id, offer.id
    session.commit()
    gate = Barrier(8)

    def answer(n: int) -> str:
        gate.wait(30)
        with app.app_context():
            own = db.session()
            act = services.decline_offer if n % 4 == 3 else services.accept_offer
            try:
                act(own, school_id, offer_id, actor_id=1, now=make.NOON)
            except errors.OfferEnded:
                own.rollback()
                return "ended"
            own.commit()
            return act.__name__

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(answer, range(8)))

    session.expire_all()
    held = session.query(Place).filter_by(section_id=club_id, ended_at=None).count()
    still_open = session.query(Offer).filter_by(state=OfferState.OFFERED).count()
    assert answers.count("ended") == 7
    assert (held + still_open, queries.get_section(session, school_id, club_id).taken) == (1, 1)


def test_a_cascade_and_placing_by_hand_at_once_never_sell_a_seat_twice(app, session):
    """Chains of offers through four clubs are accepted while others ask for the same seats."""
    term, slot = make.term(session), make.slot(session)
    clubs = [make.section(session, term=term, slots=[slot], seats=1) for _ in range(4)]
    members = [make.student(session) for _ in clubs]
    places = [make.place(session, *pair) for pair in zip(members, clubs, strict=True)]
    for n, child in enumerate(members[1:], start=1):
        make.waiting(session, child, clubs[n - 1], number=n)
    services.end_place(session, places[0], reason="r", actor_id=1, now=make.NOON)
    others = [make.student(session).id for _ in range(8)]
    school_id, ids = term.school_id, [club.id for club in clubs]
    session.commit()
    gate = Barrier(8)

    def act(n: int) -> None:
        gate.wait(30)
        for _ in range(4):
            with app.app_context():
                try:
                    _accept_all(school_id) if n % 2 else _ask(school_id, ids[n % 4], others[n])
                    db.session.commit()
                except (Invalid, Conflict):
                    db.session.rollback()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(act, range(8)))

    session.expire_all()
    used = [_used(session, section_id) for section_id in ids]
    assert used == [queries.get_section(session, school_id, one).taken for one in ids]
    assert max(used) == 1


def _accept_all(school_id: int) -> None:
    session = db.session()
    for (offer_id,) in session.query(Offer.id).filter_by(state=OfferState.OFFERED).all():
        services.accept_offer(session, school_id, offer_id, actor_id=1, now=make.NOON)


def _ask(school_id: int, section_id: int, student_id: int) -> None:
    session = db.session()
    section = queries.get_section(session, school_id, section_id)
    student = queries.get_student(session, school_id, student_id)
    services.place_by_hand(session, section, student, reason="r", actor_id=1, now=make.NOON)


def _used(session, section_id: int) -> int:
    places = session.query(Place).filter_by(section_id=section_id, ended_at=None)
    offers = session.query(Offer).filter_by(section_id=section_id, state=OfferState.OFFERED)
    return places.count() + offers.count()
