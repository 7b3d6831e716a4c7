"""A uniform group, and what a test does to it."""

from wagtail.models import Page

from core.actions.boundary import exempt
from core.pages.models import ArticlePage, ColumnPage
from core.sitegroup.addresses import table
from core.sitegroup.compliance.checking import check
from core.sitegroup.content import load_content
from core.sitegroup.models import Member
from core.testing import SYSTEM

MARKS = {
    "site_code": "9901010001",
    "icp_number": "云ICP备00000001号",
    "police_number": "99010102000001",
    "body_mark_url": "https://mark.example/99010102000001",
    "error_report_url": "https://errors.example/9901010001",
}


def fill_in(files):
    """All that the applied province needs to be uniform."""
    load_content(files, actor=SYSTEM)
    with exempt("factory"):
        Member.objects.update(**MARKS)
        for number, page in enumerate(ColumnPage.objects.filter(numchild=0)):
            page.add_child(
                instance=ArticlePage(title="内容", slug=f"inside-{number}", source="办公室")
            )
    renew()


def renew():
    from core.delivery import generations

    with exempt("factory"):
        generations.raise_("sitegroup")


def found(slug, **options):
    known = table()
    return [(row.kind, row.what) for row in check([known.by_slug[slug].member_id], **options)]


def page_of(slug, key):
    return Page.objects.get(placement__member__slug=slug, placement__column__key=key).specific


def edit(page, **fields):
    with exempt("factory"):
        for name, value in fields.items():
            setattr(page, name, value)
        page.save()
    renew()
