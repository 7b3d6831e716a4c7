"""What a reader is asked who says something."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.registers.consultation import Consultation, Consulted
from core.registers.consultations.actions import LONGEST_COMMENT

#: Of more entries than this a reader names the one that he means in his words.
OFFERED = 200


class CommentForm(forms.Form):
    """What a reader says. A field that people do not see tells programs that fill in everything."""

    text = forms.CharField(
        label=_("Your comment"),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 6, "class": "input"}),
    )
    entry = forms.ModelChoiceField(
        label=_("About"),
        queryset=Consulted.objects.none(),
        required=False,
        empty_label=_("All of it"),
        widget=forms.Select(attrs={"class": "input"}),
    )
    name = forms.CharField(
        label=_("Signed"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "name"}),
        help_text=_("Published with your comment. You may leave it empty."),
    )
    contact = forms.CharField(
        label=_("Where you can be reached"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
        help_text=_("Never published, and deleted when the consultation is concluded."),
    )
    website = forms.CharField(required=False)

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if consultation.entries.count() > OFFERED:
            del self.fields["entry"]
        else:
            self.fields["entry"].queryset = consultation.entries.all()
        for name, field in self.fields.items():
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"about-{name}"

    @property
    def is_of_a_program(self) -> bool:
        return bool(self.data.get("website"))
