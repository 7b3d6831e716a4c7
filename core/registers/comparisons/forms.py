"""What a comparison asks for: two days."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.registers.rounds.forms import day_field
from core.registers.time import today


class ComparisonForm(forms.Form):
    """The two days that are compared."""

    since = day_field(_("From the day"))
    until = day_field(_("To the day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = today()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if until and until > today():
            self.add_error("until", _("A day to come cannot be compared."))
        if since and until and since >= until:
            self.add_error("since", _("The first day lies before the second."))
        return data
