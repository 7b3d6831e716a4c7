"""Which plugins this deployment offers. Strings only: nothing of a plugin is imported here.

An in-tree plugin is named by its slug; one from PyPI by the name of its entry point in the
group ``yiwang.plugins``. Discovery offers, this list decides; the order never matters. A
deployment adds to it, without touching a file of the release, by the environment variable
``YIWANG_PLUGINS``: slugs separated by commas.
"""

import os
from importlib.metadata import entry_points
from pathlib import Path

IN_TREE = Path(__file__).resolve().parent.parent.parent / "plugins"

PLUGINS = [
    "law_library",
    "power_list",
    "responsibility_list",
]
PLUGINS += [
    slug.strip()
    for slug in os.environ.get("YIWANG_PLUGINS", "").split(",")
    if slug.strip() and slug.strip() not in PLUGINS
]


def app_config_path(slug: str) -> str:
    """The dotted path of the plugin's declaration, for INSTALLED_APPS.

    The class path is always given in full: an ``apps.py`` that imports its base class holds two
    candidates, and Django would silently fall back to a plain ``AppConfig``. A package from
    elsewhere never takes the place of an in-tree plugin. Raises ``LookupError`` where nothing, or
    more than one package, offers the slug.
    """
    if (IN_TREE / slug).is_dir():
        camel = "".join(word.capitalize() for word in slug.split("_"))
        return f"plugins.{slug}.apps.{camel}Config"
    found = {point.value for point in entry_points(group="yiwang.plugins", name=slug)}
    if len(found) != 1:
        packages = ", ".join(sorted(found)) or "no installed package and no folder of plugins/"
        raise LookupError(f"The plugin {slug!r} of the PLUGINS setting is offered by: {packages}")
    return found.pop().replace(":", ".")
