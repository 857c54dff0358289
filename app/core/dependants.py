"""What would stand in the way of a deletion, by the foreign keys of all tables."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ForeignKey, Table, exists, func, select
from sqlalchemy.orm import Session

from app.core.batches import batches
from app.core.db import Model


def dependants(session: Session, row: Model) -> Mapping[str, int]:
    """Count the rows that keep `row` from being deleted, by table; empty when there are none.

    Rows that would go with it (`ON DELETE CASCADE`) or forget it (`SET NULL`) do not count.
    """
    counts: dict[str, int] = {}
    for table, key in _keeping(row.__table__):
        value = getattr(row, key.column.key)
        statement = select(func.count()).select_from(table).where(key.parent == value)
        if (count := session.scalar(statement)) is not None and count > 0:
            counts[table.name] = counts.get(table.name, 0) + count
    return counts


def is_any_used(session: Session, rows: Sequence[Model]) -> bool:
    """Whether something keeps one of some rows of one table from being deleted.

    The number of statements depends on the tables and not on the rows.
    """
    return any(
        session.scalar(select(exists().where(key.parent.in_(some))))
        for _, key in (_keeping(rows[0].__table__) if rows else ())
        for some in batches(getattr(row, key.column.key) for row in rows)
    )


def _keeping(own: Any) -> Iterator[tuple[Table, ForeignKey]]:
    """Name the foreign keys that forbid a deletion from a table."""
    for table in Model.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table is own and key.ondelete is None:
                yield table, key
