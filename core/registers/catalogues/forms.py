"""What the screens of the catalogue ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.registers.catalogue import CatalogueItem
from core.registers.exchange.fields import TableField


class LayDownForm(forms.Form):
    """The catalogue as a file, and the document that lays it down."""

    source = forms.CharField(
        label=_("Laid down by"),
        max_length=CatalogueItem._meta.get_field("source").max_length,
        help_text=_("Title and number of the document."),
    )
    file = TableField()


class ClaimForm(forms.Form):
    """Which body implements the chosen items: one of those the person may write for."""

    body = forms.ChoiceField(label=_("Implementing body"))

    def __init__(self, *args: Any, bodies: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing = [("", "—")] if len(bodies) > 1 else []
        self.fields["body"].choices = nothing + list(bodies.items())
