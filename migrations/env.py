"""Runs the migrations on the app's own engine, or one that is given; SQLite in batch mode."""

from alembic import context
from flask import current_app

from app.core.db import Model

engine = context.config.attributes.get("engine") or current_app.extensions["migrate"].db.engine

with engine.connect() as connection:
    if engine.dialect.name == "sqlite":
        # Batch mode rebuilds tables; that must not fire "ON DELETE". The setting has no effect
        # inside a transaction, so it is made on the connection below SQLAlchemy's.
        connection.connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        render_as_batch=True,
        compare_type=True,
        user_module_prefix="db.",
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
    if engine.dialect.name == "sqlite":
        connection.connection.execute("PRAGMA foreign_keys=ON")
