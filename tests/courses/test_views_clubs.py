import gzip
from pathlib import Path

import pytest

from app.core.roles import Role
from app.courses import services
from app.courses.models import Domain, SectionState
from app.courses.queries import sections as queries
from app.courses.reading.catalogue import read_catalogue
from app.courses.values import CourseValues, TimeValues
from tests import make
from tests.courses.conftest import BY, RULES

FILE = Path(__file__).parent / "files" / "catalogue.csv"
LARGEST_PAGE = 60_000


@pytest.fixture
def club(session, section):
    services.publish(session, section, **BY)
    return section


@pytest.fixture
def family(client, session, school):
    """A guardian of a child in grade 3, signed in."""
    child = make.student(
        session, school=school, homeroom=make.homeroom(session, school=school), name="雨涵"
    )
    client.sign_in(make.guardian(session, child, school=school))
    return client


def _another(session, term, values, title, **changes):
    course = services.create_course(
        session, term.school_id, CourseValues(title, domain=Domain.FITNESS, **RULES), **BY
    )
    changes = {"room_id": None, "teacher_ids": []} | changes
    made = services.create_section(session, term, course, values._replace(**changes), **BY)
    made.state = SectionState.PUBLISHED
    services.bump_catalogue(session, term.school_id, term.id)
    return made


def test_a_family_sees_what_fits_its_child_and_may_see_all(family, session, term, values, club):
    _another(session, term, values, "足球", grade_from=5, grade_to=6)

    fitting, everything = family.get("/clubs").text, family.get("/clubs?show=all").text

    assert "童声合唱" in fitting
    assert "足球" not in fitting
    assert "足球" in everything


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("q=合唱", True),
        ("q=hechang", True),
        ("q=tshc", True),
        ("q=choir", True),
        ("q=陈晓", True),
        ("q=音乐室", True),
        ("q=足球", False),
        ("day=4", True),
        ("day=5", False),
        ("domain=arts", True),
        ("domain=fit", False),
        ("grade=4&show=all", True),
        ("grade=5&show=all", False),
        ("day=x&grade=99&domain=?", True),
    ],
)
def test_filters_and_search(family, club, query, is_found):
    assert ("童声合唱" in family.get(f"/clubs?{query}").text) is is_found


def test_a_club_has_a_page_of_its_own(family, club):
    page = family.get(f"/clubs/{club.id}").text

    assert "童声合唱" in page
    assert "听老师指挥。" in page
    assert "不追逐打闹。" in page


def test_drafts_and_other_schools_clubs_do_not_exist(family, client, session, section):
    assert family.get(f"/clubs/{section.id}").status_code == 404
    draft = queries.get_section(session, section.school_id, section.id)
    services.publish(session, draft, **BY)
    client.sign_in(make.account(session, Role.CLUB_TEACHER, school=_other(session)))

    assert client.get(f"/clubs/{section.id}").status_code == 404


def _other(session):
    other = make.school(session)
    make.term(session, school=other)
    return other


def test_everybody_sees_the_public_page_without_any_child(client, session, club, school):
    child = make.student(session, school=school, name="欧阳雨涵")

    page = client.get("/schools/shifan/clubs")

    assert page.status_code == 200
    assert "童声合唱" in page.text
    assert child.name not in page.text
    assert "听老师指挥。" in client.get(f"/schools/shifan/clubs/{club.id}").text
    assert client.get("/schools/nowhere/clubs").status_code == 404


def test_an_edit_is_seen_at_once_and_nothing_else_is_sent_twice(family, session, club, values):
    first = family.get("/clubs")
    same = family.get("/clubs", headers={"If-None-Match": first.headers["ETag"]})
    again = queries.get_section(session, club.school_id, club.id)
    services.update_section(session, again, values._replace(seats=31), **BY)

    after = family.get("/clubs", headers={"If-None-Match": first.headers["ETag"]})

    assert (same.status_code, same.text) == (304, "")
    assert after.status_code == 200
    assert "31" in after.text


def test_the_page_is_in_the_readers_language(family, club):
    family.set_cookie("language", "en")

    assert "Children&#39;s choir" in family.get("/clubs").text


def test_an_empty_catalogue_says_what_comes(family, term):
    assert "公布" in family.get("/clubs").text


@pytest.mark.parametrize("how_many", [1, 3])
@pytest.mark.parametrize("is_cached", [False, True])
def test_the_catalogue_takes_three_statements_at_most(
    family, session, term, values, club, count_queries, how_many, is_cached
):
    for n in range(1, how_many):
        later = TimeValues(
            values.times[0].slot_id, values.times[0].starts_at, values.times[0].ends_at
        )
        _another(session, term, values, f"足球{n}", times=[later])
    if is_cached:
        family.get("/clubs")
    session.commit()
    count_queries.clear()

    family.get("/clubs")

    own = [one for one in count_queries if "sign_in" not in one and "guardianship" not in one]
    assert len(own) == (2 if is_cached else 3)  # term, the clubs once a version, the child's slots


def test_sixty_clubs_weigh_less_than_sixty_kilobytes(family, client, session, school, term):
    reading = read_catalogue(FILE.read_bytes())
    kept = services.keep_reading(session, term, reading, filename="", **BY)
    services.apply_import(session, kept, **BY)
    for section in queries.sections(session, school.id, term.id):
        section.state = SectionState.PUBLISHED
    services.bump_catalogue(session, school.id, term.id)

    page = family.get("/clubs?show=all")

    assert page.text.count("<article") == 60
    assert len(gzip.compress(page.data, 5)) < LARGEST_PAGE


def test_rows_kept_for_one_reader_lead_another_on_from_where_they_are(
    family, client, session, school, term, values, club
):
    _another(session, term, values, "足球", grade_from=5, grade_to=6)
    staff = make.account(session, Role.CLUB_TEACHER, school=school)
    family.get("/clubs?show=all")
    everything = family.get("/clubs?show=all").text

    client.sign_in(staff)
    of_staff = client.get("/clubs").text

    assert "domain=fit&amp;show=all" in everything or "show=all&amp;domain=fit" in everything
    assert "show=all" not in of_staff
