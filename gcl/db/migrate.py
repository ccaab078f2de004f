"""Bring a database to the newest schema."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from gcl.db.session import Database
from gcl.errors import InputError

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(db: Database) -> None:
    """Run the migrations that the database lacks, in one transaction.

    Raises InputError if the database was made by a newer version of the studio.
    """
    alembic = AlembicConfig()
    alembic.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory.from_config(alembic)
    with db.write() as session:
        connection = session.connection()
        present = MigrationContext.configure(connection).get_current_revision()
        if present == scripts.get_current_head():
            return
        if present is not None and present not in {script.revision for script in scripts.walk_revisions()}:
            raise InputError(
                f"{db.path} was made by a newer version of the studio (schema {present}). "
                "Update the studio, or set GCL_HOME to another folder."
            )
        alembic.attributes["connection"] = connection
        command.upgrade(alembic, "head")
