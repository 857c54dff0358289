import re

import pytest

from app.accounts import hashing
from app.accounts.models import SignIn, SignInCode, SignInFailure
from app.accounts.services.codes import issue_code
from app.core import clock
from app.core.roles import Role
from tests import make

PASSWORD = "seven otters"
WRONG = "不对"


@pytest.fixture(scope="module")
def password_hash():
    return hashing.hash_password(PASSWORD)


@pytest.fixture
def teacher(session, password_hash):
    school = make.school(session, code="shifan", name="示范小学")
    return make.account(
        session, Role.CLUB_TEACHER, school=school, login="T001", password_hash=password_hash
    )


def sign_in(client, **values):
    data = {"school": "shifan", "name": "T001", "secret": PASSWORD} | values
    return client.post("/sign-in", data=data)


def test_the_page_signs_in_and_goes_where_the_person_wanted(client, session, teacher):
    page = client.get("/inbox?page=2")
    answer = sign_in(client, next="/inbox")

    assert page.headers["Location"].startswith("/sign-in?next=/inbox")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/inbox")
    assert client.get("/inbox").status_code == 200
    assert session.query(SignIn).count() == 1


def test_nobody_is_sent_to_another_site(client, teacher):
    assert sign_in(client, next="https://example.org/").headers["Location"] == "/"


@pytest.mark.parametrize(
    "wrong", [{"secret": WRONG}, {"name": "T002"}, {"school": "another"}, {"name": ""}]
)
def test_the_same_sentence_whatever_was_wrong_and_the_failure_is_kept(
    client, session, teacher, wrong
):
    answer = sign_in(client, **wrong)

    assert answer.status_code == 422
    assert "学校、号码或密码不对" in answer.text
    assert session.query(SignInFailure).count() == 1


def test_a_card_that_opens_nothing_is_refused_as_a_card(client, session, teacher):
    answer = client.post("/sign-in", data={"school": "shifan", "secret": "ABCD-EFGH"})

    assert answer.status_code == 422
    assert "学校、号码或密码不对" not in answer.text
    assert "如果您已经设过密码，请用号码和密码登录" in answer.text
    assert session.query(SignInFailure).count() == 1


def test_too_many_failures_are_answered_with_429_and_how_long_to_wait(client, session, teacher):
    for _ in range(10):
        sign_in(client, secret=WRONG)

    answer = sign_in(client)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "300")
    assert "五分钟" in answer.text
    assert session.query(SignInFailure).count() == 10


def test_an_empty_form_says_what_is_missing(client, teacher):
    answer = client.post("/sign-in", data={})

    assert answer.status_code == 422
    assert "请输入密码" in answer.text


def test_a_card_leads_to_a_password_of_their_own(client, session, teacher):
    code = issue_code(session, teacher, now=clock.now())

    scanned = client.get(f"/sign-in/shifan?code={code}")
    shown = client.post("/sign-in", data={"school": "shifan", "secret": code, "next": "/"})
    page = client.get(shown.headers["Location"])
    done = client.post(
        shown.headers["Location"], data={"password": "nine otters", "again": "nine otters"}
    )

    assert code in scanned.text
    assert "示范小学" in scanned.text
    assert shown.headers["Location"].startswith("/choose-password")
    assert teacher.name in page.text
    assert (done.status_code, done.headers["Location"]) == (303, "/")
    assert client.get("/inbox").status_code == 200
    assert session.query(SignInCode).count() == 0


def test_a_shown_code_alone_signs_nobody_in(client, session, teacher):
    code = issue_code(session, teacher, now=clock.now())
    sign_in(client, secret=code)

    assert client.get("/inbox").status_code == 302
    assert session.query(SignIn).count() == 0


def test_two_different_passwords_are_refused_and_the_code_still_works(client, session, teacher):
    sign_in(client, secret=issue_code(session, teacher, now=clock.now()))

    answer = client.post("/choose-password", data={"password": "nine otters", "again": "nine"})

    assert answer.status_code == 422
    assert "两次输入的密码不一样" in answer.text
    assert session.query(SignInCode).count() == 1


def test_choosing_a_password_needs_a_code(client, teacher):
    for answer in (client.get("/choose-password"), client.post("/choose-password")):
        assert answer.headers["Location"] == "/sign-in"


def test_signing_out_makes_every_copy_of_the_cookie_worthless(client, session, teacher):
    sign_in(client)
    copy = client.get_cookie("session").value
    client.post("/sign-out")

    client.set_cookie("session", copy)

    assert client.get("/inbox").status_code == 302
    assert session.query(SignIn).count() == 0


def test_the_browser_remembers_its_school(client, session, teacher):
    make.school(session, code="other")
    client.get("/sign-in/shifan")

    assert "示范小学" in client.get("/sign-in").text


def test_a_single_school_need_not_be_typed(client, teacher):
    assert "示范小学" in client.get("/sign-in").text


def test_with_several_schools_the_code_is_asked_for(client, session, teacher):
    make.school(session, code="other")

    page = client.get("/sign-in").text

    assert re.search(r'<input[^>]*id="school"', page)


def test_the_page_can_be_read_in_english(client, teacher):
    client.set_cookie("language", "en")

    assert "Scan the card from the school" in client.get("/sign-in").text


def test_fifty_children_behind_one_address_sign_in_though_a_third_mistype_first(
    app, session, teacher, password_hash
):
    school_id, children = teacher.school_id, range(50)
    for n in children:
        child = make.account(session, Role.STUDENT, password_hash=password_hash)
        assert child.school_id == school_id
        make.login(session, child, f"2026{n:04}")

    def answers(n):
        phone = app.test_client()
        mistyped = [sign_in(phone, name=f"2026{n:04}", secret=WRONG)] if n % 3 == 0 else []
        return [answer.status_code for answer in [*mistyped, sign_in(phone, name=f"2026{n:04}")]]

    assert [answers(n)[-1] for n in children] == [303] * 50
    assert session.query(SignInFailure).count() == 17
