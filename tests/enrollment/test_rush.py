"""Many at once for the last seats; `make soak` does it with five hundred against a server."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from app.core.db import db
from app.enrollment import errors, services
from app.enrollment.models import Place
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
