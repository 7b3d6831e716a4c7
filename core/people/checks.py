"""A warning where one person's posts would make the page explorer slow."""

from __future__ import annotations

from typing import Any

from django.core.checks import Tags, Warning, register
from django.db import DatabaseError
from django.db.models import Count
from django.utils.translation import gettext as _

#: Places of one person in the page tree. Wagtail joins them all into one condition: 43 roots fail
#: on SQLite, 86 take two seconds on PostgreSQL.
MOST_PLACES = 15


@register(Tags.database)
def check_scattered_posts(
    app_configs: Any = None, databases: Any = None, **kwargs: Any
) -> list[Warning]:
    """Warn of people whose posts stand in more than 15 places of the tree."""
    from core.people.models import User

    if not databases:
        return []
    places = Count("posts__member", distinct=True)
    try:
        many = list(
            User.objects.annotate(places=places)
            .filter(places__gt=MOST_PLACES)
            .values_list("username", "places")
        )
    except DatabaseError:  # not migrated yet
        return []
    hint = _("Give one post on a site and all below it in place of many.")
    return [
        Warning(
            _("%(user)s holds posts in %(count)d places: the page explorer becomes slow.")
            % {"user": username, "count": count},
            hint=hint,
            id="people.W001",
        )
        for username, count in many
    ]
