"""What the site's own pages tell, asked for as a reader would: what no table knows.

A home page that fails, tags and links that are not there, pages that are slow or fail, and links
that lead nowhere. Links to other hosts are not followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext as _

from core.sitegroup.addresses import Address, Table, table
from core.sitegroup.compliance.departures import Departure, Kind
from core.sitegroup.compliance.reading import PageReader, SeenPage
from core.sitegroup.models import Member

#: The national meta tags of a site's home page, with what they are taken from.
HOME_TAGS = ("SiteName", "SiteDomain", "SiteIDCode")
#: Those of a column's page.
COLUMN_TAGS = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
#: What only the pages themselves can tell.
KINDS = frozenset({Kind.HOME, Kind.FAILS, Kind.TAGS, Kind.LINKS, Kind.DEAD, Kind.SLOW})
#: A page that this machine itself cannot make sooner; a reader waits longer yet.
SLOW = 3000  # milliseconds


def rendered(
    member: Member,
    reader: PageReader,
    columns: Iterable[str] = (),
    articles: Iterable[str] = (),
    known: Table | None = None,
) -> list[Departure]:
    """What the site's own pages tell: does the home page answer, are its tags and links there;
    do the pages at the addresses of columns and articles answer, have the columns their tags, and
    where do they lead."""
    known = known or table()
    if member.external_url:
        return []
    address, columns = known.by_member[member.pk], list(columns)
    home = reader.read(address.url)
    below = {url: reader.read(url) for url in (*columns, *articles)}
    untagged = _column_tags(member, {url: below[url] for url in columns})
    if home.status != 200:
        said = _("It answers %(status)s") % {"status": home.status}
        return [
            Departure.of(member, Kind.HOME, said, address.url),
            *untagged,
            *_walk(member, below, reader, known),
        ]
    return [
        *_tags(member, home),
        *untagged,
        *_links(member, address, home, reader, known),
        *_walk(member, {address.url: home} | below, reader, known),
    ]


def _column_tags(member: Member, seen: dict[str, SeenPage]) -> Iterator[Departure]:
    for url, page in seen.items():
        lacking = [name for name in COLUMN_TAGS if not page.tags.get(name)]
        if page.status == 200 and lacking:
            yield Departure.of(member, Kind.TAGS, f"{url}: {'、'.join(lacking)}", url)


def _walk(
    member: Member, seen: dict[str, SeenPage], reader: PageReader, known: Table
) -> Iterator[Departure]:
    """Each page: does it answer, how soon, and where do its links lead."""
    origins = {each.origin for pk, each in known.by_member.items() if pk in known.by_site.values()}
    told: set[str] = set()
    for url, page in seen.items():
        if page.status >= 400:
            said = _("It answers %(status)s") % {"status": page.status}
            yield Departure.of(member, Kind.FAILS, f"{url}: {said}", url)
            continue
        if page.milliseconds > SLOW:
            said = _("It took %(ms)d ms") % {"ms": page.milliseconds}
            yield Departure.of(member, Kind.SLOW, f"{url}: {said}", url)
        if page.lost:
            said = _("A link whose page is gone")
            yield Departure.of(member, Kind.DEAD, f"{url}: {said}", url)
        for link in sorted(_inside(page, url, origins) - told):
            told.add(link)
            if (status := reader.status(link)) >= 400:
                yield Departure.of(member, Kind.DEAD, f"{url} → {link} ({status})", url)


def _inside(page: SeenPage, url: str, origins: set[str]) -> set[str]:
    """The addresses a page leads to on this deployment. Those with a query are the same pages,
    filtered or in another display."""
    found = set()
    for href in page.links:
        whole = urlsplit(urljoin(url, href))
        if f"{whole.scheme}://{whole.netloc}" in origins and not whole.query:
            found.add(whole._replace(fragment="").geturl())
    return found


def _tags(member: Member, home: SeenPage) -> Iterator[Departure]:
    expected = dict.fromkeys(HOME_TAGS, True)
    expected["SiteIDCode"] = bool(member.site_code)  # without a code the identity already departs
    lacking = [name for name, needed in expected.items() if needed and not home.tags.get(name)]
    if lacking:
        yield Departure.of(member, Kind.TAGS, "、".join(lacking))


def _links(
    member: Member, address: Address, home: SeenPage, reader: PageReader, known: Table
) -> Iterator[Departure]:
    """Up to the parent and down to each child, from the home page or the page of places."""
    links = _absolute(home, address.url)
    if member.parent_id and known.by_member[member.parent_id].url not in links:
        above = known.by_id[member.parent_id]
        yield Departure.of(member, Kind.LINKS, _("No link up to %(site)s") % {"site": above.name})
    lacking = [
        pk for pk in known.children.get(member.pk, ()) if known.by_member[pk].url not in links
    ]
    if lacking:
        # A long list stands on pages of its own, to which the home page refers.
        links |= _places(address, member, reader)
        lacking = [pk for pk in lacking if known.by_member[pk].url not in links]
    for pk in lacking:
        yield Departure.of(
            member, Kind.LINKS, _("No link down to %(site)s") % {"site": known.by_id[pk].name}
        )


def _places(address: Address, member: Member, reader: PageReader) -> set[str]:
    found: set[str] = set()
    for number in range(1, 100):
        url = f"{address.url}places/?of={member.slug}&page={number}"
        seen = reader.read(url)
        fresh = _absolute(seen, url) - found
        if seen.status != 200 or not fresh:
            break
        found |= fresh
    return found


def _absolute(seen: SeenPage, url: str) -> set[str]:
    """A page's links as absolute addresses, without query and fragment."""
    found = set()
    for href in seen.links:
        whole = urlsplit(urljoin(url, href))
        found.add(whole._replace(query="", fragment="").geturl())
    return found | {link + "/" for link in found if not link.endswith("/")}
