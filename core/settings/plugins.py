"""Which plugins this deployment offers. Strings only: nothing of a plugin is imported here.

An in-tree plugin is named by its slug; one from PyPI by the name of its entry point in the
group ``yiwang.plugins``. Discovery offers, this list decides; the order never matters. A
deployment adds to it, without touching a file of the release, by the environment variable
``YIWANG_PLUGINS``: slugs separated by commas.
"""

import os
from importlib.metadata import entry_points
from pathlib import Path

from core.settings.environment import refuse

IN_TREE = Path(__file__).resolve().parent.parent.parent / "plugins"

PLUGINS = [
    "fund_list",
    "law_library",
    "power_list",
    "responsibility_list",
    "unified_search",
]


def app_config_path(slug: str) -> str:
    """The dotted path of the plugin's declaration, for INSTALLED_APPS.

    The class path is always given in full: an ``apps.py`` that imports its base class holds two
    candidates, and Django would silently fall back to a plain ``AppConfig``. A package from
    elsewhere never takes the place of an in-tree plugin. Raises ``LookupError`` where nothing, or
    more than one package, offers the slug.
    """
    if slug.isidentifier() and (IN_TREE / slug / "apps.py").is_file():
        camel = "".join(word.capitalize() for word in slug.split("_"))
        return f"plugins.{slug}.apps.{camel}Config"
    found = {point.value for point in entry_points(group="yiwang.plugins", name=slug)}
    if len(found) != 1:
        packages = ", ".join(sorted(found)) or "no installed package and no folder of plugins/"
        raise LookupError(f"The plugin {slug!r} of the PLUGINS setting is offered by: {packages}")
    return found.pop().replace(":", ".")


def added(text: str) -> list[str]:
    """The slugs of YIWANG_PLUGINS, each of which one package offers."""
    found = [slug for slug in map(str.strip, text.split(",")) if slug and slug not in PLUGINS]
    for slug in found:
        try:
            app_config_path(slug)
        except LookupError:
            # A slug is no secret, and the list may be long.
            refuse("YIWANG_PLUGINS", f"names {slug!r}, which no package offers, or several do")
    return found


PLUGINS += added(os.environ.get("YIWANG_PLUGINS", ""))
