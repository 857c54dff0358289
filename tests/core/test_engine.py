import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core.db import db
from app.core.engine import reading
from app.schools.models import School
from tests import make


def test_a_reading_transaction_cannot_write(session):
    made = make.school(session)
    session.commit()

    with reading(), pytest.raises(DBAPIError, match=r"read.?only"):
        session.execute(text("UPDATE school SET name = 'x' WHERE id = :id"), {"id": made.id})
    session.rollback()


def test_writing_is_possible_again_after_reading(session):
    made = make.school(session)
    session.commit()
    with reading():
        session.scalar(text("SELECT 1"))
        session.rollback()

    made.name = "y"
    session.commit()

    assert session.get_one(School, made.id).name == "y"


def test_no_read_modify_write_is_lost(session):
    made = make.school(session, pilot_grades="0")
    school_id, engine = made.id, db.engine
    session.commit()

    def count_up():
        for _ in range(20):
            with Session(engine) as own, own.begin():
                school = own.get_one(School, school_id, with_for_update=True)
                school.pilot_grades = str(int(school.pilot_grades) + 1)

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    session.expire_all()

    assert session.get_one(School, school_id).pilot_grades == "80"
