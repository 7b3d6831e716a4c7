"""Writes. Each checks a right, is one transaction, and leaves one line in the audit log."""

from typing import Any

from core.api import Member, Right, action

from .models import Entry


def publish(site: Member, title: str, text: str = "", *, actor: Any) -> Entry:
    """Publish an entry on a site. Needs ``PUBLISH`` there."""
    with action("${slug}.publish", actor=actor, right=Right.PUBLISH, member=site) as act:
        act.target = Entry.objects.create(site=site, title=title, text=text)
    return act.target
