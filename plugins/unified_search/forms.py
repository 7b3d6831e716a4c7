"""What the administration of search asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.api import Member, TableField
from plugins.unified_search.models import BestBet, Synonym
from plugins.unified_search.queries.best_bets import offers
from plugins.unified_search.queries.state import kind_choices
from plugins.unified_search.queries.synonyms import FIELDS, wrong_synonym


def _longest(model: Any, name: str) -> int:
    return model._meta.get_field(name).max_length


class SynonymForm(forms.Form):
    """A synonym, and the site at which its effect is shown before it is saved."""

    everyday = forms.CharField(
        label=_("Everyday word"),
        help_text=_("As people say it."),
        max_length=_longest(Synonym, "everyday"),
    )
    official = forms.CharField(
        label=_("Official word"),
        help_text=_("As it stands in titles and texts: what is found as well."),
        max_length=_longest(Synonym, "official"),
    )
    source = forms.CharField(
        label=_("Source"),
        help_text=_("Where it comes from: an article of a law, an official list, usual speech."),
        max_length=_longest(Synonym, "source"),
    )
    at = forms.ModelChoiceField(
        label=_("Site at which the effect is shown"),
        queryset=Member.objects.none(),
        empty_label=None,
        required=False,
    )

    def __init__(self, *args: Any, sites: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].queryset = sites

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        texts = {name: said.get(name, "") for name in FIELDS}
        for name, sentence in wrong_synonym(texts).items():
            self.add_error(name, sentence)
        return said

    @property
    def texts(self) -> list[str]:
        """What was written, in the order of the action."""
        return [self.cleaned_data[name] for name in FIELDS]


class ImportSynonymsForm(forms.Form):
    """A file of synonyms."""

    file = TableField()


class BestBetForm(forms.Form):
    """Which words, at which site; a search; and one of the documents that it finds."""

    site = forms.ModelChoiceField(
        label=_("Site"),
        queryset=Member.objects.none(),
        empty_label=None,
        help_text=_("The document stands first there, and at all sites below."),
    )
    words = forms.CharField(
        label=_("Words looked for"),
        help_text=_("What people look for, as they write it."),
        max_length=_longest(BestBet, "words"),
    )
    look = forms.CharField(
        label=_("Look for the document by"),
        help_text=_("Words of its title. Empty: the words above."),
        max_length=100,
        required=False,
    )
    document = forms.ChoiceField(
        label=_("What stands first"), widget=forms.RadioSelect, required=False, choices=()
    )

    def __init__(self, *args: Any, sites: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites
        self.offered = self._offered() if self.is_bound else []
        self.fields["document"].choices = self.offered
        if not self.offered:
            del self.fields["document"]

    def _offered(self) -> list[tuple[str, str]]:
        """What is found for the words that were written, at the site that was chosen."""
        site, words, look = (self.data.get(self.add_prefix(name), "") for name in SEARCHED)
        try:
            chosen = self.fields["site"].clean(site)
        except forms.ValidationError:
            return []
        return [tuple(offer) for offer in offers((look.strip() or words.strip())[:100], chosen)]


SEARCHED = ("site", "words", "look")


class RebuildForm(forms.Form):
    """Which part of the index is made anew."""

    kind = forms.ChoiceField(label=_("What is made anew"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("All of it")), *kind_choices()]
