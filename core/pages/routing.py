"""How a path inside a site finds its page: two queries, however deep the page stands.

Wagtail walks down slug by slug, two queries a step. Here one query takes the page with all that
stands above it, which is also the breadcrumb.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from core.pages.prepared import Prepared, text

if TYPE_CHECKING:
    from core.pages.models import HomePage


#: What routing, the gate and a breadcrumb need of a page; the rest is read if it is asked for.
_KNOWN = {"id", "path", "depth", "url_path", "slug", "title", "content_type_id"}
_FIELDS = [field.attname for field in Page._meta.concrete_fields if field.attname in _KNOWN]
#: The pages of some slugs within an interval of the tree, at some addresses.
_found = Prepared(
    lambda count: (
        Page.objects.filter(
            slug__in=[text(at) for at in range(count)],  # the index; url_path has none
            path__range=(text(count), text(count + 1)),
            url_path__in=[text(count + 2 + at) for at in range(count)],
        )
        .order_by()
        .values_list(*_FIELDS)
    )
)


def bare_root(page: Page) -> HomePage:
    """A site's root for one request, made of the row that the member table holds already.

    A new object each time: Wagtail keeps the specific page on the page object, and the table's
    objects live as long as the process. What the row does not hold is read when it is asked for.
    """
    from core.pages.models import HomePage

    known = {field.attname: getattr(page, field.attname) for field in Page._meta.concrete_fields}
    known["page_ptr_id"] = page.pk
    names = [field.attname for field in HomePage._meta.concrete_fields if field.attname in known]
    return HomePage.from_db(page._state.db, names, [known[name] for name in names])


def route(root: HomePage, request: HttpRequest, components: list[str]) -> RouteResult:
    """The page at ``components`` below ``root``, with ``trail`` and its parent set."""
    if not components:
        return Page.route(type(root).objects.get(pk=root.pk), request, [])
    trail = _trail(root, components)
    if len(trail) == 1:
        raise Http404
    page = trail[-1].specific
    page.trail = trail[:-1]
    page._cached_parent_obj = trail[-2]
    return page.route(request, components[len(trail) - 1 :])


def _trail(root: Page, components: list[str]) -> list[Page]:
    """The pages from the root down, as far as there are any or until one routes by itself."""
    paths = [f"{root.url_path}{'/'.join(components[: end + 1])}/" for end in range(len(components))]
    interval = Page._get_children_path_interval(root.path)
    rows = _found.rows([*components, *interval, *paths], len(components))
    pages = [Page.from_db(root._state.db, _FIELDS, row) for row in rows]
    found = {page.url_path: page for page in pages}
    trail: list[Page] = [root]
    for path in paths:
        page = found.get(path)
        if page is None:
            break
        page._cached_parent_obj = trail[-1]
        trail.append(page)
        if issubclass(page.specific_class or Page, RoutablePageMixin):
            break
    return trail
