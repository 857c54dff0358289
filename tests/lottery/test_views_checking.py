import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

import verify_draw
from app.audit.models import AuditEntry
from app.core import clock
from app.core.roles import Role
from app.lottery.services import draws, publishing
from tests import make

AFTER = make.NOON + timedelta(days=2)
BY = {"actor_id": 1, "now": AFTER}


@pytest.fixture(autouse=True)
def afterwards():
    clock.use_shift(lambda: AFTER - clock.datetime.now(clock.UTC))
    yield
    clock.use_shift()


@pytest.fixture
def choice_round(session, fair):
    """A drawn round with five lists, not published."""
    fair.chess.seats = 2
    choice_round = fair.announce()
    fair.lists(choice_round, *[[fair.chess, fair.drama]] * 5)
    draws.freeze_entries(session, choice_round, **BY)
    draws.perform_draw(session, choice_round, "207419553", **BY)
    return choice_round


@pytest.fixture
def published(session, choice_round):
    publishing.publish_round(session, choice_round, **BY)
    session.commit()
    return choice_round


@pytest.fixture
def pupil(session, client, fair, choice_round):
    """A signed-in child whose list was drawn."""
    found = publishing.drawn_round(session, choice_round)
    child = next(iter(found.lists.values())).student
    account = make.account(session, Role.STUDENT)
    child.account_id = account.id
    client.sign_in(account)
    return child


def _verified(tmp_path, capsys, *answers):
    names = []
    for n, answer in enumerate(answers):
        names.append(tmp_path / f"{n}.json")
        names[n].write_bytes(answer.data)
    return verify_draw.main([str(name) for name in names]), capsys.readouterr().out


def test_everybody_downloads_a_public_bundle_without_rows(client, published, tmp_path, capsys):
    answer = client.get(f"/draws/{published.id}/public-1.json")

    assert _verified(tmp_path, capsys, answer)[0] == 0
    assert json.loads(answer.data).keys() == verify_draw.PUBLIC
    assert f"draw-{published.id}-public-1.json" in answer.headers["Content-Disposition"]


def test_no_bundle_before_the_result_is_published(client, session, choice_round):
    session.commit()

    assert client.get(f"/draws/{choice_round.id}/public-1.json").status_code == 404


def test_no_bundle_of_a_draw_that_is_not_there(client, published):
    assert client.get(f"/draws/{published.id}/public-2.json").status_code == 404


def test_the_public_page_gives_bundle_and_verifier(client, published):
    page = client.get(f"/draws/{published.id}").text
    program = client.get("/draws/verify_draw.py")

    assert f"/draws/{published.id}/public-1.json" in page
    assert "/draws/verify_draw.py" in page
    assert program.data == Path(verify_draw.__file__).read_bytes()
    assert "attachment" in program.headers["Content-Disposition"]


def test_the_full_bundle_is_for_administrators_and_recorded(
    client, session, published, tmp_path, capsys
):
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN))

    answer = client.get(f"/rounds/{published.id}/full.json")

    code, said = _verified(tmp_path, capsys, answer)
    assert code == 0
    assert "Drawn again" in said
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.position)).all()
    assert actions[-1] == "download full bundle"


def test_a_teacher_gets_no_full_bundle(client, session, published):
    client.sign_in(make.account(session, Role.HOMEROOM_TEACHER))

    assert client.get(f"/rounds/{published.id}/full.json").status_code == 403


def test_a_family_takes_its_own_row_and_no_other(
    client, session, pupil, published, tmp_path, capsys
):
    public = client.get(f"/draws/{published.id}/public-1.json")
    row = client.get(f"/rounds/{published.id}/my-row.json")

    ticket = publishing.drawn_round(session, published).lists[pupil.id].ticket
    code, said = _verified(tmp_path, capsys, public, row)
    assert code == 0
    assert "Compare with your receipt" in said
    assert json.loads(json.loads(row.data)["row"])["ticket"] == ticket


def test_the_page_of_the_own_row_carries_all_that_the_browser_needs(client, pupil, published):
    page = client.get(f"/rounds/{published.id}/my-row").text

    row = json.loads(client.get(f"/rounds/{published.id}/my-row.json").data)
    assert f'data-root="{row["merkle_root"]}"' in page
    assert all(f'<code class="break" data-neighbour>{n}</code>' in page for n in row["path"])
    assert "js/own_row.js" in page


def test_a_child_that_handed_nothing_in_has_no_row(client, session, fair, published):
    account = make.account(session, Role.STUDENT)
    make.student(session, homeroom=fair.homeroom, account_id=account.id)
    client.sign_in(account)

    assert client.get(f"/rounds/{published.id}/my-row").status_code == 404


def other_grade(child):
    """A grade that the child is not in."""
    return child.grade % 6 + 1


def test_the_result_tells_a_line_that_was_lost_before_the_freezing(session, fair, client):
    choice_round = fair.announce()
    child, _other = fair.lists(choice_round, [fair.chess, fair.drama], [fair.chess])
    fair.chess.grade_from = fair.chess.grade_to = other_grade(child)
    session.flush()
    draws.freeze_entries(session, choice_round, **BY)
    draws.perform_draw(session, choice_round, "207419553", **BY)
    publishing.publish_round(session, choice_round, **BY)
    account = make.account(session, Role.STUDENT)
    child.account_id = account.id
    session.commit()
    client.sign_in(account)

    page = client.get(f"/rounds/{choice_round.id}/result").text

    assert "录取第 2 志愿；第 1 志愿在锁定时已经不能报了。" in page
    assert "锁定志愿时已经不能报这个社团了。" in page
