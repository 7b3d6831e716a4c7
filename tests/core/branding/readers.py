"""What a reader of a page is given: its view of the site."""

from core.branding.siteview import SiteView


def view_of(client, path: str) -> SiteView:
    return client.get(path).context["site"]


def titles(entries) -> list[str]:
    return [entry.title for entry in entries]
