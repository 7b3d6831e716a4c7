"""The page tree of a member site: its folder, its root page, its collections.

What writes here is called by ``actions.py`` only. A folder holds the member's root page and the
folders of its children, so that one grant on it is a post on the whole subtree.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from wagtail.models import Collection, Page, Site

from core.pages.models import FolderPage, HomePage
from core.sitegroup.models import Member


def hostname_of(member: Member) -> tuple[str, int]:
    """The hostname and port of the Site row, by which Wagtail recognises pasted addresses.

    Wagtail writes a port of its own behind the hostname, so a path member's stands before the path.
    """
    group = urlsplit(settings.GROUP_ORIGIN)
    port = group.port or (443 if group.scheme == "https" else 80)
    if member.host:
        host, _colon, own_port = member.host.partition(":")
        return host, int(own_port or port)
    if member.parent_id is None:
        return group.hostname or "localhost", port
    return f"{group.netloc}/{member.slug}", 443 if group.scheme == "https" else 80


def plant(member: Member) -> None:
    """Make the folder, the root page, the collections and the Site row of a new member."""
    parent = member.parent
    above = parent.folder if parent else Page.get_first_root_node()
    above = Page.objects.get(pk=above.pk)
    folder = above.add_child(instance=FolderPage(title=member.name, slug=member.slug, live=False))
    # The site's first day: from it the days count until something is published.
    home = HomePage(title=member.name, slug="home", live=True, first_published_at=timezone.now())
    root = folder.add_child(instance=home)
    host, port = hostname_of(member)
    member.site = Site.objects.create(
        hostname=host,
        port=port,
        root_page=root,
        site_name=member.name,
        is_default_site=parent is None,
    )
    member.folder = folder.page_ptr
    member.collection = plant_collections(member)


def plant_collections(member: Member) -> Collection:
    """A collection for the subtree, and in it the site's own."""
    if member.parent_id:
        above = Collection.objects.get(pk=member.parent.collection_id).get_parent()
    else:
        above = Collection.get_first_root_node()
    subtree = above.add_child(name=member.short_name)
    return subtree.add_child(name=f"{member.short_name}本站")


def rename(member: Member) -> None:
    """Carry a member's name and host to its pages, its collections and its Site row."""
    for page in (member.folder, member.site.root_page):
        page = Page.objects.get(pk=page.pk).specific
        page.title = page.draft_title = member.name
        page.save()
    Site.objects.filter(pk=member.site_id).update(site_name=member.name)
    readdress(member)
    subtree = member.collection.get_parent()
    Collection.objects.filter(pk=member.collection_id).update(name=f"{member.short_name}本站")
    Collection.objects.filter(pk=subtree.pk).update(name=member.short_name)


def readdress(member: Member) -> None:
    """Write a member's address, as it follows from its host and the group's, to its Site row."""
    host, port = hostname_of(member)
    Site.objects.filter(pk=member.site_id).update(hostname=host, port=port)
    Site.clear_site_root_paths_cache()


def move(member: Member, parent: Member) -> None:
    """Put a member with all below it under another parent. Its addresses do not change: they are
    the member table's, and no page of it has another path inside its site than before."""
    folder = Page.objects.get(pk=member.folder_id).specific
    folder.move(Page.objects.get(pk=parent.folder_id), pos="last-child")
    subtree = Collection.objects.get(pk=member.collection_id).get_parent()
    subtree.move(Collection.objects.get(pk=parent.collection_id).get_parent(), pos="sorted-child")
    Site.clear_site_root_paths_cache()
