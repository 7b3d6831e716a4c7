"""The Atom feed of a column (RFC 4287): its newest articles, with absolute addresses."""

from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed

from core.pages.models import ColumnPage
from core.pages.queries import newest_articles

LENGTH = 30


def column_feed(column: ColumnPage) -> HttpResponse:
    """The thirty newest articles below ``column``."""
    member, url = column.member, column.full_url or ""
    feed = Atom1Feed(
        title=f"{column.title} - {member.name}",
        link=url,
        description=column.intro,
        language="zh-Hans-CN",
        feed_url=f"{url}feed/",
        author_name=member.sponsor or member.name,
    )
    for article in newest_articles(column, LENGTH):
        feed.add_item(
            title=article.title,
            link=article.full_url or "",
            unique_id=article.full_url or "",
            description=article.summary or article.title,
            author_name=article.source,
            pubdate=article.date,
            updateddate=article.last_published_at or article.date,
        )
    return HttpResponse(
        feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )
