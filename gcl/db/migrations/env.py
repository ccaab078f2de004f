"""Alembic's entry point: it runs on the connection that gcl.db.migrate hands over."""

from alembic import context

from gcl.db import Base

# render_as_batch: SQLite alters a table by copying it.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
