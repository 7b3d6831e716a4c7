"""What an opinion asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.registers.opinion import Opinion


class OpinionForm(forms.Form):
    """A verdict with its reason, on the entries that are ticked or on all of the package."""

    verdict = forms.ChoiceField(
        label=_("Verdict"),
        choices=Opinion.Verdict.choices,
        initial=Opinion.Verdict.AGREE,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Opinion"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    everything = forms.BooleanField(label=_("All entries of the package"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("verdict") == Opinion.Verdict.OBJECT and not data.get("text", "").strip():
            self.add_error("text", _("An objection needs its reason."))
        return data
