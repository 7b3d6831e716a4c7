from django.apps import AppConfig
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


class ActionsConfig(AppConfig):
    name = "core.actions"
    label = "actions"

    def ready(self) -> None:
        from core.actions.boundary import _exempt, watch

        def install(connection, **kwargs):  # noqa: ANN001, ANN003
            if watch not in connection.execute_wrappers:
                connection.execute_wrappers.append(watch)

        connection_created.connect(install, weak=False, dispatch_uid="write boundary")
        for connection in connections.all(initialized_only=True):
            install(connection)
        # Migrations write what they must; the exemption ends with them.
        pre_migrate.connect(
            lambda **kwargs: _exempt.set("migrate"), weak=False, dispatch_uid="migrations begin"
        )
        post_migrate.connect(
            lambda **kwargs: _exempt.set("") if kwargs["app_config"].label == "actions" else None,
            weak=False,
            dispatch_uid="migrations end",
        )
