"""The package of an edition: a zip, the same bytes each time.

``manifest.json`` says what it is and the SHA-256 of each file, ``entries.json`` holds the open data
of each entry, ``list.csv`` the register's own export. What is confidential stands in no edition,
and so in no package.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import os
import shutil
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Max
from django.utils import timezone

from core.delivery import generations
from core.registers.edition import Edition
from core.registers.editions.queries import contents, sites_in
from core.registers.exchange.cells import neutral
from core.registers.exchange.exporting import columns, rows_of
from core.registers.exchange.headers import GROUND_HEADERS
from core.registers.portal import Delivery
from core.registers.portals.channel import Parcel, channel_of
from core.registers.portals.local import digest
from core.registers.public import open_data
from core.registers.public.homes import EDITIONS, absolute_home_of, absolute_homes
from core.registers.spec import Register, register
from core.registers.time import zone
from core.sitegroup.addresses import table

FORMAT = "yiwang-edition/1"
FILES = ("manifest.json", "entries.json", "list.csv")
PACKAGES = "packages"
#: So many entries are read at once.
PART = 250
#: The first moment that a zip can name.
MOMENT = (1980, 1, 1, 0, 0, 0)


def package_name(delivery: Delivery) -> str:
    """It carries edition and portal: to lay it down twice is to lay it down once."""
    edition = delivery.edition
    return (
        f"{edition.register}-{edition.member.slug}-{edition.number}-portal-{delivery.portal_id}.zip"
    )


def package_path(delivery: Delivery) -> Path:
    """Where the package lies between its making and its delivery."""
    return Path(settings.PORTALS_DIR) / PACKAGES / package_name(delivery)


def parts_of(edition: Edition) -> list[list[int]]:
    """The keys of an edition's versions, in the order of their numbers, part by part."""
    keys = _keys(edition)
    return [keys[at : at + PART] for at in range(0, len(keys), PART)]


def fingerprint(edition: Edition) -> str:
    """What stands in an edition at this moment: another, once one of it is confidential."""
    return hashlib.sha256(",".join(map(str, _keys(edition))).encode()).hexdigest()


def _keys(edition: Edition) -> list[int]:
    rows = contents(register(edition.register), edition, sites_in(edition.member))
    return list(rows.order_by("number", "pk").values_list("pk", flat=True))


def parcel_of(delivery: Delivery, went_on: Callable[[], None]) -> Parcel:
    """Build what this delivery's channel needs; ``went_on`` is called after each part."""
    name = package_name(delivery)
    if not channel_of(delivery.portal).packed:
        return Parcel(name, delivery.portal)
    path = package_path(delivery)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".build-", dir=path.parent) as folder:
        made = Path(folder)
        build(delivery.edition, made, went_on)
        os.replace(made / "package.zip", path)
    return Parcel(name, delivery.portal, path, digest(path))


def build(edition: Edition, folder: Path, went_on: Callable[[], None]) -> None:
    """Write ``package.zip`` and its parts into a folder, never holding more than a part."""
    one = register(edition.register)
    counts = _write_parts(one, edition, folder, went_on)
    manifest = _manifest(one, edition, folder, counts)
    (folder / FILES[0]).write_bytes(_json(manifest))
    with zipfile.ZipFile(folder / "package.zip", "w") as package:
        for name in FILES:
            held = zipfile.ZipInfo(name, MOMENT)
            held.compress_type, held.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with (folder / name).open("rb") as read, package.open(held, "w") as write:
                shutil.copyfileobj(read, write)


def _write_parts(
    one: Register, edition: Edition, folder: Path, went_on: Callable[[], None]
) -> Counter[str]:
    """Both files in one reading; return how many entries there are by category."""
    counts: Counter[str] = Counter()
    heads = columns(one, [_widest(one, edition)])
    homes = absolute_homes(one)
    with _open(folder / "entries.json") as entries, _open(folder / "list.csv") as listed:
        listed.write("\ufeff")
        writer = csv.writer(listed)
        writer.writerow(heads)
        before = "["
        for keys in parts_of(edition):
            with generations.held():
                for said, cells in _part(one, keys, homes):
                    entries.write(f"{before}\n{json.dumps(said, ensure_ascii=False)}")
                    writer.writerow([neutral(str(cells.get(head, ""))) for head in heads])
                    counts[said["content"].get("category", {}).get("code", "")] += 1
                    before = ","
            went_on()
        entries.write("\n]\n")
    return counts


@contextlib.contextmanager
def _open(path: Path) -> Iterator[io.TextIOWrapper]:
    with path.open("w", encoding="utf-8", newline="") as file:
        yield file


def _widest(one: Register, edition: Edition) -> dict[str, str]:
    """A row with as many grounds as any of the edition has."""
    rows = contents(one, edition, sites_in(edition.member)).order_by()
    deepest = rows.annotate(deep=Count("grounds")).aggregate(most=Max("deep"))["most"] or 1
    return {f"依据{n}{GROUND_HEADERS['law']}": "" for n in range(1, deepest + 1)}


def _part(
    one: Register, keys: list[int], homes: Mapping[int, str]
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """What each entry of a part says, as open data and as a line of the export."""
    told = open_data.told(one, one.Version.objects.filter(pk__in=keys))
    rows = list(told.select_related("organisation", "entry__parent").order_by("number", "pk"))
    for row, cells in zip(rows, rows_of(one, rows), strict=True):
        yield _entry(one, row, homes.get(row.member_id, "")), cells


def _entry(one: Register, row: Any, home: str) -> dict[str, Any]:
    """What an edition says of an entry, and nothing that becomes of it afterwards."""
    member = table().by_id[row.member_id]
    return {
        "number": row.number,
        "site": member.slug,
        "division": member.division.code,
        "sample": member.sample,
        "url": open_data.address(one, row, home),
        "valid_from": row.valid_from.isoformat(),
        "verb": row.verb,
        "content": open_data.content(one, row),
    }


def _manifest(
    one: Register, edition: Edition, folder: Path, counts: Counter[str]
) -> dict[str, Any]:
    seat, approval = edition.member, edition.approval
    home = absolute_home_of(one, seat.pk)
    issued = timezone.localtime(edition.issued_at, zone())
    return {
        "format": FORMAT,
        "register": one.slug,
        "register_title": str(one.file_title),
        "government": seat.name,
        "division": seat.division.code,
        "sample": seat.sample,
        "edition": edition.number,
        "title": edition.title,
        "day": edition.day.isoformat(),
        "issued_at": issued.isoformat(timespec="seconds"),
        "url": f"{home}{EDITIONS}/{edition.number}/" if home else None,
        "approval": {
            "body": approval.body,
            "number": approval.number,
            "day": approval.day.isoformat(),
        }
        if approval
        else None,
        "entries": counts.total(),
        "entries_by_category": dict(sorted(counts.items())),
        "files": {name: digest(folder / name) for name in FILES[1:]},
    }


def _json(said: dict[str, Any]) -> bytes:
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()
