from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.audit.services import BrokenLink, broken_links, record
from tests.make import NOON


def entries(session, how_many):
    return [
        record(session, "reset password", "account", n, school_id=1, actor_id=7, now=NOON)
        for n in range(1, how_many + 1)
    ]


def test_entries_of_a_school_form_one_chain(session):
    first, second, third = entries(session, 3)

    assert (first.position, second.position, third.position) == (1, 2, 3)
    assert (second.previous_hash, third.previous_hash) == (first.hash, second.hash)
    assert broken_links(session) == []


def test_a_moment_of_another_zone_is_hashed_as_it_is_read_back(session):
    there = NOON.astimezone(ZoneInfo("Asia/Shanghai"))
    record(session, "reset password", "account", 1, school_id=1, actor_id=7, now=there)
    session.expire_all()

    assert broken_links(session) == []


@pytest.mark.parametrize("act", ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_an_entry(session, act):
    entries(session, 1)

    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(text(act))


def test_a_forged_entry_is_found(session):
    forged = entries(session, 2)[1]
    session.commit()
    session.add(forged.__class__(**facts_of(forged) | {"position": 3, "action": "forged"}))
    session.flush()

    assert broken_links(session) == [BrokenLink(1, 3, "an entry was changed")]


def test_a_lost_newest_entry_is_found(session):
    entries(session, 2)
    session.execute(text("UPDATE audit_head SET position = 3"))

    assert broken_links(session) == [BrokenLink(1, 3, "the newest entries are missing")]


def with_the_hands_of_an_intruder(session, act):
    """Change the log as somebody would who owns the database."""
    if session.get_bind().dialect.name == "sqlite":
        for trigger in ("UPDATE", "DELETE"):
            session.execute(text(f"DROP TRIGGER audit_entry_no_{trigger}"))
    else:
        session.execute(text("SET LOCAL session_replication_role = replica"))
    session.execute(text(act))
    session.expire_all()


@pytest.mark.parametrize(
    ("act", "what"),
    [
        ("UPDATE audit_entry SET actor_id = 8 WHERE position = 2", "an entry was changed"),
        ("UPDATE audit_entry SET action = 'see' WHERE position = 2", "an entry was changed"),
        ("UPDATE audit_entry SET object_type = 'x' WHERE position = 2", "an entry was changed"),
        ("UPDATE audit_entry SET object_id = 99 WHERE position = 2", "an entry was changed"),
        ("UPDATE audit_entry SET detail = '[7]' WHERE position = 2", "an entry was changed"),
        (
            "UPDATE audit_entry SET at = '2020-01-01 00:00:00' WHERE position = 2",
            "an entry was changed",
        ),
        ("UPDATE audit_entry SET hash = previous_hash WHERE position = 2", "an entry was changed"),
        ("DELETE FROM audit_entry WHERE position = 2", "an entry is missing"),
    ],
)
def test_what_an_intruder_changes_is_found(session, act, what):
    entries(session, 3)

    with_the_hands_of_an_intruder(session, act)

    assert broken_links(session) == [BrokenLink(1, 2, what)]


def facts_of(entry):
    columns = entry.__table__.columns.keys()
    return {name: getattr(entry, name) for name in columns if name != "id"}
