"""What a review asks for: which drafts are sent, what the public is asked about them, and by which
act they were approved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.registers.content import LONGEST_TEXT
from core.registers.rounds.forms import day_field
from core.registers.time import today


class SendForm(forms.Form):
    """The title under which a package is known."""

    title = forms.CharField(label=_("Title of the package"), max_length=200)
    everything = forms.BooleanField(label=_("All drafts of this body"), required=False)


class ApprovalForm(forms.Form):
    """The act of approval: 批准机关, 会议, 日期, 文号, 公布日期."""

    body = forms.CharField(label=_("Approving body"), max_length=120)
    meeting = forms.CharField(label=_("Meeting"), max_length=200, required=False)
    day = day_field(_("Approved on"))
    number = forms.CharField(label=_("Document number"), max_length=120)
    publish_on = day_field(_("To be published on"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day, publish_on = data.get("day"), data.get("publish_on")
        if day and day > today():
            self.add_error("day", _("The approval lies in the future."))
        if day and publish_on and publish_on < day:
            self.add_error("publish_on", _("It would be published before it was approved."))
        return data


class ConsultationForm(forms.Form):
    """What the public is asked, and until when."""

    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("What it is about"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    closes_on = day_field(_("Last day"))


class ProlongForm(forms.Form):
    """A later last day."""

    closes_on = day_field(_("Last day"))


class ConcludeForm(forms.Form):
    """What was taken up of all that was said, and why."""

    report = forms.CharField(
        label=_("What was taken up, and why"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("It is published. Where readers can be reached is deleted with it."),
    )
