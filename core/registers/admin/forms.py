"""The forms of the admin: a draft with its grounds, a publication, an ending, an edition, an
upload."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput
from wagtail.documents.widgets import AdminDocumentChooser

from core.registers import codes
from core.registers.admin.receiver_fields import ReceiverFields
from core.registers.approval import Approval
from core.registers.choices import ENDING, Verb
from core.registers.dictionaries.models import Term
from core.registers.drafts import bodies_for
from core.registers.exchange import mappings
from core.registers.exchange.cells import CONTROL, clean
from core.registers.exchange.fields import TableField
from core.registers.exchange.headers import GROUND_HEADERS
from core.registers.papers import document_fields, foreign
from core.registers.spec import Register
from core.registers.time import today
from core.sitegroup.models import Member

CHANGE_FIELDS = ("verb", "valid_from", "change_ground", "state", "note")


class CleanText(forms.ModelForm):
    """Texts are kept in one form: line feeds only, no control characters."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        texts = {name: value for name, value in cleaned.items() if isinstance(value, str)}
        for name, value in texts.items():
            if CONTROL.search(value):
                self.add_error(name, _("The text holds control characters."))  # takes it out
            else:
                cleaned[name] = clean(value)
        return cleaned

    def refuse_foreign(self, site: Member, *names: str) -> None:
        """Say beside the field that a document is kept by another site."""
        chosen = [(name, self.cleaned_data.get(name)) for name in names]
        for name, document in chosen:
            if document and (said := foreign(document, site)):
                self.add_error(name, said)


