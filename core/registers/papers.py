"""Papers: the documents of a site that an entry names in a field of kind ``document``, and those
that its legal grounds name as their texts.

None is deleted while a version or a draft names it (the keys are ``PROTECT``), and none of another
site is named: that site may take it away, or not have meant it so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.models import Collection

from core.plugins.gate import Refused
from core.registers.spec import Field, Register
from core.sitegroup.models import Member


def document_fields(register: Register) -> list[str]:
    """The names of the fields that hold a document."""
    return [field.name for field in _of_documents(register)]


def documents_of(register: Register, row: Any) -> list[tuple[Any, Any]]:
    """``(label, document)`` of what a version or a draft names, in the order of its fields."""
    fields = [(field.label, getattr(row, field.name)) for field in _of_documents(register)]
    return [(label, document) for label, document in fields if document]


def _of_documents(register: Register) -> list[Field]:
    return [field for field in register.fields if field.kind == "document"]


def grounds_with_files(register: Register, owner: str = "") -> Prefetch:
    """What reads the grounds of rows together with their files, in one query for all rows; of what
    the rows name as ``owner`` (``"base__"``) where it is given."""
    return Prefetch(f"{owner}grounds", queryset=register.Ground.objects.select_related("file"))


def in_words(document: Any | None) -> str:
    """A document by its title, and the name of its file: titles are given twice."""
    return f"{document.title}（{document.filename}）" if document else ""


def opened(document: Any | None) -> dict[str, str] | None:
    """A document as open data: its title, and the whole address of its file."""
    if document is None:
        return None
    return {"title": document.title, "url": urljoin(settings.GROUP_ORIGIN, document.url)}


def foreign(document: Any, site: Member) -> str:
    """The sentence that a document is none of this site; empty where it is one."""
    own = Collection.objects.get(pk=site.collection_id)  # as it stands: others may have moved it
    if document.collection.path.startswith(own.path):
        return ""
    return _("%(title)s is no document of this site.") % {"title": document.title}


def refuse_foreign(document: Any, site: Member) -> None:
    """Refuse to publish what another site keeps: it may take it away, or not have meant it so."""
    if said := foreign(document, site):
        raise Refused(said)


def refuse_foreign_keys(keys: Iterable[int | None], site: Member) -> None:
    """The same for documents by their keys; nothing is asked where there are none."""
    if wanted := {key for key in keys if key}:
        kept = get_document_model().objects.filter(pk__in=wanted)
        for document in kept.select_related("collection").order_by("pk"):
            refuse_foreign(document, site)
