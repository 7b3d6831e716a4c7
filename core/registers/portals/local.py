"""The channels that need nothing of the other side's: a folder, a person, and an embedded page."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.registers.portals.channel import Channel, Parcel, Receipt, Undelivered, add_channel
from core.registers.time import today

#: Below the folder of the settings, so that no portal's name can lead out of it.
FOLDERS = "folders"
_FOLDER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
#: A host as it may stand in a header: of ASCII, others in punycode.
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?", re.IGNORECASE)


def _check_folder(name: str) -> None:
    if not _FOLDER.fullmatch(name):
        raise ValidationError(
            _("A name of small letters, digits and hyphens; the platform says where it lies.")
        )


def _check_page(address: str) -> None:
    try:
        parts = urlsplit(address)
        whole = parts.scheme in ("http", "https") and _HOST.fullmatch(parts.netloc)
    except ValueError:
        whole = None
    if not whole:
        raise ValidationError(_("A whole address, such as https://www.example.gov.cn/list/."))


def digest(path: Path) -> str:
    """The SHA-256 of what stands in a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Folder(Channel):
    """The package is laid into a folder from which the portal fetches it."""

    name = "folder"
    title = gettext_lazy("Folder")
    hint = gettext_lazy(
        "The package is laid into a folder of this platform from which the portal fetches it. The "
        "receipt is the SHA-256 of what stands there, read back: not a word of the portal's."
    )
    fields = {
        "folder": forms.CharField(
            label=gettext_lazy("Folder"), max_length=40, validators=[_check_folder]
        )
    }

    def deliver(self, parcel: Parcel) -> Receipt:
        """Written beside its place, and named when all of it is on the disk."""
        assert parcel.path is not None
        portal = parcel.portal
        folder = Path(settings.PORTALS_DIR) / FOLDERS / portal.seat.slug / portal.settings["folder"]
        try:
            stands = lay(parcel.path, folder / parcel.name)
        except OSError as error:
            raise Undelivered(
                _("The folder cannot be written: %(why)s.") % {"why": error.strerror}
            ) from error
        if stands != parcel.sha256:
            raise Undelivered(_("What stands in the folder is not what was laid there."))
        return Receipt(stands, today(), note=parcel.name)


def lay(source: Path, target: Path) -> str:
    """Copy a file to its place so that it is there whole or not at all; return the SHA-256 of what
    stands there then."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.parent / f".{secrets.token_hex(8)}.part"
    try:
        with source.open("rb") as read, part.open("wb") as write:
            shutil.copyfileobj(read, write)
            write.flush()
            os.fsync(write.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    _sync(target.parent)
    return digest(target)


def _sync(folder: Path) -> None:
    """The name too is on the disk."""
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


class ByHand(Channel):
    """A person carries the package over, and enters the receipt."""

    name = "by-hand"
    title = gettext_lazy("By hand")
    hint = gettext_lazy(
        "Somebody downloads the package, gives it to the portal, and enters the receipt here. "
        "Until then it is not delivered."
    )

    def deliver(self, parcel: Parcel) -> None:
        """Nothing happens by itself."""


class Embed(Channel):
    """The portal shows a page of ours in a frame."""

    name = "embed"
    title = gettext_lazy("Embedded page")
    hint = gettext_lazy(
        "The portal shows the newest edition in a frame on its own page. Somebody looks there "
        "whether the edition is shown, and enters that as the receipt."
    )
    packed = False
    fields = {
        "page": forms.CharField(
            label=gettext_lazy("Address of the page that shows it"),
            max_length=300,
            validators=[_check_page],
        )
    }

    def deliver(self, parcel: Parcel) -> None:
        """The page of the newest edition is there already."""


LOCAL: tuple[Any, ...] = tuple(add_channel(one) for one in (Folder(), ByHand(), Embed()))
