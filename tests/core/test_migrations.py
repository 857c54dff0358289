"""Every migration goes up on both databases with rows in every table, and fits the models."""

from datetime import UTC, date, datetime, time, timedelta

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Time,
    func,
    select,
)

from app import create_app
from app.core.db import Model, db

MOMENT = datetime(2026, 9, 3, 4, 0, tzinfo=UTC)
BY_TYPE = {
    Boolean: False,
    Integer: 1,
    Float: 1.0,
    DateTime: MOMENT,
    Date: MOMENT.date(),
    Time: time(16, 20),
    JSON: {},
    LargeBinary: b"x",
}
LATER = {DateTime: MOMENT + timedelta(hours=1), Date: date(2027, 1, 22), Time: time(17, 0)}
ENDS = ("ends_", "closes_", "expires_")
# Columns that a check constraint wants otherwise; a new one may need a line here.
BY_COLUMN: dict[str, object] = {
    "action.verified_at": None,
    "course.e_kind": None,
    "diagnosis.homeroom_id": None,
    "duty.reason": "",
    "duty.stand_in_id": None,
    "end_proposal.heard_at": None,
    "end_proposal.said": "",
    "exchange.run_at": None,
    "home_plan.until": None,
    "exchange.record": "",
    "exchange_entry.to_section_id": None,
    "exchange_entry.circle": None,
    "meeting_adult.covers_id": None,
    "repair.ended_at": None,
    "repair_move.holds_section_id": None,
    "suggestion.code_hash": "",
    "survey.closed_on": None,
    "survey_answer.id": "0" * 32,
    "survey_answer.section_id": None,
    "survey_answer.text": "",
}


@pytest.fixture
def fresh_app(fresh_url, tmp_path, monkeypatch):
    """The app on a database without tables, inside a context."""
    monkeypatch.setenv("ZOUBAN_INSTANCE", str(tmp_path))
    app = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": fresh_url})
    with app.app_context():
        yield app
        db.engine.dispose()


def test_the_migrations_make_the_tables_of_the_models(session):
    context = MigrationContext.configure(session.connection(), opts={"compare_type": True})

    assert compare_metadata(context, Model.metadata) == []


def test_rows_of_every_table_survive_every_later_migration(fresh_app):
    filled: set[str] = set()
    for revision in _revisions():
        flask_migrate.upgrade(revision=revision)
        filled |= _fill_empty_tables()

    assert {name for name, rows in _row_counts().items() if rows} == filled


def test_migrations_can_be_taken_back_and_made_again(fresh_app):
    flask_migrate.upgrade()
    flask_migrate.downgrade(revision="base")
    flask_migrate.upgrade()

    assert "school" in _row_counts()


def _revisions() -> list[str]:
    """List the revisions, oldest first; there is one line of them."""
    config = current_app.extensions["migrate"].migrate.get_config()
    scripts = list(ScriptDirectory.from_config(config).walk_revisions())
    return [script.revision for script in reversed(scripts)]


def _tables(connection) -> list[Table]:
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def _rows_in(connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table))


def _row_counts() -> dict[str, int]:
    with db.engine.connect() as connection:
        return {table.name: _rows_in(connection, table) for table in _tables(connection)}


def _fill_empty_tables() -> set[str]:
    """Put one row into each table that has none; name all tables."""
    with db.engine.begin() as connection:
        tables = _tables(connection)
        for table in tables:
            if not _rows_in(connection, table):
                connection.execute(table.insert().values(_row(table)))
    return {table.name for table in tables}


def _row(table) -> dict[str, object]:
    return {
        column.name: BY_COLUMN.get(f"{table.name}.{column.name}", _value(column))
        for column in table.columns
    }


def _value(column) -> object:
    values = BY_TYPE | LATER if column.name.startswith(ENDS) else BY_TYPE
    kinds = (kind for kind in values if isinstance(column.type, kind))
    kind = next(kinds, None)
    return values[kind] if kind else "x"
