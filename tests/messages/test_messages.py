import pytest

from app.core.roles import Role
from app.core.text import N_
from app.messages import queries, services
from tests import make

SENTENCE = N_("The draw of %(title)s is published.")


def told(session, *accounts, **values):
    first = accounts[0]
    ids = [account.id for account in accounts]
    return services.send(
        session, first.school_id, ids, SENTENCE, now=make.NOON, **{"title": "周四"} | values
    )


def test_everybody_is_told_once(session):
    mother, father = make.account(session), make.account(session)

    count = told(session, mother, father, mother)

    assert count == 2
    assert queries.unread_count(session, mother.school_id, mother.id) == 1


def test_the_page_marks_what_is_new_and_then_it_is_read(client, session):
    mother = make.guardian(session, make.student(session))
    told(session, mother)
    client.sign_in(mother)

    first, second = client.get("/inbox").text, client.get("/inbox").text

    assert ("周四" in first, 'class="unread"' in first) == (True, True)
    assert 'class="unread"' not in second


def test_nobody_reads_the_messages_of_another_school(client, session):
    mother = make.account(session, Role.GUARDIAN)
    stranger = make.account(session, Role.GUARDIAN, school=make.school(session))
    told(session, mother)
    client.sign_in(stranger)

    assert "周四" not in client.get("/inbox").text


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_inbox_takes_a_fixed_number_of_queries(client, session, count_queries, how_many):
    mother = make.account(session, Role.GUARDIAN)
    for _ in range(how_many):
        told(session, mother)
    client.sign_in(mother)
    count_queries.clear()

    client.get("/inbox")

    assert len(count_queries) == 4  # who looks, the list, its size, marked as read


@pytest.mark.parametrize(("language", "title"), [("zh_Hans_CN", "围棋"), ("en", "Chess")])
def test_a_club_is_named_in_the_language_of_who_reads(client, session, language, title):
    mother = make.guardian(session, make.student(session))
    told(session, mother, title=make.course(session, title="围棋", title_en="Chess").named)
    client.sign_in(mother)
    client.set_cookie("language", language)

    page = client.get("/inbox").text

    assert title in page
    assert "{" not in page.partition("<main")[2]
