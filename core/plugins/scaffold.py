"""Writing a new plugin from the skeleton beside this file."""

from __future__ import annotations

import keyword
import re
from pathlib import Path
from string import Template

from django.conf import settings
from django.utils.translation import gettext as _

from core.plugins import catalogue, registry
from core.plugins.gate import Refused
from core.sitegroup.addresses import PLATFORM_DOORS, SITE_DOORS

SKELETON = Path(__file__).parent / "skeleton"
#: The skeleton's files have this ending, so that nothing takes them for code.
ENDING = ".tpl"


def write(slug: str, into: Path | None = None) -> list[Path]:
    """Write the plugin ``slug`` and return its files.

    Without ``into`` it becomes a folder of ``plugins/``; with it, a package of its own for pip,
    ``into/<slug>/`` beside a ``pyproject.toml`` with the entry point. Raises :class:`Refused` for a
    name that cannot be a plugin's, and where something is there already.
    """
    _check(slug)
    root = Path(settings.BASE_DIR) / "plugins" if into is None else into
    package = f"plugins.{slug}" if into is None else slug
    names = _names(slug, package)
    files = {root / slug / place: text for place, text in _rendered("plugin", names).items()}
    if into is not None:
        files |= {root / place: text for place, text in _rendered("package", names).items()}
    for file in files:
        if file.exists() or (root / slug).exists():
            raise Refused(_("%(file)s is there already.") % {"file": file})
    for file, text in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        if file.suffix == ".po":
            # So that a new plugin speaks Chinese at once, also where gettext is not installed.
            file.with_suffix(".mo").write_bytes(catalogue.compiled(catalogue.read(text)))
    return sorted(files)


def _check(slug: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,38}", slug) or keyword.iskeyword(slug):
        raise Refused(
            _("%(slug)s cannot be a plugin's name: lower case, digits and _.") % {"slug": slug}
        )
    reserved = {name.replace("-", "_") for name in PLATFORM_DOORS | SITE_DOORS}
    if slug in registry.plugins() or slug in reserved | {
        "core",
        "plugins",
        "tests",
        "themes",
        "sites",
    }:
        raise Refused(_("The name %(slug)s is taken.") % {"slug": slug})


def _names(slug: str, package: str) -> dict[str, str]:
    words = slug.split("_")
    return {
        "slug": slug,
        "package": package,
        "camel": "".join(word.capitalize() for word in words),
        "title": " ".join(words).capitalize(),
        "path": slug.replace("_", "-"),
    }


def _rendered(part: str, names: dict[str, str]) -> dict[Path, str]:
    root = SKELETON / part
    rendered: dict[Path, str] = {}
    for file in sorted(root.rglob(f"*{ENDING}")):
        place = str(file.relative_to(root)).removesuffix(ENDING).replace("SLUG", names["slug"])
        rendered[Path(place)] = Template(file.read_text(encoding="utf-8")).substitute(names)
    return rendered
