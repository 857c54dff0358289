"""A thousand guardians are asked, answer, are reminded; the school reads what they said."""

from itertools import count
from random import Random

import pytest
from sqlalchemy import insert, select

from app.accounts.models import Account, Consent, ConsentPurpose, Guardianship, RoleGrant, Student
from app.core import clock
from app.core.roles import Role
from app.enrollment.models import Place, PlaceSource
from app.evaluation.survey.models import SurveyAnswer, SurveyChild
from app.evaluation.survey.queries.surveys import get_survey, responses
from app.evaluation.survey.services import hand_in, make_survey, mix, open_survey
from app.messages.models import Message
from app.schools.models import Homeroom
from tests import make
from tests.evaluation.survey.conftest import CLOSES, TODAY

GUARDIANS, HOMEROOMS, ANSWERING = 1000, 25, 640
KEYS = {"club_content", "overall", "advice"}


@pytest.fixture
def thousand(session, school, term):
    """A thousand children in 25 homerooms and one club each, each with a guardian who agreed."""
    clubs = [
        make.section(session, term=term, course=make.course(session, school=school), seats=500)
        for _number in range(8)
    ]
    rooms = [
        Homeroom(school_id=school.id, grade=1 + number % 6, class_no=number + 1, entry_year=2024)
        for number in range(HOMEROOMS)
    ]
    session.add_all(rooms)
    office = make.account(session, Role.SCHOOL_ADMIN, school=school)
    session.flush()
    ids, mine = count(5_000), {"school_id": school.id}
    people = [(next(ids), number) for number in range(GUARDIANS)]
    when = {"created_at": make.NOON, "is_active": True, "password_hash": None}
    session.execute(
        insert(Account), [mine | when | {"id": one, "name": f"家长{n}"} for one, n in people]
    )
    roles = [mine | {"account_id": one, "role": Role.GUARDIAN} for one, _n in people]
    session.execute(insert(RoleGrant), roles)
    children = [
        mine
        | {
            "id": one,
            "student_no": f"S{n}",
            "name": f"孩{n}",
            "homeroom_id": rooms[n % HOMEROOMS].id,
            "is_boarder": False,
            "status": "enrolled",
        }
        for one, n in people
    ]
    session.execute(insert(Student), children)
    links = [mine | {"account_id": one, "student_id": one} for one, _n in people]
    session.execute(insert(Guardianship), links)
    agreed = {"purpose": ConsentPurpose.SURVEY, "is_given": True, "at": make.NOON}
    session.execute(insert(Consent), [one | agreed for one in links])
    seats = [
        mine
        | {
            "student_id": one,
            "section_id": clubs[n % 8].id,
            "source": PlaceSource.DRAW,
            "began_at": make.NOON,
        }
        for one, n in people
    ]
    session.execute(insert(Place), seats)
    session.commit()
    return office, rooms, clubs


def test_a_survey_of_a_thousand_guardians(session, client, school, thousand, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.NOON)
    office, rooms, clubs = thousand
    room_ids = [one.id for one in rooms]
    by = {"actor_id": office.id, "now": make.NOON}
    made = make_survey(session, school, KEYS, closes_on=CLOSES, **by)
    survey = get_survey(session, school.id, made.id)
    assert open_survey(session, school, survey, **by) == GUARDIANS

    chance = Random(7)
    answering = sorted(chance.sample(range(GUARDIANS), ANSWERING))
    rows = {one.student_id: one for one in session.scalars(select(SurveyChild))}
    for number in answering:
        club = clubs[number % 8].id
        face = "2" if number % 8 == 3 else chance.choice("5543")
        sent = {("club_content", club): [face], ("overall", None): ["4"]}
        grade = rooms[number % HOMEROOMS].grade
        hand_in(session, survey, rows[5_000 + number], grade, [club], sent, today=TODAY)
    session.query(Message).delete()
    session.commit()

    mix(session, school, now=make.NOON)
    client.sign_in(office)
    survey_id = survey.id
    base = f"/surveys/{survey_id}"
    client.post(f"{base}/remind")
    page = client.get(base).text
    client.post(f"{base}/close")
    results = client.get(f"{base}/results").text

    told = set(session.scalars(select(Message.account_id)))
    assert told == {5_000 + n for n in range(GUARDIANS)} - {5_000 + n for n in answering}
    assert "64%" in page
    assert all(room.title in page for room in session.scalars(select(Homeroom)).all()[:5])
    of_room = sum(number % HOMEROOMS == 0 for number in answering)
    rates = {one.homeroom.id: (one.used, one.whole) for one in responses(session, survey)}
    assert rates[room_ids[0]] == (of_room, 40)
    assert session.query(SurveyAnswer).count() == 2 * ANSWERING
    assert f"/surveys/{survey_id}/results.xlsx" in results
    assert "100%" in results  # satisfied overall: all said so
