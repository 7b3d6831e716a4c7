"""What the screens of argumentations ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.flows.forms import PeopleField
from core.people.models import User
from core.registers.content import LONGEST_TEXT
from core.registers.expertise.queries import experts_of
from core.registers.vote import Say, Vote
from core.sitegroup.models import Member


class AskForm(forms.Form):
    """Which experts are asked about the entries that are ticked, or about all of the package."""

    experts = PeopleField(
        label=_("Experts"),
        queryset=User.objects.none(),
        error_messages={"required": _("Choose the experts.")},
    )
    question = forms.CharField(
        label=_("What is asked"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Experts read this above the entries."),
    )
    everything = forms.BooleanField(label=_("All entries of the package"), required=False)

    def __init__(self, *args: Any, seat: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["experts"].queryset = experts_of(seat)


class VoteForm(forms.Form):
    """The three votes with their reason, on the entries that are ticked or on all that was sent."""

    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )
    everything = forms.BooleanField(label=_("All entries that were sent to me"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {
            aspect: forms.ChoiceField(
                label=Vote._meta.get_field(aspect).verbose_name,
                choices=Say.choices,
                widget=forms.RadioSelect,
            )
            for aspect in Vote.ASPECTS
        }
        self.fields = {**asked, **self.fields}

    @property
    def says(self) -> dict[str, str]:
        """The three votes of a form that is valid."""
        return {aspect: self.cleaned_data[aspect] for aspect in Vote.ASPECTS}
