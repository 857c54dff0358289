"""Writing to many: composed, previewed, sent once, read by how many."""

import pytest
from sqlalchemy import select

from app.core.roles import Role
from app.messages.models import Announcement, Message
from tests import make

TEXT = "明天下午社团照常。"


@pytest.fixture
def school(session):
    return make.the_school(session)


@pytest.fixture
def classes(session, school):
    """Two homerooms, each with a student (with an account) and a guardian."""
    found = []
    for _ in range(2):
        homeroom = make.homeroom(session)
        own = make.account(session, Role.STUDENT)
        child = make.student(session, homeroom=homeroom, account_id=own.id)
        found.append((homeroom, child, make.guardian(session, child)))
    return found


@pytest.fixture
def office(session, client, classes):
    account = make.account(session, Role.SCHOOL_ADMIN, name="教务处")
    client.sign_in(account)
    return account


def write(client, *homerooms, do="send", key="k1", **values):
    data = {"text": TEXT, "link": "/inbox", "audiences": ["guardians"], "key": key, "do": do}
    data["homerooms"] = [homeroom.id for homeroom in homerooms]
    return client.post("/announcements/new", data=data | values)


def told(session):
    session.expire_all()
    return {row.account_id for row in session.scalars(select(Message))}


def test_the_preview_says_whom_it_reaches_and_sends_nothing(session, client, office, classes):
    page = write(client, classes[0][0], do="preview", audiences=["guardians", "students"]).text

    assert "将发给 2 人" in page
    assert f"教务处：{TEXT}" in page
    assert told(session) == set()


def test_it_goes_to_whom_was_chosen_once_and_readers_are_counted(session, client, office, classes):
    (homeroom, _, guardian), _other = classes

    answers = [write(client, homeroom) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert told(session) == {guardian.id}
    assert len(session.scalars(select(Message)).all()) == 1
    shown = client.get(answers[0].location).text
    assert "1 人中 0 人已读" in shown
    assert guardian.name in shown
    client.sign_in(guardian)
    assert TEXT in client.get("/inbox").text
    client.sign_in(office)
    assert "1 人中 1 人已读" in client.get("/announcements").text


def test_everywhere_and_the_staff(session, client, office, classes):
    write(client, everywhere="y", audiences=["guardians", "staff"])

    assert told(session) == {classes[0][2].id, classes[1][2].id, office.id}


def test_a_homeroom_teacher_writes_to_the_own_families_alone(session, client, classes):
    teacher = make.account(session, Role.HOMEROOM_TEACHER)
    make.homeroom_teacher(session, teacher, classes[0][0])
    client.sign_in(teacher)

    theirs = write(client, classes[1][0])
    staff = write(client, classes[0][0], audiences=["staff"])
    own = write(client, classes[0][0])

    assert [one.status_code for one in (theirs, staff, own)] == [422, 422, 303]
    assert told(session) == {classes[0][2].id}


def test_another_teachers_announcement_does_not_exist(session, client, office, classes):
    sent = write(client, classes[0][0])
    teacher = make.account(session, Role.HOMEROOM_TEACHER)
    make.homeroom_teacher(session, teacher, classes[0][0])
    client.sign_in(teacher)

    assert client.get(sent.location).status_code == 404
    assert "还没有群发过" in client.get("/announcements").text


@pytest.mark.parametrize(
    "values",
    [
        {"text": ""},
        {"text": "x" * 201},
        {"text": "一\n二"},
        {"link": "https://evil.example"},
        {"audiences": []},
        {"audiences": ["everybody"]},
        {"homerooms": []},
        {"homerooms": [2**40]},
    ],
)
def test_what_cannot_be_sent_is_refused(session, client, office, classes, values):
    answer = write(client, classes[0][0], **values)

    assert answer.status_code == 422
    assert session.scalars(select(Announcement)).all() == []


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_list_takes_a_fixed_number_of_queries(client, office, classes, count_queries, how_many):
    for number in range(how_many):
        write(client, classes[0][0], key=f"k{number}")
    client.get("/announcements")
    count_queries.clear()

    client.get("/announcements")

    assert len(count_queries) == 2
