"""The forms of the control panel: the filter, and a plugin's settings on one site."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.contract import PluginConfig
from core.plugins.panel import Wanted
from core.plugins.site_settings import SettingsRefused
from core.sitegroup.models import Level, Member

ORDERS = [("tree", _("By the tree of sites")), ("name", _("By name")), ("level", _("By level"))]


class FilterForm(forms.Form):
    """Narrows and orders the sites of the panel. Unknown values narrow nothing."""

    q = forms.CharField(label=_("Site"), required=False, max_length=60)
    level = forms.ChoiceField(label=_("Level"), required=False)
    place = forms.ChoiceField(label=_("Below"), required=False)
    order = forms.ChoiceField(label=_("Order"), required=False, choices=ORDERS)

    def __init__(self, *args: Any, sites: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [("", _("All levels")), *Level.choices]
        places = [(site.slug, site.short_name) for site in sites if site.level == Level.PREFECTURE]
        self.fields["place"].choices = [("", _("Everywhere")), *places]

    @property
    def wanted(self) -> Wanted:
        self.is_valid()
        given = self.cleaned_data
        return Wanted(
            text=given.get("q", ""),
            level=given.get("level", ""),
            place=given.get("place", ""),
            order=given.get("order") or "tree",
        )


class LinesField(forms.CharField):
    """A list of texts, one on each line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, (list, tuple)) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        return [line.strip() for line in super().to_python(value).splitlines() if line.strip()]


class SettingsForm(forms.Form):
    """One field for each of the plugin's settings, by the type of its default."""

    def __init__(self, app: PluginConfig, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, default in app.default_settings.items():
            self.fields[key] = _field(
                app.setting_labels.get(key), key, default, key in app.required_settings
            )

    def take(self, refusal: SettingsRefused) -> None:
        """Show what the action refused beside the fields it is about."""
        for key, sentence in refusal.errors.items():
            self.add_error(key if key in self.fields else None, sentence)


def _field(label: Any, key: str, default: Any, needed: bool) -> forms.Field:
    label = label or key.replace("_", " ").capitalize()
    given: dict[str, Any] = {"label": label, "required": False}
    if needed:
        given["help_text"] = _("Must be filled before the plugin can be on.")
    if isinstance(default, bool):
        return forms.BooleanField(**given)
    if isinstance(default, int):
        return forms.IntegerField(**{**given, "required": True})
    if isinstance(default, float):
        return forms.FloatField(**{**given, "required": True})
    if isinstance(default, (list, tuple)):
        return LinesField(**given)
    if isinstance(default, dict):
        return forms.JSONField(**given)
    return forms.CharField(**given)
