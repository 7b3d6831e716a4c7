from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.signals import connection_created


class ActionsConfig(AppConfig):
    name = "core.actions"
    label = "actions"

    def ready(self) -> None:
        from core.actions.boundary import watch
        from core.actions.drivers import watch_bulk_roads

        def install(connection: Any, **kwargs: Any) -> None:
            if watch not in connection.execute_wrappers:
                connection.execute_wrappers.append(watch)
            watch_bulk_roads(connection)

        connection_created.connect(install, weak=False, dispatch_uid="write boundary")
        for connection in connections.all(initialized_only=True):
            if connection.connection is not None:
                install(connection)
