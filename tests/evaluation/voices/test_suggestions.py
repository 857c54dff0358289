"""The suggestion box: with a name or without, mixed, answered by its day."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, insert, select
from sqlalchemy.exc import IntegrityError

from app.evaluation.voices import services
from app.evaluation.voices.errors import AnsweredAlready, BoxIsFull, SaysNothing, UnknownCode
from app.evaluation.voices.models import Suggestion
from app.evaluation.voices.queries.suggestions import suggestions
from app.evaluation.voices.services import suggestions as suggestion_services
from app.messages.models import Message
from tests import make


def said(session, house, text="门口等太久", *, by=None):
    code = services.suggest(session, house.school, text, sender_id=by, now=make.NOON)
    session.commit()
    return code


def texts(session, house):
    return [one.text for one in suggestions(session, house.school.id, answered=False)]


def test_with_a_name_the_school_reads_it_at_once_and_the_sender_is_told(session, house):
    said(session, house, by=house.family.id)
    (row,) = suggestions(session, house.school.id, answered=False)
    by = {"actor_id": house.office.id, "now": make.NOON}

    services.answer(session, house.school, row, "已改", is_public=True, **by)

    told = session.scalars(select(Message.account_id).order_by(Message.id)).all()
    assert told == [house.office.id, house.family.id]
    assert row.due_on - row.sent_on == timedelta(days=14)
    with pytest.raises(AnsweredAlready):
        services.answer(session, house.school, row, "again", is_public=True, **by)


def test_without_a_name_it_is_read_after_the_mixing_and_found_by_its_code(session, house):
    code = said(session, house)
    before = texts(session, house)

    services.mix_suggestions(session, house.school, now=make.NOON)

    assert (before, texts(session, house)) == ([], ["门口等太久"])
    row = services.found_by_code(session, house.school.id, code.lower().replace("-", " "))
    assert (row.sender_id, row.text) == (None, "门口等太久")
    assert code.replace("-", "") not in row.code_hash.upper()
    with pytest.raises(UnknownCode):
        services.found_by_code(session, house.school.id, "22222-22222")


def test_the_database_refuses_a_row_with_author_and_code(session, house):
    row = {
        "id": 7,
        "school_id": house.school.id,
        "text": "x",
        "sent_on": make.NOON.date(),
        "due_on": make.NOON.date(),
        "answer": "",
        "is_public": False,
        "is_mixed": False,
    }

    with pytest.raises(IntegrityError):
        session.execute(
            insert(Suggestion).values(row | {"sender_id": house.family.id, "code_hash": "x"})
        )


def test_held_files_keep_no_order_of_nameless_suggestions(session, house, database):
    engine = session.get_bind()

    def never_overwrite(connection):
        if database == "sqlite":
            connection.exec_driver_sql("PRAGMA secure_delete=OFF")

    event.listen(engine, "begin", never_overwrite)
    for number in range(30):
        said(session, house, f"MARK{number:02}MARK")
    session.commit()

    services.mix_suggestions(session, house.school, now=make.NOON)

    order = texts(session, house)
    assert len(order) == 30
    assert sum(one == f"MARK{n:02}MARK" for n, one in enumerate(order)) < 9
    if database == "sqlite":
        assert Path(f"{engine.url.database}-wal").read_bytes() == b""
        held = Path(engine.url.database).read_bytes()
        assert all(held.count(f"MARK{number:02}MARK".encode()) == 1 for number in range(30))
    event.remove(engine, "begin", never_overwrite)


def test_empty_and_too_many_are_refused(session, house, monkeypatch):
    monkeypatch.setattr(suggestion_services, "MOST_NAMELESS", 1)

    with pytest.raises(SaysNothing):
        said(session, house, "  ")
    said(session, house)
    with pytest.raises(BoxIsFull):
        said(session, house)
    said(session, house, by=house.family.id)


def test_who_answers_is_reminded_once_a_day_from_two_days_before(session, house):
    row = make.suggestion(session, school=house.school)
    by = {"actor_id": house.office.id, "now": make.NOON}
    services.hand_over(session, row, house.leader, row.due_on, **by)
    session.query(Message).delete()
    told = [
        services.remind_owners(session, house.school, now=make.NOON.replace(day=day, hour=hour))
        for day, hour in ((12, 4), (13, 4), (13, 6), (14, 4))
    ]

    assert told == [0, 1, 0, 1]
    assert set(session.scalars(select(Message.account_id))) == {house.leader.id}


def test_the_family_writes_and_reads_and_the_school_answers(session, client, house):
    client.sign_in(house.family)
    kept = client.post("/voices", data={"text": "匿名的话", "named": "no"})
    client.post("/voices", data={"text": "具名的话", "named": "yes"})
    empty = client.post("/voices", data={"text": "", "named": "yes"})
    code = kept.text.split("<code>")[1].split("</code>")[0]
    services.mix_suggestions(session, house.school, now=make.NOON)

    client.sign_in(house.office)
    page = client.get("/suggestions").text
    rows = {one.text: one.id for one in session.scalars(select(Suggestion))}
    answered = client.post(
        f"/suggestions/{rows['匿名的话']}/answer", data={"answer": "已改", "is_public": "y"}
    )
    given = client.post(
        f"/suggestions/{rows['具名的话']}/owner",
        data={"owner_id": house.leader.id, "due_on": "2026-09-08"},
    )
    client.sign_in(house.family)
    found = client.post("/voices/answer", data={"code": code})

    assert [one.status_code for one in (kept, empty, answered, given)] == [200, 422, 303, 303]
    assert kept.headers["Cache-Control"] == "no-store"
    assert "林家长" in page
    assert "匿名的话" in page
    assert found.text.count("已改") == 2  # by the code, and among what all may read
    assert client.post("/voices/answer", data={"code": "x"}).status_code == 422
    assert client.get("/suggestions").status_code == 403


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_lists_take_a_fixed_number_of_queries(session, client, house, count_queries, how_many):
    for _number in range(how_many):
        make.suggestion(session, school=house.school)
        make.complaint(session, school=house.school, sender_id=house.family.id)
    session.commit()
    counts = {}
    for account, path in (
        (house.office, "/suggestions"),
        (house.office, "/complaints"),
        (house.family, "/voices"),
    ):
        client.sign_in(account)
        client.get(path)
        count_queries.clear()
        client.get(path)
        counts[path] = len(count_queries)

    assert counts == {"/suggestions": 2, "/complaints": 5, "/voices": 4}
