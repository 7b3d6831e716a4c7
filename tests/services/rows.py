"""The rows that migrations wrote, brought back as they were after a test that commits.

Django would empty every table and write each row again by its model: two seconds for a test on
SQLite, more than ten on PostgreSQL.
"""

import sqlite3
from abc import ABC, abstractmethod

from django.db.backends.base.base import BaseDatabaseWrapper


class MigratedRows(ABC):
    """All rows of a database as they are now; ``restore()`` brings them back."""

    def __init__(self, database: BaseDatabaseWrapper) -> None:
        self.database = database
        database.ensure_connection()

    @abstractmethod
    def restore(self) -> None:
        """Undo all that was committed since. Raises where somebody else writes and does not end."""


class SQLiteRows(MigratedRows):
    """A copy of the file, page by page."""

    def __init__(self, database: BaseDatabaseWrapper) -> None:
        super().__init__(database)
        self.kept = sqlite3.connect(":memory:", check_same_thread=False)
        database.connection.backup(self.kept)

    def restore(self) -> None:
        self.database.ensure_connection()
        here = self.database.connection
        # To copy would wait for ever for whoever writes; to begin waits as long as a site does.
        here.execute("BEGIN IMMEDIATE")
        here.execute("ROLLBACK")
        self.kept.backup(here)


class PostgreSQLRows(MigratedRows):
    """The rows of each table as PostgreSQL copies them; only tables that differ are written."""

    def __init__(self, database: BaseDatabaseWrapper) -> None:
        super().__init__(database)
        self.kept = {table: self._rows_of(table) for table in self._filled()}

    def restore(self) -> None:
        self.database.ensure_connection()
        here = self.database.connection
        with here.transaction():
            # No trigger and no foreign key has a say in this.
            here.execute("SET LOCAL session_replication_role = replica")
            for table in {*self.kept, *self._filled()}:
                kept = self.kept.get(table, [])
                if self._rows_of(table) != kept:
                    here.execute(f'DELETE FROM "{table}"')
                    with here.cursor().copy(f'COPY "{table}" FROM STDIN') as copy:
                        copy.write(b"".join(kept))

    def _filled(self) -> list[str]:
        with self.database.cursor() as cursor:
            tables = self.database.introspection.table_names(cursor)
            asked = (f"SELECT '{one}' WHERE EXISTS (SELECT FROM \"{one}\")" for one in tables)
            cursor.execute(" UNION ALL ".join(asked))
            return [table for (table,) in cursor.fetchall()]

    def _rows_of(self, table: str) -> list[bytes]:
        with self.database.connection.cursor().copy(f'COPY "{table}" TO STDOUT') as copy:
            return sorted(b"".join(copy).splitlines(keepends=True))


def migrated_rows(database: BaseDatabaseWrapper) -> MigratedRows:
    """Keep the rows of this database."""
    kind = SQLiteRows if database.vendor == "sqlite" else PostgreSQLRows
    return kind(database)
