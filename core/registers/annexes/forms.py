"""What annexes ask for: how columns are arranged, what was agreed on an overlap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.people.models import Organisation
from core.registers.annexes.annex import AnnexColumn
from core.registers.annexes.overlaps import Overlap
from core.registers.approval import Coordination


class ColumnForm(forms.Form):
    """One column: its place, its header, whether it is shown."""

    key = forms.CharField(widget=forms.HiddenInput)
    place = forms.IntegerField(label=_("Place"), min_value=1, max_value=99)
    header = forms.CharField(label=_("Header"), max_length=40)
    shown = forms.BooleanField(label=_("Shown"), required=False)


class _Columns(forms.BaseFormSet):
    def clean(self) -> None:
        """Two columns that are shown have two headers, and at least one is shown."""
        if any(self.errors):
            return
        shown = [form for form in self.forms if form.cleaned_data["shown"]]
        if not shown:
            raise forms.ValidationError(_("At least one column must be shown."))
        seen: set[str] = set()
        for form in shown:
            header = form.cleaned_data["header"]
            if header in seen:
                form.add_error("header", _("Another column has this header."))
            seen.add(header)

    def columns(self) -> list[AnnexColumn]:
        """The columns in the order of their places; of two at one place, as they stood before."""
        said = sorted((form.cleaned_data for form in self.forms), key=lambda data: data["place"])
        return [AnnexColumn(data["key"], data["header"], data["shown"]) for data in said]


def columns_formset(data: Any, columns: Sequence[AnnexColumn]) -> Any:
    """A form for each of these columns, in their order."""
    made = forms.formset_factory(
        ColumnForm, formset=_Columns, extra=0, min_num=0, max_num=len(columns), validate_max=True
    )
    initial = [
        {"key": column.key, "place": place, "header": column.header, "shown": column.shown}
        for place, column in enumerate(columns, 1)
    ]
    return made(data, initial=initial, prefix="columns")


class OverlapForm(forms.Form):
    """What was agreed where several bodies meet."""

    kind = forms.ChoiceField(label=_("Kind of overlap"), choices=Coordination.Kind.choices)
    lead = forms.ModelChoiceField(
        label=_("Body that shall lead"), queryset=Organisation.objects.none(), required=False
    )
    outcome = forms.CharField(
        label=_("What was agreed"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(
        self, *args: Any, overlap: Overlap, agreed: Coordination | None, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {
            "kind": agreed.kind if agreed else overlap.kind,
            "lead": agreed.lead_id if agreed else None,
            "outcome": agreed.outcome if agreed else "",
        }
        super().__init__(*args, **kwargs)
        bodies = [body.pk for body in overlap.bodies]
        self.fields["lead"].queryset = Organisation.objects.filter(pk__in=bodies)
