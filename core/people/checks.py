"""A warning where one person's posts would make the page explorer slow."""

from __future__ import annotations

from typing import Any

from django.core.checks import Tags, Warning, register
from django.db import DatabaseError
from django.db.models import Count
from django.utils.translation import gettext as _

#: Grants of one person on the page tree. Wagtail joins them all into one condition: 43 roots fail
#: on SQLite, 86 take two seconds on PostgreSQL.
MOST_GRANTS = 15


@register(Tags.database)
def scattered_posts(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[Warning]:
    """Warn of people with more than 15 posts that each stand on a place of their own."""
    from core.people.models import User

    if not databases:
        return []
    try:
        many = list(
            User.objects.annotate(grants=Count("posts"))
            .filter(grants__gt=MOST_GRANTS)
            .values_list("pk", "grants")
        )
    except DatabaseError:  # not migrated yet
        return []
    hint = _("Give one post on a site and all below it in place of many.")
    return [
        Warning(
            _("User %(pk)d holds %(count)d posts: the page explorer becomes slow.")
            % {"pk": pk, "count": count},
            hint=hint,
            id="people.W001",
        )
        for pk, count in many
    ]
