"""What the screens beside a review have in common: their frame, and their lines as a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.registers.exchange import files


def frame(proceeding: Any, title: str, icon: str, *, inbox: bool = False) -> dict[str, Any]:
    """The context of a screen's head, with the way ``back`` to its proceeding; the list above it is
    that of the packages, or the ``inbox`` of whoever sees none."""
    back = reverse("flows_proceeding", args=[proceeding.pk])
    above = (
        {"url": reverse("flows_inbox"), "label": _("Inbox")}
        if inbox
        else {"url": reverse("packages"), "label": _("Packages under review")}
    )
    return {
        "header_title": title,
        "header_icon": icon,
        "back": back,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            above,
            {"url": back, "label": proceeding.title},
            {"url": "", "label": title},
        ],
    }


def lines_file(
    lines: Iterable[Sequence[str]], header: Sequence[str], kind: str, title: str, name: str
) -> HttpResponse:
    """Lines under a header as a download ``<name>.<kind>``; ``kind`` is ``xlsx`` or ``csv``."""
    rows = [dict(zip(header, line, strict=True)) for line in lines]
    data = files.write(rows, header, kind, title)
    answer = HttpResponse(data, content_type=files.CONTENT_TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
