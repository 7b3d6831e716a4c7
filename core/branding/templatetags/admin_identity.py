"""Under whose name and mark the admin stands."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def group_name() -> str:
    """The name of the whole group of sites, which no theme changes."""
    return settings.WAGTAIL_SITE_NAME
