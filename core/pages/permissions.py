"""What nobody may do to the pages that the group itself owns.

Folders, site roots and locked columns are made, moved and deleted by actions only. The tester is
asked by every way of the admin, single and bulk, and by the API.
"""

from __future__ import annotations

from wagtail.models import PagePermissionTester

from core.people.rights import Right, has_right
from core.plugins.gate import may_show_page
from core.sitegroup.addresses import PlacedPage, table


class MemberPagePermissionTester(PagePermissionTester):
    """Wagtail's tester, less what would damage the tree or break uniformity."""

    @property
    def placed(self) -> PlacedPage | None:
        """The group's own claim on this page, if it has one."""
        return table().pages.get(self.page.pk)

    def _held(self) -> bool:
        """Whether the group holds the page against this person."""
        placed = self.placed
        if placed is None:
            return False
        if placed.role != "column":
            return True
        return placed.locked and not has_right(self.user, Right.MANAGE_COLUMNS, None)

    def can_edit(self) -> bool:
        placed = self.placed
        if placed and placed.role == "folder":
            return False
        return super().can_edit()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return self.placed is None and not self._holds_placed() and super().can_delete(ignore_bulk)

    def can_unpublish(self) -> bool:
        return not self._held() and super().can_unpublish()

    def can_move(self) -> bool:
        return not self._held() and super().can_move()

    def can_move_to(self, destination) -> bool:  # noqa: ANN001
        if self._held() or not may_show_page_at(self.page, destination):
            return False
        return super().can_move_to(destination)

    def can_copy(self) -> bool:
        placed = self.placed
        if placed and placed.role != "column":
            return False
        return not self._held() and super().can_copy()

    def can_copy_to(self, destination, recursive: bool = False) -> bool:  # noqa: ANN001
        if self._held() or not may_show_page_at(self.page, destination):
            return False
        return super().can_copy_to(destination, recursive)

    def can_set_view_restrictions(self) -> bool:
        return not self._held() and super().can_set_view_restrictions()

    def can_add_subpage(self) -> bool:
        placed = self.placed
        if placed and placed.role == "folder":
            return False
        return may_show_page(self.page) and super().can_add_subpage()

    def can_publish_subpage(self) -> bool:
        return may_show_page(self.page) and super().can_publish_subpage()

    def _holds_placed(self) -> bool:
        """Whether a uniform column stands somewhere below: deleting would take it along."""
        known = table()
        member = known.member_of(self.page.url_path)
        if member is None:
            return self.page.depth > 1 and bool(known.pages)
        below = {pk for pk, placed in known.pages.items() if placed.member_id == member.pk}
        return self.page.get_descendants().filter(pk__in=below).exists() if not self.page.is_leaf() else False


def may_show_page_at(page, destination) -> bool:  # noqa: ANN001
    """Gate 2: whether the page's plugin is on at the site it would come to."""
    from core.plugins.gate import is_enabled, plugin_of

    app = plugin_of(page.specific_class) if page.specific_class else None
    return app is None or is_enabled(app.label, table().member_of(destination.url_path))
