"""Run by Alembic for each migration, on the connection that `scanner/history/database.py` hands over."""

from __future__ import annotations

from alembic import context

from scanner.history.schema import METADATA, VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"], target_metadata=METADATA, version_table=VERSION_TABLE
)
with context.begin_transaction():
    context.run_migrations()
