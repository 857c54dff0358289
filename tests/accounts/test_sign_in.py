import time
from datetime import timedelta

import pytest

from app.accounts import hashing
from app.accounts.errors import CodeRefused, PasswordGuessable, PasswordTooShort, SignInBraked
from app.accounts.models import SignIn, SignInFailure
from app.accounts.names import device_of, normalise_login
from app.accounts.services import sign_in as services
from app.accounts.services.codes import VALID, issue_code
from app.accounts.services.sign_in import Attempt, Proof
from app.core.roles import Role
from tests import make

NOW = make.NOON
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
PASSWORD = "梧桐树下 7"


@pytest.fixture(scope="module")
def password_hash():
    return hashing.hash_password(PASSWORD)


@pytest.fixture
def school(session):
    return make.school(session, code="shifan")


@pytest.fixture
def teacher(session, school, password_hash):
    return make.account(
        session, Role.CLUB_TEACHER, school=school, login="T001", password_hash=password_hash
    )


def attempt(name="T001", secret=PASSWORD, school="shifan", address="192.0.2.1"):
    return Attempt(school, name, secret, address)


def fails(session, now=NOW, **values):
    """Whether the attempt was checked and failed; raises SignInBraked when it was not checked."""
    tried = attempt(**{"secret": "wrong"} | values)
    found = services.look_up(session, tried, now=now)
    services.count_failure(session, found, now=now)
    return True


def test_the_password_proves_the_account(session, teacher):
    found = services.look_up(session, attempt(" t００1 "), now=NOW)

    assert services.prove(found, attempt()) is Proof.PASSWORD
    assert found.credentials.account_id == teacher.id


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": "wrong"},
        {"name": "T002"},
        {"school": "other"},
        {"name": ""},
        {"secret": ""},
    ],
)
def test_anything_else_proves_nothing(session, teacher, wrong):
    tried = attempt(**wrong)

    assert services.prove(services.look_up(session, tried, now=NOW), tried) is None


def test_an_ended_account_opens_no_more(session, teacher):
    teacher.is_active = False
    session.flush()

    assert services.prove(services.look_up(session, attempt(), now=NOW), attempt()) is None


@pytest.mark.parametrize("name", ["T001", ""])
def test_a_printed_code_proves_the_account_however_it_is_typed(session, teacher, name):
    code = issue_code(session, teacher, now=NOW)
    tried = attempt(name, f" {code.lower().replace('-', ' ')} ")

    assert services.prove(services.look_up(session, tried, now=NOW), tried) is Proof.CODE


def test_a_code_expires_and_a_new_one_replaces_it(session, teacher):
    old, new = (attempt(secret=issue_code(session, teacher, now=NOW)) for _ in range(2))

    assert services.prove(services.look_up(session, old, now=NOW), old) is None
    assert services.prove(services.look_up(session, new, now=NOW), new) is Proof.CODE
    assert services.prove(services.look_up(session, new, now=NOW + VALID), new) is None


def test_codes_are_random_readable_and_stored_as_a_hash(session, teacher):
    codes = {issue_code(session, teacher, now=NOW) for _ in range(50)}

    assert len(codes) == 50
    assert all(len(code) == 11 and not set(code) & set("01OIL") for code in codes)
    assert not any(
        code
        in str(session.connection().exec_driver_sql("SELECT code_hash FROM sign_in_code").all())
        for code in codes
    )


def test_a_code_is_used_up_with_the_first_password(session, teacher):
    tried = attempt(secret=issue_code(session, teacher, now=NOW))
    known = services.look_up(session, tried, now=NOW).credentials

    services.begin_with_code(
        session, teacher.id, known.code_hash, "seven otters", device="wechat", now=NOW
    )

    mine = attempt(secret="seven otters")
    assert services.prove(services.look_up(session, tried, now=NOW), tried) is None
    assert services.prove(services.look_up(session, mine, now=NOW), mine) is Proof.PASSWORD
    with pytest.raises(CodeRefused):
        services.begin_with_code(
            session, teacher.id, known.code_hash, "eight otters", device="", now=NOW
        )


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("short", PasswordTooShort),
        ("12345678", PasswordGuessable),
        ("PassWord", PasswordGuessable),
        ("aaaaaaaa", PasswordGuessable),
    ],
)
def test_a_password_that_is_guessed_first_is_refused(session, teacher, password, refusal):
    with pytest.raises(refusal):
        services.begin_with_code(session, teacher.id, "", password, device="", now=NOW)


def test_a_sign_in_lasts_the_term_and_its_row_holds_no_token(session, teacher):
    found = services.look_up(session, attempt(), now=NOW)

    token = services.begin(session, found, device="iphone", now=NOW)

    (row,) = session.query(SignIn).all()
    assert (row.account_id, row.device) == (teacher.id, "iphone")
    assert row.expires_at == NOW + timedelta(days=200)
    assert token not in row.token_hash


