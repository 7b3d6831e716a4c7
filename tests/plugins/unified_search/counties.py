"""A province with two counties where search is on, their articles in the index, their people."""

from types import SimpleNamespace

from wagtail.models import Page

from core.actions.boundary import exempt
from core.delivery import generations
from core.pages.models import ArticlePage
from core.people.rights import Reach
from core.plugins.models import Activation
from core.sitegroup.models import Level
from core.testing import make_division, make_member, make_province, make_user
from plugins.unified_search.models import Document
from plugins.unified_search.search import SEARCH_PROVIDER

#: Articles: the site, the title.
ARTICLES = (
    ("chengguan", "户口登记办理指南"),
    ("chengguan", "关于户口登记的通知"),
    ("qilihe", "取水许可办理指南"),
)


def make_counties():
    made = SimpleNamespace(province=make_province())
    for slug, code, name in (("chengguan", "620102", "城关区"), ("qilihe", "620103", "七里河区")):
        division = make_division(code, name, made.province.division)
        member = make_member(slug, made.province, Level.COUNTY, division=division, short_name=name)
        setattr(made, slug, member)
        setattr(made, f"{slug}_editor", make_user(f"{slug}-editor", "editor", member=member))
        setattr(made, f"{slug}_chief", make_user(f"{slug}-chief", "chief_editor", member=member))
    made.office = make_user("office", "provincial_office", Reach.GROUP)
    with exempt("factory"):
        for member in (made.province, made.chengguan, made.qilihe):
            Activation.objects.create(member=member, plugin="unified_search", enabled=True)
        for number, (slug, title) in enumerate(ARTICLES):
            home = Page.objects.get(pk=getattr(made, slug).site.root_page_id)
            home.add_child(instance=ArticlePage(title=title, slug=f"a{number}", source="办公室"))
    generations.raise_("sitegroup")
    for member in (made.province, made.chengguan, made.qilihe):
        SEARCH_PROVIDER.follow(member.slug, "", "", None)
    made.documents = {row.title: row for row in Document.objects.all()}
    return made


def name_of(document):
    """What names a document for a best bet."""
    return document.kind, document.site, document.key
