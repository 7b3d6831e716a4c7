"""What an organisation holds, whoever keeps it: sites, internal bodies, entries of any register.

Every model with a relation to an organisation is a holder; none has to say so. A model whose rows
are history and never edited says ``keeps_organisation = True`` and may offer a class method
``held_now(organisation)`` for those of its rows that count today.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from core.people.models import Organisation

#: Relations by which an organisation's own past is told; nobody holds anything by them.
OWN_HISTORY = frozenset({"merged_into"})


class Holding(NamedTuple):
    """``count`` rows of one model that name an organisation in ``field``.

    ``movable`` is false for published history: it keeps the body of its day, and goes on under
    another only when a new version says so.
    """

    model: type[models.Model]
    field: str
    count: int
    movable: bool

    @property
    def kind(self) -> str:
        """What the rows are, in the reader's words."""
        return str(self.model._meta.verbose_name_plural)

    def __str__(self) -> str:
        return f"{self.kind}: {self.count}"


def holdings_of(organisation: Organisation) -> list[Holding]:
    """Everything an organisation holds today, one line for each model and field."""
    found = []
    for model, field in holders():
        kept = getattr(model, "keeps_organisation", False)
        count = _rows(model, field, organisation, kept).count()
        if count:
            found.append(Holding(model, field, count, not kept))
    return sorted(found, key=lambda each: (each.model._meta.label, each.field))


def holders() -> Iterator[tuple[type[models.Model], str]]:
    """Every model and field that can name an organisation."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if (
                field.remote_field
                and field.related_model is Organisation
                and field.name not in OWN_HISTORY
            ):
                yield model, field.name


def _rows(model: type[models.Model], field: str, organisation: Organisation, kept: bool) -> Any:
    judge = getattr(model, "held_now", None)
    if kept and judge is not None:
        return judge(organisation)
    return model._default_manager.filter(**{field: organisation})


def in_words(holdings: list[Holding]) -> str:
    """All holdings in one sentence part."""
    return _(", ").join(map(str, holdings))
