"""What a round asks for: its title, the last day of each stage, who takes part."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.people.models import Organisation
from core.registers.approval import Round
from core.registers.rounds.actions import DAYS
from core.registers.rounds.queries import candidates
from core.sitegroup.models import Member


def day_field(label: Any) -> forms.DateField:
    """A day that the browser helps to choose."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget)


class RoundForm(forms.Form):
    """A round of one government; its bodies are chosen from those that are there."""

    title = forms.CharField(label=_("Title of the round"), max_length=200)
    named_by = day_field(_("Head and liaison officer named by"))
    checked_by = day_field(_("Self-check until"))
    reviewed_by = day_field(_("Joint review until"))
    published_by = day_field(_("Publication until"))
    bodies = forms.ModelMultipleChoiceField(
        label=_("Bodies that take part"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, seat: Member, round: Round | None = None, **kwargs: Any) -> None:
        there = candidates(seat)
        if round is not None:
            kwargs["initial"] = {
                "title": round.title,
                "bodies": list(round.takings.values_list("organisation", flat=True)),
                **{name: getattr(round, name) for name in DAYS},
            }
        else:
            kwargs["initial"] = {"bodies": list(there)}
        super().__init__(*args, **kwargs)
        self.fields["bodies"].queryset = Organisation.objects.filter(pk__in=there)

    @property
    def days(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in DAYS}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        before = None
        for name in DAYS:
            day = data.get(name)
            if day and before and day < before:
                self.add_error(name, _("It would end before the stage that comes first."))
            before = day or before
        return data
