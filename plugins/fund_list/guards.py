"""What the government decides on stays as it was sent: no draft of it is changed meanwhile."""

from typing import Any

from django.utils.translation import gettext as _

from core.contract import Guard, Veto
from plugins.fund_list.models import FundDraft, FundYear


def refuse_sent(*, site: Any, target: Any) -> Veto | None:
    """Object to a change of a draft that is, or would come, into a list under decision."""
    if not isinstance(target, FundDraft):
        return None
    years = {target.budget_year}
    years |= set(FundDraft.objects.filter(pk=target.pk).values_list("budget_year", flat=True))
    sent = FundYear.objects.filter(
        member=site, year__in=years - {None}, sent_at__isnull=False, published_at=None
    ).first()
    if sent is None:
        return None
    said = _("The list of %(year)s was sent to the government: have it drafted anew first.")
    return Veto(said % {"year": sent.year})


GUARDS = [Guard("registers.save_draft", refuse_sent), Guard("registers.discard_draft", refuse_sent)]
