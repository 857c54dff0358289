from datetime import date, time

import pytest

from app.core.db import Model
from app.courses import services
from app.courses.models import Domain
from app.courses.queries import sections as queries
from app.courses.queries.catalogue import Meeting, catalogue, occupied_slots
from app.courses.values import CourseValues, TimeValues
from tests import make
from tests.courses.conftest import BY, RULES


@pytest.fixture
def club(session, section):
    services.publish(session, section, **BY)
    return section


def test_a_published_section_stands_in_the_catalogue(session, term, slots, club):
    (found,) = catalogue(session, term)

    assert (found.title, found.title_en, found.room, found.teacher, found.teacher_pinyin) == (
        "童声合唱",
        "Children's choir",
        "音乐室一",
        "陈晓",
        club.teachers[0].account.name_pinyin,
    )
    assert found.meetings == (Meeting(slots[4, 2].id, 4, 2, time(16, 25), time(17, 20)),)
    assert (found.accepts(3), found.accepts(5), found.accepts(None)) == (True, False, False)


def test_drafts_other_terms_and_other_schools_stay_out(session, school, term, section):
    assert catalogue(session, term) == []
    services.publish(session, section, **BY)
    other = make.term(session, school=school, starts_on=date(2027, 2, 24), ends_on=date(2027, 7, 1))
    stranger = make.term(session, school=make.school(session))

    assert catalogue(session, other) == []
    assert catalogue(session, stranger) == []


def test_a_section_with_two_times_and_two_teachers_stands_once(
    session, term, slots, club, values, school
):
    second = make.account(session, "club_teacher", school=school)
    tuesday = TimeValues(slots[2, 2].id, time(16, 25), time(17, 20))
    services.update_section(
        session,
        club,
        values._replace(
            times=[*values.times, tuesday], teacher_ids=[*values.teacher_ids, second.id]
        ),
        **BY,
    )

    (found,) = catalogue(session, term)

    assert found.weekdays == {2, 4}
    assert found.slot_ids == {slots[2, 2].id, slots[4, 2].id}
    assert found.teacher == "陈晓"


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_catalogue_is_one_statement(
    session, school, term, club, values, count_queries, how_many
):
    for n in range(how_many - 1):
        course = services.create_course(
            session, school.id, CourseValues(f"鼓{n}", domain=Domain.ARTS, **RULES), **BY
        )
        later = TimeValues(values.times[0].slot_id, time(18 + n, 0), time(18 + n, 30))
        made = services.create_section(session, term, course, values._replace(times=[later]), **BY)
        services.publish(session, queries.get_section(session, school.id, made.id), **BY)
    session.flush()
    session.refresh(term)
    count_queries.clear()

    found = catalogue(session, term)

    assert (len(found), len(count_queries)) == (how_many, 1)


def test_occupied_slots_are_those_of_the_child(session, school, term, slots, club):
    child = make.student(session, school=school)
    place, occupied = (Model.metadata.tables[name] for name in ("place", "occupied_slot"))
    own = {"school_id": school.id, "student_id": child.id}
    session.execute(
        place.insert().values(
            id=1, section_id=club.id, source="draw", began_at=make.NOON, reason="", **own
        )
    )
    session.execute(
        occupied.insert().values(term_id=term.id, slot_id=slots[4, 2].id, place_id=1, **own)
    )

    assert occupied_slots(session, term, child.id) == {slots[4, 2].id}
    assert occupied_slots(session, term, make.student(session, school=school).id) == set()
