"""What stands of the invented province, in words short enough for a test."""

from wagtail.models import Page, Site

from core.people.models import Organisation
from core.plugins.models import Activation
from core.sitegroup.models import Column, Division, Member, Placement


def snapshot():
    """All that applying makes, without primary keys and times."""
    pages = {page.pk: page.path for page in Page.objects.all()}
    return {
        "members": list(
            Member.objects.order_by("slug").values_list(
                "slug",
                "name",
                "parent__slug",
                "division__code",
                "organisation__code",
                "host",
                "sponsor",
                "declared",
            )
        ),
        "sites": list(
            Site.objects.order_by("hostname").values_list(
                "hostname", "root_page__path", "site_name"
            )
        ),
        "divisions": list(Division.objects.values_list("code", "name", "parent__code")),
        "organisations": list(
            Organisation.objects.order_by("code").values_list("code", "name", "parent__code")
        ),
        "columns": list(
            Column.objects.values_list("key", "title", "slug", "parent__key", "levels")
        ),
        "pages": list(
            Page.objects.order_by("path").values_list(
                "path", "title", "slug", "url_path", "live", "numchild"
            )
        ),
        "placements": sorted(
            (row.member.slug, row.column.key, pages[row.page_id], str(sorted(row.declared.items())))
            for row in Placement.objects.select_related("member", "column")
        ),
        "plugins": sorted(
            Activation.objects.values_list("member__slug", "plugin", "enabled", "chosen")
        ),
    }


def placed(slug, key):
    return Placement.objects.get(member__slug=slug, column__key=key)


def column_page(slug, key):
    return Page.objects.get(pk=placed(slug, key).page_id).specific


def address(slug, key):
    return column_page(slug, key).url.removeprefix("http://localhost:8000")


def member(slug):
    return Member.objects.get(slug=slug)
