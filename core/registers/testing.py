"""Factories for registers: rows written directly, under the named exemption of factories."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from core.actions.boundary import exempt
from core.delivery import generations
from core.registers.choices import Verb
from core.registers.dictionaries.models import Dictionary, Term
from core.registers.spec import Register
from core.registers.time import today

_number = count(1)


def make_term(dictionary: str, code: str = "01", name: str = "行政许可", **fields: Any) -> Term:
    """A term of a dictionary; both are made if they are not there."""
    with exempt("factory"):
        owner, _fresh = Dictionary.objects.get_or_create(
            key=dictionary, defaults={"name": dictionary, "source": "测试"}
        )
        term, fresh = Term.objects.get_or_create(
            dictionary=owner, code=code, defaults={"name": name, **fields}
        )
        if fresh:
            generations.raise_("dictionaries")
    return term


def make_document(member: Any, title: str = "批准文件") -> Any:
    """A document kept by a site."""
    with exempt("factory"):
        return get_document_model().objects.create(
            title=title,
            file=ContentFile(b"%PDF-1.4", name="document.pdf"),
            file_size=8,
            collection_id=member.collection_id,
        )


def make_version(
    register: Register, *, member: Any = None, entry: Any = None, **fields: Any
) -> Any:
    """A published version that can be shown, with one legal ground, of a new entry by default.

    Writes rows and nothing else: ``valid_to`` is the caller's. ``grounds`` may be a list of
    mappings, ``audiences`` and ``subjects`` lists of terms.
    """
    from core.sitegroup.models import Member
    from core.testing import make_organisation, make_province

    grounds = fields.pop(
        "grounds",
        [
            {
                "law": "中华人民共和国行政许可法",
                "article": "第十二条",
                "text": "下列事项可以设定行政许可",
            }
        ],
    )
    many = {name: fields.pop(name) for name in ("audiences", "subjects") if name in fields}
    if entry is None:
        member = member or Member.objects.filter(parent=None).first() or make_province()
    else:
        member = entry.member
    fields.setdefault("verb", Verb.ADOPT)
    fields.setdefault("valid_from", today())
    fields.setdefault("name", f"测试事项{next(_number)}")
    fields.setdefault("category", make_term(register.category_dictionary))
    fields.setdefault("organisation", None)
    fields["organisation"] = fields["organisation"] or make_organisation(division=member.division)
    with exempt("factory"):
        entry = entry or register.Entry.objects.create(
            member=member, number=f"{member.division.code}-{next(_number):06d}"
        )
        version = register.Version.objects.create(
            entry=entry, member=member, number=entry.number, **fields
        )
        for name, terms in many.items():
            getattr(version, name).set(terms)
        for order, ground in enumerate(grounds):
            register.Ground.objects.create(version=version, order=order, **ground)
    return version
