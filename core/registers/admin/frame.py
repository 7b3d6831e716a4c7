"""What every page of a register's admin shows around its own content."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.registers.spec import Register


def frame(register: Register, title: str, **more: Any) -> dict[str, Any]:
    """What every page of a register's admin knows."""
    slug = register.slug
    return {
        "header_title": title,
        "header_icon": "list-ul",
        "register": register,
        "register_title": register.title,
        "entries_url": reverse(f"entries_{slug}:index"),
        "drafts_url": reverse(f"drafts_{slug}:index"),
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse(f"entries_{slug}:index"), "label": register.title},
            {"url": reverse(f"drafts_{slug}:index"), "label": _("Drafts")},
            {"url": "", "label": title},
        ],
        **more,
    }
