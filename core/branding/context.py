"""What every public template knows: the site, its neighbours, its columns, the display."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

#: For requests that no middleware has seen, such as those of previews made by a job.
PLAIN = {"type": "", "contrast": ""}


def site(request: HttpRequest) -> dict[str, Any]:
    """``site`` (a SiteView, built only if a template asks) and ``display``."""
    from core.branding.siteview import SiteView

    member = getattr(request, "member", None)
    if member is None:
        return {}
    return {
        "site": SimpleLazyObject(lambda: SiteView(member, request)),
        "display": getattr(request, "display", PLAIN),
    }
