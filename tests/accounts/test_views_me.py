from datetime import date

import pytest

from app.accounts import hashing
from app.accounts.models import Consent, ConsentPurpose, SignIn
from app.accounts.queries import consent as consents
from app.core.roles import Role
from tests import make

PASSWORD = "seven otters"
SMALL = date(2018, 5, 3)
ON = date(2026, 9, 3)


@pytest.fixture(scope="module")
def password_hash():
    return hashing.hash_password(PASSWORD)


@pytest.fixture
def school(session):
    return make.school(session, code="shifan")


@pytest.fixture
def children(session, school):
    rooms = [make.homeroom(session, school=school, grade=grade, class_no=2) for grade in (1, 3)]
    names = ("孙嘉禾", "孙雨涵")
    return [
        make.student(session, school=school, homeroom=room, name=name, born_on=SMALL)
        for room, name in zip(rooms, names, strict=True)
    ]


@pytest.fixture
def mother(session, school, children, password_hash):
    return make.guardian(
        session, *children, school=school, login="13800000000", password_hash=password_hash
    )


def test_the_page_shows_the_own_name_roles_children_and_devices(client, mother):
    client.sign_in(mother)

    page = client.get("/me").text

    assert all(text in page for text in (mother.name, "家长", "孙嘉禾", "13800000000", "1 台设备"))


def test_everybody_has_the_page(client, session, school):
    client.sign_in(make.account(session, school=school))

    assert client.get("/me").status_code == 200


def test_changing_the_password_signs_other_devices_out(client, app, mother, session):
    client.sign_in(mother)
    other = app.test_client()
    other.sign_in(mother)
    new = {"password": "nine otters", "again": "nine otters"}

    wrong = client.post("/me/password", data=new | {"present": "no"})
    right = client.post("/me/password", data=new | {"present": PASSWORD})

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert "现在的密码不对" in wrong.text
    assert (client.get("/me").status_code, other.get("/me").status_code) == (200, 302)


def test_other_devices_can_be_ended(client, app, mother, session):
    client.sign_in(mother)
    app.test_client().sign_in(mother)

    client.post("/me/devices/end")

    assert session.query(SignIn).count() == 1
    assert client.get("/me").status_code == 200


def test_a_guardian_switches_between_the_children(client, mother, children):
    client.sign_in(mother)
    second = children[1].id

    answer = client.post("/me/child", data={"student_id": second, "next": "/me"})

    assert answer.headers["Location"] == "/me"
    with client.session_transaction() as kept:
        assert kept["child_id"] == second


def test_nobody_switches_to_another_familys_child(client, session, school, mother):
    client.sign_in(mother)
    stranger = make.student(session, school=school)

    for wanted in (stranger.id, "", "x"):
        assert client.post("/me/child", data={"student_id": wanted}).status_code == 403


def sign_in(client):
    return client.post(
        "/sign-in",
        data={"school": "shifan", "name": "13800000000", "secret": PASSWORD, "next": "/inbox"},
    )


def answers(*children, service="yes", photos="no", survey="yes"):
    given = {"service": service, "photos": photos, "survey": survey}
    return {f"{key}-{child.id}": value for child in children for key, value in given.items()}


def test_the_first_sign_in_asks_for_consent_and_then_goes_on(client, mother, children):
    first = sign_in(client)
    kept = client.post(first.headers["Location"], data=answers(*children))
    client.post("/sign-out")

    assert first.headers["Location"] == "/me/consent?next=/inbox"
    assert kept.headers["Location"] == "/inbox"
    assert sign_in(client).headers["Location"] == "/inbox"


def test_consent_is_given_and_refused_for_each_purpose_and_withdrawn(
    client, session, mother, children
):
    client.sign_in(mother)
    child = children[0]
    client.post("/me/consent", data=answers(child))
    client.post("/me/consent", data={f"survey-{child.id}": "no"})

    def has(purpose):
        return consents.has_consent(session, child, purpose, on=ON)

    assert [has(purpose) for purpose in ConsentPurpose] == [True, False, False]
    assert [(row.purpose, row.is_given) for row in consents.history(session, child)] == [
        (ConsentPurpose.SURVEY, False),
        (ConsentPurpose.SURVEY, True),
        (ConsentPurpose.PHOTOS, False),
        (ConsentPurpose.SERVICE, True),
    ]


def test_an_answer_for_another_familys_child_is_not_kept(client, session, school, mother):
    client.sign_in(mother)
    stranger = make.student(session, school=school, born_on=SMALL)

    answer = client.post("/me/consent", data=answers(stranger))

    assert answer.status_code == 422
    assert session.query(Consent).count() == 0


def test_nothing_is_asked_from_the_fourteenth_birthday_on(client, session, school, password_hash):
    child = make.student(session, school=school, born_on=date(2012, 9, 3))
    make.guardian(session, child, school=school, login="13800000000", password_hash=password_hash)

    assert child.needs_consent(date(2026, 9, 2))
    assert not child.needs_consent(ON)
    assert sign_in(client).headers["Location"] == "/inbox"


def test_a_child_of_unknown_age_is_asked_for(session, school):
    child = make.student(session, school=school)

    assert child.needs_consent(ON)
    assert not consents.has_consent(session, child, ConsentPurpose.PHOTOS, on=ON)


@pytest.mark.parametrize("how_many", [1, 3])
def test_consent_takes_a_fixed_number_of_queries(client, session, school, count_queries, how_many):
    kids = [make.student(session, school=school) for _ in range(how_many)]
    client.sign_in(make.guardian(session, *kids, school=school))
    count_queries.clear()

    client.get("/me/consent")

    assert len(count_queries) == 3  # viewer, children, answers


@pytest.mark.parametrize("role", [Role.STUDENT, Role.CLUB_TEACHER])
def test_consent_is_the_guardians(client, session, school, role):
    client.sign_in(make.account(session, role, school=school))

    assert client.get("/me/consent").status_code == 403
