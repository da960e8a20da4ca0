"""Run by Alembic. A new migration is a file in versions/ with the next number; copy the last one."""

from alembic import context

from guidance.case.store.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
