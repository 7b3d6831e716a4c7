"""Reading consultations: what a site shows, what readers see of one, what its offices see."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from core.registers.approval import Package
from core.registers.consultation import Comment, Consultation
from core.registers.editions.queries import sites_in
from core.registers.spec import Register
from core.registers.time import today
from core.sitegroup.models import Member

#: The comments that readers see, and those that wait to be read, as conditions.
PUBLISHED = Q(comments__state=Comment.State.PUBLISHED)
WAITING = Q(comments__state=Comment.State.WAITING)
NEWEST = ("-opened_on", "-pk")
NOT_CONCLUDED = Q(concluded_at=None)


def consultations_at(register: Register, member: Member) -> QuerySet[Consultation]:
    """What the public is or was asked about the list of a site, the newest first: a government
    shows that of its departments' sites too. With ``heard``, the number of comments to be read
    there. One query."""
    rows = Consultation.objects.filter(register=register.slug, member_id__in=sites_in(member))
    return rows.annotate(heard=Count("comments", filter=PUBLISHED)).order_by(*NEWEST)


def open_at(register: Register, member: Member) -> QuerySet[Consultation]:
    """Those of a site in which readers may say something today."""
    return consultations_at(register, member).filter(NOT_CONCLUDED, closes_on__gte=today())


def consultations_of(package: Package) -> QuerySet[Consultation]:
    """What the public was asked about a package, the newest first, with ``waiting`` and ``heard``
    (numbers of comments). One query."""
    rows = package.consultations.annotate(
        waiting=Count("comments", filter=WAITING), heard=Count("comments", filter=PUBLISHED)
    )
    return rows.order_by(*NEWEST)


def public_comments(consultation: Consultation) -> QuerySet[Comment]:
    """What readers see of the comments: those that were let through, the oldest first."""
    rows = consultation.comments.filter(state=Comment.State.PUBLISHED)
    return rows.select_related("entry").defer("contact", "reason")


def not_concluded(package: Package) -> Consultation | None:
    """The consultation about a package that is not concluded; ``None`` where there is none."""
    found: Any = package.consultations.filter(NOT_CONCLUDED).first()
    return found
