"""What would stand in the way of a deletion, by the foreign keys of all tables."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.db import Model


def dependants(session: Session, row: Model) -> Mapping[str, int]:
    """Count the rows that keep `row` from being deleted, by table; empty when there are none.

    Rows that would go with it (`ON DELETE CASCADE`) or forget it (`SET NULL`) do not count.
    """
    own = row.__table__
    counts: dict[str, int] = {}
    for table in Model.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table is not own or key.ondelete is not None:
                continue
            value = getattr(row, key.column.key)
            statement = select(func.count()).select_from(table).where(key.parent == value)
            if (count := session.scalar(statement)) is not None and count > 0:
                counts[table.name] = counts.get(table.name, 0) + count
    return counts
