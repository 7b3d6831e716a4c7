"""What a receiver says: which of its bodies implements what it takes over."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class TakeOverForm(forms.Form):
    """The body that implements it from now on."""

    body = forms.CharField(
        label=_("Implementing body"),
        max_length=120,
        required=False,
        help_text=_("The code or name of one body of this site; empty where the change names it."),
    )
