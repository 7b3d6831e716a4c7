"""Django's migrate: migrations write what they must, and the exemption ends with the command."""

from typing import Any

from django.core.management.commands import migrate

from core.actions.boundary import exempt


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> str | None:
        with exempt("migrate"):
            return super().handle(*args, **options)
