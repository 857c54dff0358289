"""Holds everything that is on disk: database, log, backup (promise 7, "Must show" 2)."""

import re
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from app.audit.models import AuditEntry
from app.core import clock
from app.evaluation.survey.models import SurveyAnswer
from app.evaluation.survey.services import mixing
from app.messages.models import Message
from app.operations.services import write_backup
from tests import make
from tests.evaluation.survey.test_anonymity import BY_CHANCE, KEYS, _hits, _orders, _text

FAMILIES = 30


@pytest.fixture
def forgetful_by_itself_no_more(session):
    """SQLite may be built to overwrite what is deleted; the product must not rely on that."""
    engine = session.get_bind()

    def never_overwrite(connection):
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA secure_delete=OFF")

    event.listen(engine, "begin", never_overwrite)
    yield
    event.remove(engine, "begin", never_overwrite)


@pytest.fixture
def answered(session, asked, forgetful_by_itself_no_more):
    """Thirty families answer one after the other, each with a text that names its turn."""
    survey = asked.opened(KEYS)
    for number in range(FAMILIES):
        asked.answers(survey, number, advice=_text(number))
    old = set(session.scalars(select(SurveyAnswer.id)))
    session.commit()
    return old


def _held(session, folder):
    """Read every byte somebody finds: the database, its log, and a backup made now."""
    held = {}
    engine = session.get_bind()
    backup = folder / "backup.zip"
    write_backup(engine, backup, now=make.NOON)
    with zipfile.ZipFile(backup) as source:
        held["backup"] = b"\n".join(source.read(name) for name in source.namelist())
    if engine.dialect.name == "sqlite":
        held["database"] = Path(engine.url.database).read_bytes()
        held["log"] = Path(f"{engine.url.database}-wal").read_bytes()
    return {name: raw.decode("latin-1") for name, raw in held.items()}


def test_no_file_keeps_the_order_or_the_ids_of_handing_in(session, asked, answered, tmp_path):
    mixing.mix(session, asked.school, now=make.NOON)
    session.commit()

    for name, raw in _held(session, tmp_path).items():
        found = re.findall("MARK[0-9]{2}MARK", raw)
        assert len(found) == (0 if name == "log" else FAMILIES), name
        assert _hits(found) < BY_CHANCE, name
        assert _hits(reversed(found)) < BY_CHANCE, name
        assert not any(old in raw for old in answered), name


def test_the_test_sees_what_a_dropped_overwriting_leaves(
    session, asked, answered, tmp_path, monkeypatch, database
):
    monkeypatch.setattr(mixing, "overwrite_deleted", lambda _session: None)
    mixing.mix(session, asked.school, now=make.NOON)
    session.commit()

    held = _held(session, tmp_path)

    if database == "sqlite":
        assert any(old in held["database"] for old in answered)
    else:  # nothing to drop there: VACUUM FULL writes the table anew
        assert not any(old in held["backup"] for old in answered)


def test_the_test_sees_a_mixing_that_keeps_the_order(session, asked, answered, monkeypatch):
    monkeypatch.setattr(mixing, "_chance", KeepsOrder())

    mixing.mix(session, asked.school, now=make.NOON)

    dialect = session.get_bind().dialect.name
    assert max(_hits(order) for order in _orders(session, dialect)) == FAMILIES


class KeepsOrder:
    """A source of chance that is none."""

    def shuffle(self, rows):
        rows.sort(key=lambda row: row["text"])
        for number, row in enumerate(rows):
            row["id"] = f"{number:032x}"


def test_a_ballot_leaves_no_other_row_behind(session, asked, answered):
    entries = session.scalars(select(AuditEntry.action)).all()
    written = session.scalar(select(func.count()).select_from(Message))

    assert "hand in ballot" not in entries
    assert {one for one in entries if "survey" in one} == {"make survey", "open survey"}
    assert written == FAMILIES  # the invitations


def test_nothing_of_a_ballot_is_logged(session, client, asked, monkeypatch, caplog):
    monkeypatch.setattr(clock, "now", lambda: make.NOON)
    asked.opened(KEYS)
    client.sign_in(asked.guardians[0])
    caplog.clear()
    club = asked.section.id
    said = {f"q-club_content-{club}": "2", "q-overall": "1", "q-advice": "MARK99MARK"}

    client.post("/survey", data={"child": asked.pupils[0].id} | said)

    assert session.scalars(select(SurveyAnswer.text).where(SurveyAnswer.text != "")).all()
    assert "MARK99MARK" not in caplog.text
