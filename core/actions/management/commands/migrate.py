"""Django's migrate: migrations write what they must, and the exemption ends with the command."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connection

from core.actions.boundary import exempt
from core.delivery.generations import raise_pages
from core.delivery.models import Generation
from core.delivery.shared import SHARED


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> str | None:
        with exempt("migrate"):
            answer = super().handle(*args, **options)
        if Generation._meta.db_table in connection.introspection.table_names():
            raise_pages([SHARED])  # whatever the migrations wrote, readers see it
        return answer
