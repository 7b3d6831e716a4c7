"""What consultations ask for: of the office that opens one, of readers, of who reads them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.registers.consultation import Consultation, Consulted
from core.registers.consultations.actions import LONGEST_COMMENT
from core.registers.content import LONGEST_TEXT
from core.registers.rounds.forms import day_field

#: Of more entries than this a reader names the one that he means in his words.
OFFERED = 200


class OpenForm(forms.Form):
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
