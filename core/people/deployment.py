"""What must not be in production: demo accounts, a demo's settings, a guessable key."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

LEAST_KEY = 50
LEAST_KINDS = 5
GUESSABLE = ("django-insecure", "only-for-tests", "change-me", "changeme", "secret")


@register(Tags.security, deploy=True)
def no_demo(app_configs: Any, **kwargs: Any) -> list[Error]:
    """``check --deploy``: neither a demo's settings nor one of its accounts."""
    found = []
    if getattr(settings, "DEMO", False):
        found.append(
            Error(_("DEMO is on."), hint=_("Run with core.settings.production."), id="people.E001")
        )
    try:
        count = demo_accounts()
    except DatabaseError as error:
        hint = f"{type(error).__name__}: {error}".strip()
        text = _("The database cannot be asked whether it holds demo accounts.")
        return [*found, Error(text, hint=hint, id="people.E004")]
    if count:
        found.append(
            Error(
                _("The database holds %(count)d demo accounts.") % {"count": count},
                hint=_("A demo's database does not become a province's: begin with an empty one."),
                id="people.E002",
            )
        )
    return found


@register(Tags.security, deploy=True)
def strong_key(app_configs: Any, **kwargs: Any) -> list[Error]:
    """``check --deploy``: sessions and reset links are signed with a key that nobody guesses."""
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:  # Django's own word for an empty one
        key = ""
    # What an old key has signed is still believed.
    if not any(map(_weak, [key, *settings.SECRET_KEY_FALLBACKS])):
        return []
    hint = _("Make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))'")
    return [Error(_("SECRET_KEY is missing or weak."), hint=hint, id="people.E003")]


def _weak(key: str) -> bool:
    return len(key) < LEAST_KEY or len(set(key)) < LEAST_KINDS or key.startswith(GUESSABLE)


def demo_accounts() -> int:
    """How many there are. Raises ``DatabaseError`` where the database cannot be asked."""
    from core.people.models import User

    if User._meta.db_table not in connection.introspection.table_names():
        return 0  # not migrated yet
    return User.objects.filter(demo=True).count()
