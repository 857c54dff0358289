"""Empties the database of a demonstration, so that it can be built anew."""

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from app.core.db import Model
from app.schools.queries import schools


class NotOnlyDemonstrations(Exception):
    """There is a school that is not made up; nothing of it is touched."""

    def __str__(self) -> str:
        return "There is a real school in this database. The demonstration needs one of its own."


def wipe(session: Session) -> None:
    """Delete every row, the audit log too; in the caller's transaction.

    Raises:
        NotOnlyDemonstrations: a school is not a demonstration.
    """
    if not all(school.is_demonstration for school in schools(session)):
        raise NotOnlyDemonstrations
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        _wipe_sqlite(connection)
    else:
        names = ", ".join(f'"{table.name}"' for table in Model.metadata.sorted_tables)
        connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY")
    session.expunge_all()


def _wipe_sqlite(connection: Connection) -> None:
    """Set the triggers that keep the audit log aside while everything is deleted."""
    triggers = connection.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    ).all()
    for name, _sql in triggers:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    for table in reversed(Model.metadata.sorted_tables):
        connection.execute(table.delete())
    for _name, sql in triggers:
        connection.exec_driver_sql(sql)
