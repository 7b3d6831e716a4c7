"""The editor's blocks. A home page is composed of them; an article's text is made of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import connection
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page

from core.delivery.verdict import spans_sites
from core.pages.listed import RESTRICTED, href, learn_restrictions, may_list, restriction
from core.pages.prepared import Prepared, number
from core.sitegroup.addresses import table

#: What a link, its gate and what stands below it need of a page; the rest is read if asked for.
_LINK = {"id", "path", "depth", "url_path", "slug", "title", "live", "content_type_id", "locale_id"}
_LINK_FIELDS = [field.attname for field in Page._meta.concrete_fields if field.attname in _LINK]
_chosen = Prepared(
    lambda count: (
        Page.objects.filter(pk__in=[number(at) for at in range(count)])
        .order_by()
        .annotate(**{RESTRICTED: restriction()})
        .values_list(*_LINK_FIELDS, RESTRICTED)
    )
)
PROSE = ["h2", "h3", "bold", "ol", "ul", "link", "document-link", "hr", "blockquote"]


class LinkValue(blocks.StructValue):
    """A link's address and text, whichever way it was given."""

    @property
    def href(self) -> str:
        """Empty where the page may not be led to: the link is not shown then."""
        page = self.get("page")
        return href(page) if page else self.get("address") or ""


class PageChoice(blocks.PageChooserBlock):
    """Wagtail's, with only what a link needs of the pages: a home page has many."""

    def bulk_to_python(self, values: Any) -> list[Any]:
        pages = _pages({pk for pk in values if pk is not None})
        return [pages.get(pk) for pk in values]

    def deconstruct(self) -> tuple[str, Any, Any]:
        _path, args, kwargs = super().deconstruct()  # migrations know Wagtail's own block
        return "wagtail.blocks.PageChooserBlock", args, kwargs

    def deconstruct_with_lookup(self, lookup: Any) -> tuple[str, Any, Any]:
        return self.deconstruct()


def _pages(keys: set[int]) -> dict[int, Page]:
    """The pages that are there, each knowing whether it is restricted."""
    rows = _chosen.rows(sorted(keys), len(keys)) if keys else []
    pages = {}
    for *row, restricted in rows:
        page = Page.from_db(connection.alias, _LINK_FIELDS, row)
        setattr(page, RESTRICTED, bool(restricted))
        pages[page.pk] = page
    return pages


class LinkItem(blocks.StructBlock):
    title = blocks.CharBlock(label=_("link text"), max_length=40)
    note = blocks.CharBlock(label=_("note"), max_length=60, required=False)
    page = PageChoice(label=_("page"), required=False)
    address = blocks.CharBlock(label=_("address"), max_length=300, required=False)

    class Meta:
        value_class = LinkValue
        icon = "link"


class Leading(blocks.StructBlock):
    """A block with a list of links."""

    #: The field that holds them.
    listed: ClassVar[str]

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        pages = [link["page"] for link in value[self.listed] if link["page"]]
        learn_restrictions(pages)
        request = (parent_context or {}).get("request")
        # A page that is shown tells all sites when it goes, but an article only its own when it
        # comes (again): whoever hides a link to another site's must watch all.
        if any(_is_elsewhere(page, request) for page in pages if not may_list(page)):
            spans_sites(request)
        return super().get_context(value, parent_context)


def _is_elsewhere(page: Page, request: Any) -> bool:
    return table().member_of(page.url_path) is not getattr(request, "member", None)


class Headline(Leading):
    """The ask band: what the citizen came for. No banner, no carousel."""

    listed = "links"
    title = blocks.CharBlock(label=_("title"), max_length=40)
    note = blocks.CharBlock(label=_("note"), max_length=120, required=False)
    links = blocks.ListBlock(LinkItem(), label=_("links"), default=[])

    class Meta:
        icon = "title"
        template = "pages/blocks/headline.html"
        label = _("Headline")


