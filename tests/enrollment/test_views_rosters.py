"""Rosters, class lists, who has no club yet, and placing by hand: as pages."""

from io import BytesIO

import openpyxl
import pytest
from flask import before_render_template
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.core.db import db
from app.core.roles import Role
from app.courses.models import SectionTeacher, SectionTime
from app.enrollment.models import Place
from tests import make


@pytest.fixture
def chess(session, time_machine):
    time_machine.move_to(make.NOON)
    course = make.course(session, title="围棋")
    slots, term = [make.slot(session)], make.term(session)
    return make.section(session, term=term, slots=slots, seats=2, course=course)


@pytest.fixture
def homeroom(session):
    return make.homeroom(session, grade=3, class_no=2)


@pytest.fixture
def child(session, homeroom, chess):
    child = make.student(session, homeroom=homeroom, name="周小满")
    make.place(session, child, chess)
    return child


@pytest.fixture
def admin(session, client, chess):
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN))
    return client


def test_a_teacher_reads_the_own_roster_alone(session, client, chess, child):
    teacher = make.account(session, Role.CLUB_TEACHER)
    session.add(
        SectionTeacher(school_id=chess.school_id, section_id=chess.id, account_id=teacher.id)
    )
    session.flush()
    client.sign_in(teacher)

    assert "周小满" in client.get(f"/rosters/{chess.id}").text
    assert "周小满" in client.get(f"/rosters/{chess.id}/print").text

    client.sign_in(make.account(session, Role.CLUB_TEACHER))
    assert client.get(f"/rosters/{chess.id}").status_code in {403, 404}


@pytest.mark.parametrize("end", ["", "/print"])
def test_a_class_list_says_where_each_child_is(session, client, chess, child, homeroom, end):
    make.student(session, homeroom=homeroom, name="沈一诺")
    teacher = make.account(session, Role.HOMEROOM_TEACHER)
    make.homeroom_teacher(session, teacher, homeroom)
    client.sign_in(teacher)

    page = client.get(f"/class-lists/{homeroom.id}{end}")

    assert page.status_code == 200
    assert all(word in page.text for word in ("周小满", "围棋", "沈一诺"))
    other = make.homeroom(session, grade=3, class_no=3)
    assert client.get(f"/class-lists/{other.id}{end}").status_code in {403, 404}


def test_a_class_list_is_a_workbook_too(child, homeroom, admin):
    answer = admin.get(f"/class-lists/{homeroom.id}.xlsx")

    sheet = openpyxl.load_workbook(BytesIO(answer.data)).active
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "周小满" in cells
    assert any("围棋" in str(cell) for cell in cells)


def test_a_child_without_a_club_is_placed_by_hand_with_a_reason(session, admin, chess, homeroom):
    without = make.student(session, homeroom=homeroom, name="沈一诺")
    slot = session.query(SectionTime).filter_by(section_id=chess.id).one().slot_id
    assert "沈一诺" in admin.get(f"/unplaced?slot={slot}").text

    form = {"student_id": without.id, "section_id": chess.id, "slot": slot}
    assert admin.post("/places", data={**form, "reason": ""}).status_code == 422
    assert admin.post("/places", data={**form, "reason": "转学来"}).status_code == 303

    place = session.query(Place).filter_by(student_id=without.id, ended_at=None).one()
    assert place.reason == "转学来"
    assert admin.post(f"/places/{place.id}/end", data={"reason": "家长要求"}).status_code == 303
    session.expire_all()
    assert session.get(Place, place.id).end_reason == "家长要求"


def test_a_refused_placing_lets_others_write_while_its_page_is_made(app, chess, child, admin):
    made = []

    def write(_app, template, context):
        made.append(template.name)
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(text("UPDATE section SET seats = seats + 1"))

    form = {"student_id": child.id, "section_id": chess.id, "reason": "补录"}
    with before_render_template.connected_to(write, app):
        answer = admin.post("/places", data=form)

    assert (answer.status_code, made) == (422, ["enrollment/unplaced.html"])
    assert "周小满" in answer.text
