"""Which plugins this deployment offers. Strings only: nothing is imported here.

An in-tree plugin is named by its slug; one from PyPI by the name of its entry point in the
group ``yiwang.plugins``. Discovery offers, this list decides; the order never matters.
"""

from importlib.metadata import entry_points

PLUGINS = [
    "law_library",
    "power_list",
    "responsibility_list",
]


def app_config_path(slug: str) -> str:
    """The dotted path of the plugin's declaration, for INSTALLED_APPS.

    The class path is always given in full: an ``apps.py`` that imports its base class holds two
    candidates, and Django would silently fall back to a plain ``AppConfig``.
    """
    for point in entry_points(group="yiwang.plugins"):
        if point.name == slug:
            return point.value.replace(":", ".")
    camel = "".join(word.capitalize() for word in slug.split("_"))
    return f"plugins.{slug}.apps.{camel}Config"
