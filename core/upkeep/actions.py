"""What upkeep leaves in the audit log, and what it makes everybody read anew."""

from __future__ import annotations

from core.actions.boundary import System, action
from core.delivery import generations
from core.delivery.models import Generation
from core.people.rights import Right

ACTOR = System("manage.py upkeep")


def restored(made_at: str, release: str) -> None:
    """A backup was restored: nothing that any process remembers holds any longer."""
    with action("upkeep.restore", actor=ACTOR, right=Right.MANAGE_GROUP, made_at=made_at,
                release=release):  # fmt: skip
        _raise_all()


def upgraded(release: str, migrations: int, sites: int) -> None:
    """The platform was upgraded."""
    with action("upkeep.upgrade", actor=ACTOR, right=Right.MANAGE_GROUP, release=release,
                migrations=migrations, sites=sites):  # fmt: skip
        _raise_all()


def _raise_all() -> None:
    """Move every generation there is."""
    pages = generations.page_generations()
    for name in Generation.objects.values_list("name", flat=True):
        if name not in pages:
            generations.raise_(name)
    generations.raise_pages({*pages, generations.SHARED})
