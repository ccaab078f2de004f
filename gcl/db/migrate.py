"""Bring a database to the newest schema."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect, text

from gcl.db.session import Database
from gcl.errors import InputError

MIGRATIONS = Path(__file__).parent / "migrations"
# Revisions are numbered, and a file's name begins with its number.
REVISIONS = sorted(file.stem.split("_")[0] for file in (MIGRATIONS / "versions").glob("*.py"))


def upgrade(db: Database) -> None:
    """Run the migrations that the database lacks, in one transaction.

    Raises InputError if the database was made by a newer version of the studio.
    """
    with db.write() as session:
        connection = session.connection()
        known = inspect(connection).has_table("alembic_version")
        present = session.scalar(text("SELECT version_num FROM alembic_version")) if known else None
        if present == REVISIONS[-1]:
            return
        if present is not None and present not in REVISIONS:
            raise InputError(
                f"{db.path} was made by a newer version of the studio (schema {present}). "
                "Update the studio, or set GCL_HOME to another folder."
            )
        # Imported only when there is something to do: every command of the shell opens the database.
        from alembic import command
        from alembic.config import Config as AlembicConfig

        alembic = AlembicConfig()
        alembic.set_main_option("script_location", str(MIGRATIONS))
        alembic.attributes["connection"] = connection
        command.upgrade(alembic, "head")
