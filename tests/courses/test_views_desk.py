from datetime import date

import pytest

from app.core.roles import Role
from app.courses import services
from app.courses.models import Domain, SectionState
from app.courses.queries import sections as queries
from app.courses.values import CourseValues
from tests import make
from tests.courses.conftest import BY, RULES

PAGES = ["", "/new", "/publish", "/copy"]


@pytest.fixture
def admin(client, session, school):
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN, school=school))
    return client


@pytest.fixture
def theirs(client, session, school, teacher):
    """The teacher of the choir, signed in."""
    client.sign_in(teacher)
    return client


def _another(session, term, values, title, **changes):
    course = services.create_course(
        session, term.school_id, CourseValues(title, domain=Domain.FITNESS, **RULES), **BY
    )
    free = {"room_id": None, "teacher_ids": []} | changes
    made = services.create_section(session, term, course, values._replace(**free), **BY)
    return queries.get_section(session, term.school_id, made.id)


def _state(session, section):
    session.expire_all()
    return queries.get_section(session, section.school_id, section.id).state


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_for_an_administrator_without_any_club(admin, path):
    assert admin.get(f"/courses{path}").status_code == 200


@pytest.mark.parametrize("path", ["/publish", "/copy"])
def test_a_teacher_neither_publishes_nor_copies(theirs, path):
    assert theirs.get(f"/courses{path}").status_code == 403
    assert theirs.post(f"/courses{path}").status_code == 403


def test_an_administrator_sees_all_clubs_and_a_teacher_their_own(
    client, session, school, teacher, term, values, section
):
    _another(session, term, values, "足球")
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN, school=school))
    everything = client.get("/courses").text
    client.sign_in(teacher)

    own = client.get("/courses").text

    assert "童声合唱" in everything
    assert "足球" in everything
    assert "童声合唱" in own
    assert "足球" not in own


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("", True),
        ("q=hechang", True),
        ("q=tshc", True),
        ("q=陈晓", True),
        ("q=X01", True),
        ("q=足球", False),
        ("state=draft", True),
        ("state=published", False),
        ("state=?", True),
    ],
)
def test_the_list_is_filtered_and_searched(admin, section, query, is_found):
    assert ("音乐室一" in admin.get(f"/courses?{query}").text) is is_found


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_list_takes_a_fixed_number_of_queries(
    client, session, school, term, values, section, count_queries, how_many
):
    for n in range(1, how_many):
        _another(session, term, values, f"足球{n}")
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN, school=school))
    client.get("/courses")
    count_queries.clear()

    client.get("/courses")

    own = [one for one in count_queries if "FROM section" in one or "FROM term" in one]
    # the terms thrice (this one, those to choose from, those before), the sections with times and
    # teachers, and the terms that have published clubs
    assert len(own) == 7


def test_a_coming_term_has_a_list_of_its_own(admin, session, school, section):
    spring = make.term(
        session, school=school, starts_on=date(2027, 2, 24), ends_on=date(2027, 7, 3), title="春季"
    )

    page = admin.get(f"/courses?term={spring.id}").text

    assert "春季" in page
    assert "音乐室一" not in page


def test_another_schools_term_does_not_exist(admin, session):
    foreign = make.term(session, school=make.school(session))

    for path in PAGES:
        assert admin.get(f"/courses{path}?term={foreign.id}").status_code == 404


def test_ready_clubs_are_published_together_and_others_stay(admin, session, term, values, section):
    roomless = _another(session, term, values, "足球")

    preview = admin.get("/courses/publish").text
    answer = admin.post("/courses/publish", data={"section_ids": [section.id, roomless.id]})

    assert "1 个可以发布，1 个还不行" in preview
    assert "《足球》还没有场地。" in preview
    assert answer.location.startswith("/courses/publish")
    assert _state(session, section) is SectionState.PUBLISHED
    assert _state(session, roomless) is SectionState.DRAFT


def test_what_is_unticked_waits_and_nothing_ticked_is_said(admin, session, section):
    answer = admin.post("/courses/publish", data={"section_ids": []})

    assert answer.status_code == 422
    assert "请至少勾选一个社团。" in answer.text
    assert _state(session, section) is SectionState.DRAFT


def test_of_two_that_clash_the_first_is_ready(admin, session, term, values, section):
    twin = _another(session, term, values, "足球")
    twin.room_id = section.room_id
    session.flush()

    page = admin.get("/courses/publish").text

    assert page.count('name="section_ids"') == 1
    assert "《童声合唱》在那里上课" in page


def test_a_draft_that_a_teacher_is_writing_is_not_published_with_others(
    admin, session, teacher, section
):
    section.proposed_by_id = teacher.id
    session.flush()

    answer = admin.post("/courses/publish", data={"section_ids": [section.id]})

    assert answer.status_code == 303
    assert _state(session, section) is SectionState.DRAFT


@pytest.fixture
def spring(session, school):
    return make.term(
        session, school=school, starts_on=date(2027, 2, 24), ends_on=date(2027, 7, 3), title="春季"
    )


def test_last_terms_clubs_are_shown_and_then_copied_as_drafts(
    admin, session, school, section, spring
):
    services.publish(session, section, **BY)

    preview = admin.get(f"/courses/copy?term={spring.id}").text
    answer = admin.post(f"/courses/copy?term={spring.id}")
    again = admin.get(f"/courses/copy?term={spring.id}").text

    copied = queries.sections(session, school.id, spring.id)
    assert "有 1 个社团可以沿用到 春季" in preview
    assert answer.status_code == 303
    assert [(one.code, one.state) for one in copied] == [("X01", SectionState.DRAFT)]
    assert "本学期已有" in again


def test_copying_names_clubs_whose_teacher_has_left(admin, session, section, teacher, spring):
    services.publish(session, section, **BY)
    teacher.is_active = False
    session.flush()

    preview = admin.get(f"/courses/copy?term={spring.id}").text
    admin.post(f"/courses/copy?term={spring.id}")

    assert "老师已离校" in preview
    assert "请另行安排：童声合唱" in admin.get(f"/courses?term={spring.id}").text


def test_without_an_earlier_term_there_is_nothing_to_copy(admin, section):
    assert "还没有发布过社团" in admin.get("/courses/copy").text
    assert admin.post("/courses/copy").status_code == 404
