"""How a post becomes Wagtail's own permissions: one group for each role, reach and place.

One grant on a site's root page (or on its folder for a subtree, or on the top folder for the
group), never on Wagtail's root. Called by ``actions.py`` only.
"""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from core.people.models import Post
from core.people.rights import ROLES, Reach, Right
from core.people.workflows import join_workflows
from core.sitegroup.models import Member

PAGE_CODENAMES = {
    Right.WRITE: ("add_page", "change_page"),
    Right.PUBLISH: ("publish_page", "bulk_delete_page", "lock_page", "unlock_page"),
}
FILE_CODENAMES = (
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
)


def group_name(role: str, reach: str, member: Member | None) -> str:
    """The name of the group that stands for a post; its form is never shown to editors."""
    return f"{role}@{reach}:{member.slug if member else '*'}"


def group_of(post: Post) -> Group:
    """The group of a post, made with its grants if it is not there yet."""
    group, fresh = Group.objects.get_or_create(name=group_name(post.role, post.reach, post.member))
    if fresh:
        _grant(group, post)
    return group


def _grant(group: Group, post: Post) -> None:
    rights = ROLES[post.role]
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    page, collection = _place(post)
    names = [name for right in PAGE_CODENAMES if right in rights for name in PAGE_CODENAMES[right]]
    page_permissions = Permission.objects.filter(
        codename__in=names, content_type__app_label="wagtailcore"
    )
    for permission in page_permissions:
        GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    join_workflows(group, post, Page.objects.get(pk=page.pk))
    if Right.WRITE in rights:
        for permission in Permission.objects.filter(codename__in=FILE_CODENAMES):
            GroupCollectionPermission.objects.create(
                group=group, collection=collection, permission=permission
            )


def _place(post: Post) -> tuple[Page, Collection]:
    """The one page and the one collection on which the post's grants stand."""
    if post.reach == Reach.GROUP.value:
        top = Member.objects.select_related("folder", "collection").get(parent=None)
        return top.folder, top.collection.get_parent()
    assert post.member is not None
    if post.reach == Reach.SUBTREE.value:
        return post.member.folder, post.member.collection.get_parent()
    return post.member.site.root_page, post.member.collection
