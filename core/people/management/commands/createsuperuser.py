"""Django's createsuperuser, as an action: the platform's administrator is in the log too."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser

from core.people.actions import create_administrator


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> str | None:
        create_administrator(
            lambda: super(Command, self).handle(*args, **options), command="createsuperuser"
        )
        return None
