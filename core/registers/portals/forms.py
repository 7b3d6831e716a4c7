"""What is asked of a portal, and of a receipt that a person enters."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.registers.portal import Delivery
from core.registers.portals.channel import Channel
from core.registers.rounds.forms import day_field
from core.registers.time import today


class PortalForm(forms.Form):
    """A portal, with the settings of its channel."""

    name = forms.CharField(label=_("Name of the portal"), max_length=100)
    on = forms.BooleanField(
        label=_("Each edition is given to it"),
        help_text=_("Switched on, it is given the newest edition at once."),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, channel: Channel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = list(channel.fields)
        self.fields.update(deepcopy(dict(channel.fields)))
        self.order_fields(["name", *self.own, "on"])

    @property
    def said(self) -> dict[str, Any]:
        """As the actions take it."""
        data = dict(self.cleaned_data)
        return {"settings": {name: data.pop(name) for name in self.own}} | data


class ReceiptForm(forms.Form):
    """The receipt of what somebody has carried over, or has seen to be shown."""

    number = forms.CharField(
        label=_("Number of the receipt"),
        max_length=200,
        help_text=_("Where the portal gives none: what was seen there."),
    )
    on = day_field(_("Day of the receipt"))
    taken_by = forms.CharField(label=_("Taken by"), max_length=100, required=False)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, *args: Any, delivery: Delivery, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = timezone.localdate(delivery.edition.issued_at)
        self.fields["on"].initial = today()

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if not self.first <= on <= today():
            raise forms.ValidationError(_("A receipt is of a day between the edition and today."))
        return on
