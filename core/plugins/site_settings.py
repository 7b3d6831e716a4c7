"""A plugin's settings on one site: strict, complete, and of the types the plugin declares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.contract import PluginConfig
from core.plugins.gate import Refused

#: What counts as not filled in; ``False`` and ``0`` are answers.
EMPTY = ("", None, [], {}, ())


class SettingsRefused(Refused):
    """Settings with mistakes: ``errors`` maps each key to its sentence."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__(" ".join(self.errors.values()))


def checked_settings(
    app: PluginConfig, stored: Mapping[str, Any], given: Mapping[str, Any], *, complete: bool
) -> dict[str, Any]:
    """What to store for a site: ``given`` over ``stored``. Raises :class:`SettingsRefused`.

    An unknown key in ``given`` is an error; one in ``stored`` comes from an older release and is
    dropped. Defaults are not stored, so that a better default reaches the sites that had no wish.
    ``complete``: the required keys must be filled, as they must before enabling.
    """
    errors = {
        key: _("%(plugin)s knows no setting %(key)s.") % {"plugin": app.verbose_name, "key": key}
        for key in given
        if key not in app.default_settings
    }
    kept = {key: value for key, value in {**stored, **given}.items() if key in app.default_settings}
    for key, value in kept.items():
        if not _fits(value, app.default_settings[key]):
            errors[key] = _("The setting %(key)s must be of the type %(type)s.") % {
                "key": key,
                "type": type(app.default_settings[key]).__name__,
            }
    if complete:
        errors |= _missing(app, {**app.default_settings, **kept})
    if errors:
        raise SettingsRefused(errors)
    return {key: value for key, value in kept.items() if value != app.default_settings[key]}


def _missing(app: PluginConfig, full: Mapping[str, Any]) -> dict[str, str]:
    return {
        key: _("%(plugin)s needs the setting %(key)s.") % {"plugin": app.verbose_name, "key": key}
        for key in app.required_settings
        if full.get(key) in EMPTY
    }


def _fits(value: Any, default: Any) -> bool:
    if default is None or value is None:
        return True
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(default, bool) and isinstance(value, bool)
    if isinstance(default, tuple):
        return isinstance(value, (list, tuple))
    return isinstance(value, type(default))
