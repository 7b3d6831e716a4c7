"""Django's changepassword, as an action."""

from typing import Any

from django.contrib.auth.management.commands import changepassword

from core.people.actions import create_administrator


class Command(changepassword.Command):
    def handle(self, *args: Any, **options: Any) -> str | None:
        create_administrator(
            lambda: super(Command, self).handle(*args, **options), command="changepassword"
        )
        return None