def test_ten_failures_in_five_minutes_brake_an_account_even_for_its_owner(session, teacher):
    for n in range(10):
        assert fails(session, NOW + n * SECOND, address=f"192.0.2.{n}")

    with pytest.raises(SignInBraked):
        services.look_up(session, attempt(address="198.51.100.7"), now=NOW + 10 * SECOND)


def test_the_tenth_attempt_still_opens(session, teacher):
    for n in range(9):
        fails(session, NOW + n * SECOND)

    found = services.look_up(session, attempt(), now=NOW + 10 * SECOND)
    assert services.begin(session, found, device="", now=NOW + 10 * SECOND)


def test_the_brake_lets_go_five_minutes_after_the_first_of_the_ten(session, teacher):
    for n in range(10):
        fails(session, NOW + n * SECOND)

    with pytest.raises(SignInBraked):
        services.look_up(session, attempt(), now=NOW + 5 * MINUTE - SECOND)
    assert services.look_up(session, attempt(), now=NOW + 5 * MINUTE)


def test_an_account_is_braked_under_all_of_its_names(session, teacher):
    make.login(session, teacher, "13800000000")
    for n in range(10):
        fails(session, NOW, name=("T001", "138 0000 0000")[n % 2])

    with pytest.raises(SignInBraked):
        services.look_up(session, attempt(), now=NOW)


def test_a_name_without_an_account_is_braked_alike(session, teacher):
    for _ in range(10):
        fails(session, name="NOBODY")

    with pytest.raises(SignInBraked):
        services.look_up(session, attempt("NOBODY"), now=NOW)


def test_failures_written_meanwhile_brake_a_right_password_too(session, teacher):
    found = services.look_up(session, attempt(), now=NOW)
    for _ in range(10):
        fails(session)

    with pytest.raises(SignInBraked):
        services.begin(session, found, device="", now=NOW)


def test_twenty_five_failing_names_in_five_minutes_brake_an_address(session, teacher):
    for n in range(25):
        assert fails(session, NOW + n * SECOND, name=f"2026{n:04}")

    later = NOW + 30 * SECOND
    with pytest.raises(SignInBraked):
        services.look_up(session, attempt(), now=later)
    assert services.look_up(session, attempt(address="192.0.2.2"), now=later)
    assert services.look_up(session, attempt(), now=NOW + 5 * MINUTE)


def test_the_same_names_failing_again_do_not_brake_an_address(session, teacher):
    for n in range(24 * 5):
        fails(session, name=f"2026{n % 24:04}")

    assert services.look_up(session, attempt(), now=NOW)


def test_fifty_children_behind_one_address_sign_in_within_a_minute(session, school, password_hash):
    for n in range(50):
        make.account(
            session, Role.STUDENT, school=school, login=f"2026{n:04}", password_hash=password_hash
        )
    for n in range(50):
        tried, now = attempt(f"2026{n:04}"), NOW + n * SECOND
        if n % 3 == 0 and n < 72:
            fails(session, now, name=tried.name)
        found = services.look_up(session, tried, now=now)
        services.begin(session, found, device="", now=now)

    assert session.query(SignIn).count() == 50


def test_failures_are_forgotten_when_they_no_longer_count(session, teacher):
    fails(session, NOW)
    fails(session, NOW + 6 * MINUTE)

    assert [row.at for row in session.query(SignInFailure)] == [NOW + 6 * MINUTE]


def test_a_failure_takes_as_long_whether_or_not_the_account_exists(session, teacher):
    make.account(session, Role.STUDENT, login="NEW")  # has no password yet

    def seconds(name):
        tried = attempt(name, "wrong")
        found = services.look_up(session, tried, now=NOW)
        times = []
        for _ in range(5):
            began = time.thread_time()
            assert services.prove(found, tried) is None
            times.append(time.thread_time() - began)
        return min(times)

    known, unknown, new = seconds("T001"), seconds("NOBODY"), seconds("NEW")
    assert max(known, unknown, new) < 3 * min(known, unknown, new)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" 20260012 ", "20260012"),
        ("ａ２０2６\u200b", "A2026"),
        ("138 0000-0000", "13800000000"),
        ("+86 13800000000", "13800000000"),
        ("", ""),
    ],
)
def test_names_are_stored_in_one_form(typed, stored):
    assert normalise_login(typed) == stored


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        ("Mozilla/5.0 (Linux; Android 13) MicroMessenger/8.0", "wechat"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0)", "iphone"),
        ("Mozilla/5.0 (Windows NT 10.0)", "windows"),
        ("", "other"),
    ],
)
def test_devices_are_named_by_kind(agent, kind):
    assert device_of(agent) == kind
