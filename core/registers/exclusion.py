"""PostgreSQL's own guard behind the unique constraint: no two versions of an entry on one day.

Integer ranges make btree_gist unnecessary. It is deferred: within one transaction a new version may
stand beside the one whose end is recomputed next. SQLite has no such constraint, and its triggers
do not survive Django's table rebuilds; there the unique constraint and the one function that
derives ``valid_to`` hold the rule.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation


class ForbidOverlap(Operation):
    """Add the exclusion constraint to a register's version model. Reversible."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing: the models do not know the constraint."""

    def _names(self, app_label: str, schema_editor: Any, state: Any) -> tuple[str, str]:
        quote = schema_editor.connection.ops.quote_name
        table = state.apps.get_model(app_label, self.model_name)._meta.db_table
        return quote(table), quote(f"{table}_no_overlap"[:63])

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        table, name = self._names(app_label, schema_editor, to_state)
        schema_editor.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist "
            "(int8range(entry_id, entry_id, '[]') WITH &&, "
            "daterange(valid_from, valid_to) WITH &&) "
            "WHERE (superseded_at IS NULL) DEFERRABLE INITIALLY DEFERRED"
        )

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        table, name = self._names(app_label, schema_editor, from_state)
        schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")

    def describe(self) -> str:
        return f"Forbid two valid versions of one entry on one day in {self.model_name}"
