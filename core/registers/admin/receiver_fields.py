"""The fields of a form that say to whom a change gives an entry, or in which it goes on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.flows.queries import seat_of
from core.people.models import Organisation
from core.registers.receivers import lower_sites, said_of
from core.registers.spec import Register
from core.sitegroup.models import Level, Member


class ReceiverFields(forms.BaseForm):
    """Laid over a form of one entry: ``offer_receivers`` adds the fields, ``goes_to`` and
    ``successor`` are what was said, after the form was found valid."""

    goes_to: dict[str, Any]
    successor: Any = None
    _lower: dict[str, Member] = {}
    _body: Organisation | None = None

    def offer_receivers(self, register: Register, member: Member, draft: Any = None) -> None:
        """Add the fields; ``draft`` is what was said before."""
        said = draft.goes_to if draft is not None else {}
        self._register, self._member = register, member
        self._lower = {site.slug: site for site in lower_sites(member)}
        levels = {site.level for site in self._lower.values()}
        self.fields["successor"] = forms.CharField(
            label=_("Number of the entry in which it goes on"),
            required=False,
            help_text=_("For what is merged or integrated."),
            initial=draft.successor.number if draft is not None and draft.successor else "",
        )
        if self._lower:
            self.fields["lower"] = forms.ChoiceField(
                label=_("Delegated to all of one level"),
                required=False,
                choices=[
                    ("", "—"),
                    *(
                        (level.value, level.label)
                        for level in (Level.PREFECTURE, Level.COUNTY)
                        if level in levels
                    ),
                ],
            )
            self.fields["sites"] = forms.MultipleChoiceField(
                label=_("Delegated to these governments"),
                required=False,
                choices=[(site.slug, site.short_name) for site in self._lower.values()],
                widget=forms.CheckboxSelectMultiple(attrs={"class": "registers-choices"}),
                initial=said.get("sites", []),
            )
        self.fields["receiver"] = forms.CharField(
            label=_("Transferred to the body"),
            required=False,
            help_text=_("The code or name of a body on the platform."),
            initial=said.get("body", ""),
        )
        self.fields["outside"] = forms.CharField(
            label=_("Transferred to an organisation outside the platform"),
            max_length=120,
            required=False,
            initial=said.get("outside", ""),
        )

    def clean_successor(self) -> str:
        number = self.cleaned_data["successor"].strip()
        self.successor = self._register.Entry.objects.filter(number=number).first()
        if number and self.successor is None:
            raise forms.ValidationError(_("There is no entry %(number)s.") % {"number": number})
        return number

    def clean_receiver(self) -> str:
        text = self.cleaned_data["receiver"].strip()
        self._body = self._found(text) if text else None
        return text

    def _found(self, text: str) -> Organisation:
        """By code; by name at this government first, then anywhere, where only one has it."""
        known = Organisation.objects.filter(abolished_on=None)
        if body := known.filter(code=text).first():
            return body
        named = list(known.filter(name=text)[:20])
        division = seat_of(self._member).division_id
        here = [body for body in named if body.division_id == division]
        for found in (here, named):
            if len(found) == 1:
                return found[0]
        raise forms.ValidationError(
            _("Several bodies are called so: give the code.") if named else _("No such body.")
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        level, chosen = data.get("lower", ""), data.get("sites", [])
        sites = [
            site for slug, site in self._lower.items() if site.level == level or slug in chosen
        ]
        self.goes_to = said_of(sites=sites, body=self._body, outside=data.get("outside", ""))
        return data
