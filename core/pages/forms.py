"""The editing forms of pages: what they refuse is said beside the field."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms.pages import CopyForm, WagtailAdminPageForm

from core.pages.permissions import may_rename
from core.sitegroup.addresses import table
from core.sitegroup.namespace import page_collision

#: What the group has decided about a placed page, and its schedule, by which it could vanish.
NAME_FIELDS, SCHEDULE_FIELDS = ("title", "slug"), ("go_live_at", "expire_at")


class MemberPageForm(WagtailAdminPageForm):
    """The form of every page type: locked fields are read only, a taken address is refused."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Left empty, it is made from the title.")
        placed = table().pages.get(self.instance.pk) if self.instance.pk else None
        if placed is None:
            return
        if not may_rename(self.for_user, placed):
            self._close(NAME_FIELDS, _("Uniform on all sites: set by the provincial office."))
        if placed.locked:
            self._close(SCHEDULE_FIELDS, _("A uniform column is always online."))

    def _close(self, names: tuple[str, ...], why: str) -> None:
        for name in names:
            if name in self.fields:
                # A disabled field takes its value from the page, whatever is posted.
                self.fields[name].disabled = True
                self.fields[name].help_text = why

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("slug") and self.parent_page is not None:
            title = cleaned.get("title") or self.instance.title
            if sentence := page_collision(title, cleaned["slug"], self.parent_page.url_path):
                self.add_error("slug", sentence)
        return cleaned


class MemberCopyForm(CopyForm):
    """Copying a page to where its address is taken is refused beside the field."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        parent = cleaned.get("new_parent_page") or self.page.get_parent()
        slug, title = cleaned.get("new_slug", ""), cleaned.get("new_title", "")
        if slug and (sentence := page_collision(title, slug, parent.url_path)):
            self.add_error("new_slug", sentence)
        return cleaned
