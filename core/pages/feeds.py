"""The Atom feed of a column (RFC 4287): its newest articles, with absolute addresses."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed

from core.pages.models import ColumnPage
from core.pages.queries import newest_articles

LENGTH = 30
#: Of a column that was made by hand and never published.
EPOCH = datetime(2015, 1, 1, tzinfo=UTC)


class _Feed(Atom1Feed):
    """Where there is no article, the column itself is what changed last."""

    def latest_post_date(self) -> Any:
        return super().latest_post_date() if self.items else self.feed["changed"]


def column_feed(column: ColumnPage) -> HttpResponse:
    """The thirty newest articles below ``column``."""
    member, url = column.member, column.full_url or ""
    feed = _Feed(
        title=f"{column.title} - {member.name}",
        link=url,
        description=column.intro,
        language="zh-Hans-CN",
        feed_url=f"{url}feed/",
        author_name=member.sponsor or member.name,
        changed=column.last_published_at or column.latest_revision_created_at or EPOCH,
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