class DraftForm(ReceiverFields, CleanText):
    """The content of a draft and what it proposes; choices are those of its home site."""

    expected = forms.IntegerField(widget=forms.HiddenInput, required=False)
    parent_number = forms.CharField(
        label=_("Number of the main entry"), required=False, help_text=_("Only for a new sub-item.")
    )

    def __init__(self, *args: Any, register: Register, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.register = register
        for field in register.fields:
            if field.kind in ("term", "terms"):
                terms = Term.objects.filter(dictionary__key=field.dictionary)
                self.fields[field.name].queryset = terms.filter(in_use=True) | terms.filter(
                    pk__in=self._kept(field.name, field.kind)
                )
            if field.name in self.fields:
                self.fields[field.name].label = field.label
        self.fields["verb"].choices = [("", "---------"), *_offered(register.verbs)]
        body = self.fields["organisation"]
        body.queryset = body.queryset.filter(pk__in=bodies_for(register, member))
        known = [
            ("", "—"),
            *((key, f"{one.name}（{key}）") for key, one in codes.schemes().items()),
        ]
        if (kept := self.instance.local_scheme) and kept not in codes.schemes():
            known.append((kept, kept))
        self.fields["local_scheme"] = forms.ChoiceField(
            label=self.fields["local_scheme"].label, choices=known, required=False
        )
        self.fields["expected"].initial = self.instance.revision
        self.changes = bool(self.instance.entry_id) and not self.instance.corrects_id
        if self.changes:
            self.offer_receivers(register, member, self.instance)
        if self.instance.entry_id or self.instance.corrects_id:
            del self.fields["parent_number"]

    def _kept(self, name: str, kind: str) -> list[int]:
        """What the draft has already stays choosable, also when it is out of use by now."""
        if not self.instance.pk:
            return []
        if kind == "term":
            return [pk] if (pk := getattr(self.instance, f"{name}_id")) else []
        return [term.pk for term in getattr(self.instance, name).all()]

    def clean_parent_number(self) -> str:
        number = self.cleaned_data["parent_number"].strip()
        self.parent = None
        if number:
            entries = self.register.Entry.objects.filter(member=self.instance.member, parent=None)
            self.parent = entries.filter(number=number).first()
            if self.parent is None:
                raise forms.ValidationError(_("This site has no main entry of this number."))
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("confidentiality") and not cleaned.get("confidentiality_reason"):
            self.add_error("confidentiality_reason", _("Confidentiality needs its reason."))
        self.refuse_foreign(self.instance.member, *document_fields(self.register))
        return cleaned


def draft_form(register: Register) -> type[DraftForm]:
    """The form class for a register's drafts."""
    content = [field.name for field in register.fields if field.kind != "grounds"]
    widgets: dict[str, Any] = {
        "valid_from": AdminDateInput,
        "note": forms.Textarea(attrs={"rows": 2}),
    }
    widgets |= {
        field.name: forms.CheckboxSelectMultiple(attrs={"class": "registers-choices"})
        for field in register.fields
        if field.kind == "terms"
    }
    widgets |= {
        field.name: AdminAutoHeightTextInput(attrs={"rows": 3})
        for field in register.fields
        if field.kind == "long"
    }
    widgets |= {field.name: AdminDateInput for field in register.fields if field.kind == "day"}
    widgets |= {name: AdminDocumentChooser for name in document_fields(register)}
    widgets["change_ground"] = forms.Textarea(attrs={"rows": 2})
    return forms.modelform_factory(
        register.Draft, form=DraftForm, fields=[*content, *CHANGE_FIELDS], widgets=widgets
    )


class GroundForm(CleanText):
    """A ground of a draft, with its text as a file where nobody else keeps it."""

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.refuse_foreign(self.member, "file")
        return cleaned


def ground_formset(register: Register) -> Any:
    """The grounds of a draft, one form each and one empty; a law's name is needed."""
    form = forms.modelform_factory(
        register.Ground,
        form=GroundForm,
        fields=[*GROUND_HEADERS, "file"],
        widgets={
            "text": forms.Textarea(attrs={"rows": 3}),
            "law_date": AdminDateInput,
            "file": AdminDocumentChooser,
        },
        help_texts={"file": _("The document itself, where the law library does not have it.")},
    )
    return formset_factory(form, extra=1, can_delete=True, can_order=True)


class PublishForm(forms.Form):
    """Verb, day and ground; what is left empty is taken from the draft."""

    verb = forms.ChoiceField(label=_("Kind of change"), required=False)
    day = forms.DateField(label=_("Valid from"), required=False, widget=AdminDateInput)
    ground = forms.CharField(
        label=_("Ground of the change"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, register: Register, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [("", "—"), *_offered(register.verbs)]


def _offered(verbs: Iterable[Verb]) -> list[tuple[str, Any]]:
    return [(verb.value, verb.label) for verb in verbs]


class EndForm(ReceiverFields, forms.Form):
    """How an entry ends."""

    verb = forms.ChoiceField(label=_("Kind of change"))
    day = forms.DateField(label=_("Ends on"), widget=AdminDateInput)
    ground = forms.CharField(
        label=_("Ground of the change"), widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, register: Register, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = _offered(verb for verb in register.verbs if verb in ENDING)
        self.offer_receivers(register, member)


class EditionForm(forms.Form):
    """An edition of one government's list."""

    title = forms.CharField(label=_("Title of the edition"), max_length=200)
    day = forms.DateField(label=_("As of"), widget=AdminDateInput)
    approval = forms.ModelChoiceField(
        label=_("Approved by the document"), queryset=Approval.objects.none(), required=False
    )

    def __init__(self, *args: Any, seat: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = today()
        self.fields["approval"].queryset = Approval.objects.filter(seat=seat).order_by("-day")


class UploadForm(forms.Form):
    """A file to check: for which site, by which mapping."""

    member = forms.ModelChoiceField(label=_("Site"), queryset=Member.objects.none())
    mapping = forms.ChoiceField(label=_("Mapping"))
    file = TableField(
        error_messages={
            "too_large": _("The file is too large for the screen: use the command line.")
        }
    )

    def __init__(self, *args: Any, sites: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = Member.objects.filter(pk__in=sites)
        self.fields["mapping"].choices = list(mappings.names().items())
