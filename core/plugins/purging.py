"""Taking a plugin's data of one site out of the database: refused, exported, verified, removed.

The export is a folder: one file of JSON lines for each table (Django's own form, which ``loaddata``
reads), one for the pages, and ``manifest.json`` with the counts and the sum of each file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from core.contract import Scope
from core.plugins import refusals, registry
from core.plugins.belongings import Belongings, belongings
from core.plugins.gate import Refused, is_enabled
from core.plugins.models import Activation
from core.sitegroup.models import Member

MANIFEST, PAGES = "manifest.json", "pages.jsonl"


def may_purge(slug: str, site: Member) -> Belongings:
    """What would go. Raises :class:`Refused` where the plugin is on at the site or always on, where
    another plugin requires it and has data there, where other tables or sites point to its rows,
    where pages of other kinds stand below its own, or a required column is among them."""
    app = refusals.installed(slug)
    if app.scope is Scope.PLATFORM or is_enabled(slug, site):
        raise Refused(
            _("%(plugin)s is on at %(site)s: disable it first.")
            % {"plugin": app.verbose_name, "site": site.short_name}
        )
    for other in registry.required_by(slug):
        if any(belongings(registry.get(other), site).counts().values()):
            raise Refused(
                _("%(other)s requires it and has data at %(site)s: purge that first.")
                % {"other": registry.get(other).verbose_name, "site": site.short_name}
            )
    found = belongings(app, site)
    _no_loose_ends(found)
    return found


def _no_loose_ends(found: Belongings) -> None:
    if pointing := dict(found.references()):
        told = "、".join(f"{what} ({count})" for what, count in pointing.items())
        raise Refused(_("Other rows point to its data: %(told)s.") % {"told": told})
    if strangers := found.strangers():
        names = "、".join(page.title for page in strangers)
        raise Refused(_("Other pages stand below its own: %(names)s.") % {"names": names})
    required = found.placements().filter(column__required=True)
    if titles := list(required.values_list("column__title", flat=True)):
        raise Refused(
            _("The required column %(titles)s is its page.") % {"titles": "、".join(titles)}
        )


def export(found: Belongings, folder: Path) -> dict[str, Any]:
    """Write everything into ``folder``, which must be new or empty; return the manifest."""
    if folder.exists() and any(folder.iterdir()):
        raise Refused(_("The folder %(folder)s is not empty.") % {"folder": folder})
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # it may hold what people have written
    files: dict[str, dict[str, Any]] = {}
    tables = {**found.rows, Activation: found.activations}
    for model, rows in tables.items():
        name = f"{model._meta.label}.jsonl"
        files[name] = _write(folder / name, _rows(rows.order_by("pk")))
    files[PAGES] = _write(folder / PAGES, _pages(found))
    manifest = {
        "plugin": found.app.label,
        "site": found.site.slug,
        "at": timezone.now().isoformat(),
        "files": files,
        "named": found.files(),
        "steps": list(found.activations.values_list("steps__name", flat=True)),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")
    return manifest


def verify(found: Belongings, folder: Path) -> dict[str, Any]:
    """Read the export back, and compare it with its sums and with the database as it is now.

    Raises :class:`Refused` naming the first file that is not what it should be.
    """
    manifest = json.loads((folder / MANIFEST).read_text())
    keys: dict[str, set[Any]] = {}
    for name, said in manifest["files"].items():
        lines = (folder / name).read_bytes().splitlines()
        told = {"rows": len(lines), "sha256": hashlib.sha256(b"\n".join(lines)).hexdigest()}
        if told != said:
            raise Refused(_("The export is damaged: %(name)s.") % {"name": name})
        keys[name] = {json.loads(line)["pk"] for line in lines}
        if name != PAGES:
            for line in lines:  # what cannot be read back is no export
                next(iter(serializers.deserialize("jsonl", line.decode())))
    there = {f"{model._meta.label}.jsonl": rows for model, rows in found.rows.items()}
    there[PAGES] = found.pages()
    for name, rows in there.items():
        if keys[name] != set(rows.values_list("pk", flat=True)):
            raise Refused(
                _("The data has changed since it was exported: %(name)s.") % {"name": name}
            )
    return manifest


def remove(found: Belongings) -> None:
    """Remove it all. Within the action's transaction, after :func:`verify`."""
    pages = list(found.pages())
    found.placements().delete()
    for page in sorted(pages, key=lambda page: -page.depth):
        if still := Page.objects.filter(pk=page.pk).first():
            still.specific.delete()
    # Rows of one plugin point to each other in circles that PROTECT: all of them go, in statements
    # that ask no model, and the database checks at the commit that nothing is left pointing.
    for model, rows in found.rows.items():
        for many in model._meta.many_to_many:
            through = many.remote_field.through
            held = through._base_manager.filter(**{f"{many.m2m_field_name()}__in": rows})
            held._raw_delete(held.db)
    keys = {model: list(rows.values_list("pk", flat=True)) for model, rows in found.rows.items()}
    for model, held in keys.items():
        for start in range(0, len(held), 500):
            part = model._base_manager.filter(pk__in=held[start : start + 500])
            part._raw_delete(part.db)
    found.activations.delete()


def _write(path: Path, lines: Iterator[str]) -> dict[str, Any]:
    digest, count = hashlib.sha256(), 0
    with path.open("wb") as file:
        for line in lines:
            data = line.encode()
            digest.update(b"\n" + data if count else data)
            file.write(data + b"\n")
            count += 1
    return {"rows": count, "sha256": digest.hexdigest()}


def _rows(rows: Any) -> Iterator[str]:
    for row in rows.iterator(chunk_size=500):
        yield serializers.serialize("jsonl", [row], ensure_ascii=False).strip()


def _pages(found: Belongings) -> Iterator[str]:
    for page in found.pages().specific().iterator():
        data = page.serializable_data()
        model = page._meta.label_lower
        yield json.dumps(
            {"model": model, "pk": page.pk, "address": page.url_path, "fields": data},
            ensure_ascii=False,
            cls=DjangoJSONEncoder,
        )
