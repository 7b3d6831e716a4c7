"""The forms of proceedings: a decision, a remark, work handed on. What was typed stays."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.flows.models import Step
from core.flows.papers import refuse_papers
from core.people.models import User
from core.plugins.gate import Refused


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class PapersField(forms.FileField):
    """Several files, each judged by what is in it."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = [super(PapersField, self).clean(one, initial) for one in data or [] if one]
        try:
            refuse_papers(files)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal).split("\n")) from None
        return files


class SaidForm(forms.Form):
    """A text with papers."""

    text = forms.CharField(
        label=_("Opinion"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    papers = PapersField(label=_("Papers"), required=False)


class DecisionForm(SaidForm):
    """A decision of one step; what the chosen one needs is asked for beside its field."""

    decision = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    password = forms.CharField(
        label=_("Your password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("decision", "text", "papers", "password")

    def __init__(self, *args: Any, step: Step, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.known = user, {one.key: one for one in step.flow_task.decisions}
        self.fields["decision"].choices = [(key, one.label) for key, one in self.known.items()]
        self.fields["decision"].initial = next(iter(self.known), None)
        self.more = {key: self._more(one) for key, one in self.known.items() if one.form}
        if any(one.reason for one in self.known.values()):
            needed = [str(one.label) for one in self.known.values() if one.reason]
            self.fields["text"].help_text = _("Needed for: %(decisions)s.") % {
                "decisions": "、".join(needed)
            }
        if not any(one.password for one in self.known.values()):
            del self.fields["password"]
        else:
            signed = [str(one.label) for one in self.known.values() if one.password]
            self.fields["password"].help_text = _("Needed for: %(decisions)s.") % {
                "decisions": "、".join(signed)
            }

    def _more(self, decision: Any) -> forms.Form:
        """The form of a decision; judged only if that one was chosen, filled in any case."""
        prefix = f"{self.prefix}-{decision.key}"
        if self.is_bound and self.data.get(self.add_prefix("decision")) == decision.key:
            return decision.form(self.data, prefix=prefix)
        names = decision.form.base_fields
        typed = {name: self.data.get(f"{prefix}-{name}") for name in names} if self.is_bound else {}
        return decision.form(initial=typed, prefix=prefix)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = self.known.get(data.get("decision", ""))
        if chosen is None:
            return data
        if chosen.reason and not data.get("text", "").strip():
            self.add_error("text", _("“%(decision)s” needs a reason.") % {"decision": chosen.label})
        if chosen.paper and not data.get("papers"):
            self.add_error(
                "papers", _("“%(decision)s” needs a paper.") % {"decision": chosen.label}
            )
        if chosen.key in self.more and not self.more[chosen.key].is_valid():
            self.add_error(None, _("Something is missing below."))
        if chosen.password and not self.user.check_password(data.get("password", "")):
            self.add_error("password", _("This is not your password."))
        return data

    @property
    def media(self) -> forms.Media:
        """What its own fields need, and those of the single decisions."""
        return sum((form.media for form in self.more.values()), super().media)

    @property
    def asked(self) -> list[dict[str, Any]]:
        """What single decisions ask for besides: their label and their form."""
        return [{"label": self.known[key].label, "form": form} for key, form in self.more.items()]

    @property
    def said_more(self) -> dict[str, str]:
        """What was said in the form of the decision, as it is kept with the step; rows by their
        keys."""
        form = self.more.get(self.cleaned_data["decision"])
        given = form.cleaned_data if form else {}
        return {name: str(getattr(value, "pk", value)) for name, value in given.items()}

    @property
    def confirmed(self) -> bool:
        """Whether the person has entered his password with this very form."""
        return bool(self.known[self.cleaned_data["decision"]].password)


class _ByName:
    """A person by name, and by username where two have the same."""

    def label_from_instance(self, obj: User) -> str:
        return f"{obj.get_full_name()}（{obj.username}）"


class PersonField(_ByName, forms.ModelChoiceField):
    """One person."""


class PeopleField(_ByName, forms.ModelMultipleChoiceField):
    """Several people, each with a box to tick."""

    widget = forms.CheckboxSelectMultiple


class HandForm(forms.Form):
    """To whom work is handed: another holder of its office."""

    to = PersonField(label=_("Hand to"), queryset=User.objects.none())

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people