class Services(Leading):
    listed = "items"
    title = blocks.CharBlock(label=_("title"), max_length=40)
    items = blocks.ListBlock(LinkItem(), label=_("services"))

    class Meta:
        icon = "list-ul"
        template = "pages/blocks/services.html"
        label = _("Services")


class Themes(blocks.StructBlock):
    """The three themes with their columns, from the uniform columns of the site."""

    title = blocks.CharBlock(label=_("title"), max_length=40)

    class Meta:
        icon = "folder-open-inverse"
        template = "pages/blocks/themes.html"
        label = _("Three themes")


class Lists(blocks.StructBlock):
    """The registers of this site with their counts."""

    title = blocks.CharBlock(label=_("title"), max_length=40)

    class Meta:
        icon = "table"
        template = "pages/blocks/lists.html"
        label = _("Lists")


class Notices(blocks.StructBlock):
    """The newest articles of one column."""

    title = blocks.CharBlock(label=_("title"), max_length=40)
    column = PageChoice(label=_("column"), page_type="pages.ColumnPage")
    count = blocks.IntegerBlock(label=_("how many"), min_value=1, max_value=12, default=6)

    class Meta:
        icon = "date"
        template = "pages/blocks/notices.html"
        label = _("Notices")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from core.pages.queries import newest_rows

        column = value["column"]
        request = (parent_context or {}).get("request")
        if column and _is_elsewhere(column, request):
            spans_sites(request)
        return super().get_context(value, parent_context) | {
            "articles": newest_rows(column, value["count"]),
            "more": href(column),
        }


class Statistics(blocks.StructBlock):
    """Figures of this site: each says as of when."""

    title = blocks.CharBlock(label=_("title"), max_length=40)

    class Meta:
        icon = "order"
        template = "pages/blocks/statistics.html"
        label = _("Statistics")


class Places(blocks.StructBlock):
    """Links up, down and sideways: divisions and departments."""

    title = blocks.CharBlock(label=_("title"), max_length=40)

    class Meta:
        icon = "site"
        template = "pages/blocks/places.html"
        label = _("Places")


class HomeBody(blocks.StreamBlock):
    headline = Headline()
    services = Services()
    themes = Themes()
    lists = Lists()
    notices = Notices()
    statistics = Statistics()
    places = Places()

    class Meta:
        block_counts: ClassVar = {"headline": {"max_num": 1}}  # the page's one h1


#: Blocks that stand two abreast where there is room.
NARROW = {"services", "notices"}


def home_layout(page: Any) -> dict[str, Any]:
    """The home page's blocks in order: the headline apart, narrow neighbours in one row."""
    headline: Any = None
    rows: list[dict[str, Any]] = []
    for block in page.body:
        narrow = block.block_type in NARROW
        if block.block_type == "headline" and headline is None:
            headline = block
        elif narrow and rows and rows[-1]["narrow"]:
            rows[-1]["blocks"].append(block)
        else:
            rows.append({"narrow": narrow, "blocks": [block]})
    return {"headline": headline, "rows": rows}


class Picture(ImageBlock):
    """A picture in the text. Its alternative text is required unless it is declared decoration."""

    class Meta:
        template = "pages/blocks/picture.html"


class FileBlock(DocumentChooserBlock):
    """A file in the text, with its kind and size."""

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from core.pages.queries import file_row

        return super().get_context(value, parent_context) | {
            "file": file_row(value) if value else None
        }

    def deconstruct(self) -> tuple[str, Any, Any]:
        _path, args, kwargs = super().deconstruct()  # migrations know Wagtail's own block
        return "wagtail.documents.blocks.DocumentChooserBlock", args, kwargs

    def deconstruct_with_lookup(self, lookup: Any) -> tuple[str, Any, Any]:
        return self.deconstruct()


class ArticleBody(blocks.StreamBlock):
    text = blocks.RichTextBlock(label=_("running text"), features=PROSE)
    picture = Picture(label=_("picture"))
    file = FileBlock(label=_("file"), template="pages/blocks/file.html")
