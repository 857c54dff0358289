import re

from app.accounts.models import Account
from app.accounts.queries.people import account_by_login
from app.audit.queries import latest_entries
from app.core.roles import Role
from app.schools.models import School

CODE = re.compile(r"Code:\s+([A-Z2-9]{5}-[A-Z2-9]{5})")


def run(app, *args):
    return app.test_cli_runner().invoke(args=["school", *args])


def test_create_prints_the_first_administrators_code(app, session, client):
    printed = run(app, "create", "示范小学", "--code", "shifan")

    code = CODE.search(printed.output).group(1)
    school = session.query(School).one()
    admin = account_by_login(session, school.id, "ADMIN")
    roles = {grant.role for grant in admin.grants}
    answer = client.post("/sign-in", data={"school": "shifan", "name": "admin", "secret": code})
    assert (printed.exit_code, school.name) == (0, "示范小学")
    assert roles == {Role.SCHOOL_ADMIN}
    assert answer.headers["Location"].startswith("/choose-password")
    assert [entry.action for entry in latest_entries(session, school.id)] == [
        "issue code",
        "create school",
    ]


def test_a_taken_code_is_refused_in_a_sentence_and_nothing_is_kept(app, session):
    run(app, "create", "示范小学", "--code", "shifan")

    second = run(app, "create", "第二小学", "--code", "shifan")

    assert second.exit_code == 1
    assert "The code shifan is taken" in second.output
    assert session.query(Account).count() == 1


def test_reset_prints_a_new_code(app):
    first = CODE.search(run(app, "create", "示范小学", "--code", "shifan").output).group(1)

    second = CODE.search(run(app, "reset", "shifan").output).group(1)

    assert second != first


def test_reset_says_who_is_not_there(app):
    run(app, "create", "示范小学", "--code", "shifan")

    assert "There is no school other" in run(app, "reset", "other").output
    assert "Nobody at shifan signs in as T001" in run(app, "reset", "shifan", "T001").output
