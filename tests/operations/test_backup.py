import stat
import zipfile
from datetime import date, time

import pytest
from flask import current_app
from sqlalchemy import select

from app.audit.services import record
from app.core.db import db
from app.core.roles import Role
from app.courses.models import CoursePicture
from app.operations import errors, services
from app.schools import queries
from app.schools.models import BellTime
from app.schools.services import create_school
from tests import databases, make


@pytest.fixture
def migrations(app):
    return current_app.extensions["migrate"].migrate.get_config()


@pytest.fixture
def school(session):
    """A school with a value of every kind: moments, days, times, bytes, JSON, yes and no."""
    school = create_school(session, code="shifan", name="示范小学𬭎", now=make.NOON)
    student = make.student(session, school=school, born_on=date(2017, 2, 28))
    make.account(session, Role.SCHOOL_ADMIN, school=school, login="ADMIN")
    course = make.course(session, school=school)
    course.picture = CoursePicture(school_id=school.id, content=b"\x00\xff", digest="d")
    for number in range(2):
        record(
            session,
            "show backup",
            "student",
            student.id,
            school_id=school.id,
            actor_id=None,
            now=make.NOON,
            number=number,
        )
    session.commit()
    return school


@pytest.fixture
def backup(school, tmp_path):
    path = tmp_path / "school.zip"
    services.write_backup(db.engine, path, now=make.NOON)
    return path


def _empty(app):
    db.session.remove()  # the session of the fixtures is gone with the rows it knew
    databases.empty(app)


def _altered(path, change):
    """Write a copy of an archive with the text of its members changed."""
    copy = path.with_name("altered.zip")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name).decode()))
    return copy


def test_a_restored_backup_is_the_same_school(app, backup, migrations, tmp_path):
    _empty(app)

    services.restore(db.engine, migrations, backup)

    again = services.write_backup(db.engine, tmp_path / "again.zip", now=make.NOON)
    with zipfile.ZipFile(backup) as first:
        assert services.archive.read_manifest(first) == again
    school = queries.get_school_by_code(db.session(), "shifan")
    assert school.created_at == make.NOON
    bell = db.session.scalars(select(BellTime).order_by(BellTime.id)).first()
    assert bell.starts_at == time(15, 10)


def test_new_rows_are_numbered_after_the_restored_ones(app, backup, migrations):
    _empty(app)
    services.restore(db.engine, migrations, backup)

    second = make.school(db.session())

    assert second.id > queries.get_school_by_code(db.session(), "shifan").id


def test_a_rehearsal_changes_nothing(session, backup, migrations):
    manifest = services.rehearse(migrations, backup)

    assert manifest.tables["school"].rows == 1
    assert [school.code for school in queries.schools(session)] == ["shifan"]


def test_only_this_account_may_read_a_backup(backup):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_a_backup_holds_no_key_and_leaves_no_other_file(app, backup):
    with zipfile.ZipFile(backup) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist())

    assert app.config["SECRET_KEY"].encode() not in text.split(b'"')
    assert [path.name for path in backup.parent.iterdir()] == ["school.zip"]


def test_a_backup_overwrites_nothing(backup):
    with pytest.raises(errors.FileIsThere):
        services.write_backup(db.engine, backup, now=make.NOON)


def test_a_restore_overwrites_no_school(session, backup, migrations):
    with pytest.raises(errors.DatabaseNotEmpty):
        services.restore(db.engine, migrations, backup)

    assert len(queries.schools(session)) == 1


def test_a_changed_row_is_found(backup, migrations):
    altered = _altered(
        backup,
        lambda name, text: text.replace("示范小学", "别的小学") if "school" in name else text,
    )

    with pytest.raises(errors.NotTheSame, match="school"):
        services.rehearse(migrations, altered)


def test_a_missing_row_is_found(backup, migrations):
    altered = _altered(backup, lambda name, text: "" if name == "tables/bell_time.jsonl" else text)

    with pytest.raises(errors.NotTheSame, match="bell_time"):
        services.rehearse(migrations, altered)


def test_a_backup_of_a_newer_version_is_refused(backup, migrations):
    altered = _altered(backup, lambda _name, text: text.replace('"revision": "0', '"revision": "9'))

    with pytest.raises(errors.NewerBackup):
        services.rehearse(migrations, altered)


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x05\x06" + bytes(18)])
def test_a_file_that_is_no_backup_is_refused(app, tmp_path, migrations, content):
    path = tmp_path / "file"
    path.write_bytes(content)

    with pytest.raises(errors.NoBackup):
        services.rehearse(migrations, path)


def test_a_broken_audit_chain_is_found(session, school, migrations, tmp_path):
    path = tmp_path / "school.zip"
    _forge_an_entry(session)

    services.write_backup(db.engine, path, now=make.NOON)

    with pytest.raises(errors.BrokenChain):
        services.rehearse(migrations, path)


def _forge_an_entry(session):
    entry = (
        "INSERT INTO audit_entry (school_id, position, at, action, object_type, detail,"
        " previous_hash, hash) VALUES (0, 1, '2026-01-01', 'x', 'x', '{}', 'x', 'x')"
    )
    head = "INSERT INTO audit_head (school_id, position, hash) VALUES (0, 1, 'x')"
    for statement in (entry, head):
        session.connection().exec_driver_sql(statement)
    session.commit()


def test_the_commands_say_what_they_did(app, school, tmp_path):
    path = str(tmp_path / "school.zip")
    runner = app.test_cli_runner()

    made = runner.invoke(args=["backup", path])
    again = runner.invoke(args=["backup", path])
    shown = runner.invoke(args=["restore", "--rehearse", path])
    refused = runner.invoke(args=["restore", path])

    assert [result.exit_code for result in (made, again, shown, refused)] == [0, 1, 0, 1]
    assert "1 schools" in made.output
    assert "the restored backup is the same school" in shown.output
    assert "not empty" in refused.output
