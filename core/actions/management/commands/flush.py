"""Django's flush, for tests and demos: a production database is never emptied."""

import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import flush
from django.utils.translation import gettext as _

from core.actions.boundary import exempt
from core.delivery.shared import SHARED, shared_generations


class Command(flush.Command):
    def handle(self, **options: Any) -> str | None:
        if not settings.DEMO:
            raise CommandError(
                _("This database is not emptied: it is neither a test's nor a demo's.")
            )
        with exempt("flush"):
            answer = super().handle(**options)
        shared_generations().apply({SHARED: secrets.token_hex(8)})
        return answer
