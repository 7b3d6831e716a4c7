"""What nobody may do to the pages that the group itself owns.

Folders, site roots and locked columns are made, moved and deleted by actions only. The tester is
asked by every way of the admin, single and bulk, and by the admin's own API.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page, PagePermissionTester

from core.people.rights import Right, has_right
from core.plugins.gate import may_show_page, may_stand_below
from core.sitegroup.addresses import PlacedPage, table
from core.sitegroup.namespace import page_collision


def may_rename(user: Any, placed: PlacedPage | None) -> bool:
    """Whether ``user`` may change the title and slug of a page the group has placed."""
    if placed is None or (placed.role == "column" and not placed.locked):
        return True
    return placed.role == "column" and has_right(user, Right.MANAGE_COLUMNS, None)


class MemberPagePermissionTester(PagePermissionTester):
    """Wagtail's tester, less what would damage the tree or break uniformity.

    A refusal leaves its sentence on the user, for :class:`core.pages.middleware.RefusalMiddleware`.
    """

    @property
    def placed(self) -> PlacedPage | None:
        """The group's own claim on this page, if it has one."""
        return table().pages.get(self.page.pk)

    def _refuse(self, sentence: str) -> bool:
        self.user.refusal = sentence
        return False

    def _is_folder(self) -> bool:
        placed = self.placed
        if placed is None or placed.role != "folder":
            return False
        self._refuse(
            _("“%(page)s” is the folder of a member site: it has no content and stays where it is.")
            % {"page": self.page.title}
        )
        return True

    def _held(self) -> bool:
        """Whether the group holds the page against this person."""
        placed = self.placed
        if may_rename(self.user, placed):
            return False
        assert placed is not None
        if placed.role == "column":
            sentence = _(
                "“%(page)s” is a uniform column, locked by the provincial office. Its name, "
                "address and place are the same on every site; what stands in it is yours."
            )
        else:
            sentence = _(
                "“%(page)s” holds a member site in its place. Only the site group's own commands "
                "move, copy, hide or delete it."
            )
        self._refuse(sentence % {"page": self.page.title})
        return True

    def _fixed(self) -> bool:
        """Whether the page, or one below it, is placed: moving or deleting would take it along."""
        if self.placed is not None:
            title = self.page.title
        elif below := self._placed_below():
            title = below
        else:
            return False
        self._refuse(
            _("“%(page)s” belongs to the group's template: it cannot be moved or deleted here.")
            % {"page": title}
        )
        return True

    def can_edit(self) -> bool:
        return not self._is_folder() and super().can_edit()

    def can_publish(self) -> bool:
        return not self._is_folder() and super().can_publish()

    def can_lock(self) -> bool:
        return not self._is_folder() and super().can_lock()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return not self._fixed() and super().can_delete(ignore_bulk)

    def can_unpublish(self) -> bool:
        return not self._held() and super().can_unpublish()

    def can_move(self) -> bool:
        return not self._fixed() and super().can_move()

    def can_move_to(self, destination: Page) -> bool:
        if self.page.is_child_of(destination):  # a new place among the same neighbours
            return not self._held() and not self._is_folder() and self._may_reorder(destination)
        if self._fixed() or not may_stand_below(self.page, destination):
            return False
        if sentence := page_collision(self.page.title, self.page.slug, destination.url_path):
            return self._refuse(sentence)
        return super().can_move_to(destination)

    def _may_reorder(self, parent: Page) -> bool:
        return parent.permissions_for_user(self.user).can_reorder_children()

    def can_reorder_children(self) -> bool:
        return not self._is_folder() and super().can_reorder_children()

    def can_copy(self) -> bool:
        return not self._held() and super().can_copy()

    def can_copy_to(self, destination: Page, recursive: bool = False) -> bool:
        if self._held() or not may_stand_below(self.page, destination):
            return False
        return super().can_copy_to(destination, recursive)

    def can_set_view_restrictions(self) -> bool:
        if self._held() or (self.placed is None and self._placed_below() and self._fixed()):
            return False
        return super().can_set_view_restrictions()

    def can_add_subpage(self) -> bool:
        return not self._is_folder() and may_show_page(self.page) and super().can_add_subpage()

    def can_publish_subpage(self) -> bool:
        return not self._is_folder() and may_show_page(self.page) and super().can_publish_subpage()

    def _placed_below(self) -> str:
        """The title of a placed page somewhere below, ``""`` if there is none. One query."""
        if self.page.is_leaf():
            return ""
        known = table()
        member = known.member_of(self.page.url_path)
        below = {
            pk
            for pk, placed in known.pages.items()
            if member is None or placed.member_id == member.pk
        }
        found = self.page.get_descendants().filter(pk__in=below)
        return found.values_list("title", flat=True).first() or ""
