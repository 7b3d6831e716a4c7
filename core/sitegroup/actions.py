"""Writes of the site group. Every door (commands, admin, provisioning) calls these."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from wagtail.models import Page, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from core.actions.boundary import action
from core.delivery import generations
from core.people.models import Organisation
from core.people.rights import Right
from core.search.changes import changed
from core.sitegroup import tree
from core.sitegroup.addresses import table
from core.sitegroup.columns import Columns
from core.sitegroup.content import SiteContent, article_fields, home_body
from core.sitegroup.definition import Definition, MemberRow
from core.sitegroup.models import Column, Division, Member, Placement
from core.sitegroup.planning import MemberPlan
from core.sitegroup.reference import save_shared

#: The reference tables whose words stand in search documents.
QUOTED = frozenset({"sitegroup.division", "registers.term"})
#: What a site itself says in its footer and meta tags.
IDENTITY = (
    "sponsor",
    "organiser",
    "site_code",
    "icp_number",
    "police_number",
    "phone",
    "email",
    "postal_address",
    "body_mark_url",
    "error_report_url",
)


def create_member(member: Member, *, actor: Any) -> Member:
    """Save a new member site with its folder, root page, collections and Site row.

    ``member`` is unsaved. One hosted elsewhere (``external_url``) gets a row and nothing else.
    Needs ``MANAGE_GROUP`` on the whole group.
    """
    with action(
        "sitegroup.create_member", actor=actor, right=Right.MANAGE_GROUP, slug=member.slug
    ) as act:
        _create(member)
        act.member = act.target = member
        changed(member, "")
    return member


def apply_shared(definition: Definition, *, actor: Any) -> None:
    """Write the divisions, organisations and template columns of a definition.

    Rows that the definition does not name stay; an empty cell of an organisation declares nothing.
    Needs ``MANAGE_GROUP``.
    """
    with action(
        "sitegroup.apply_shared", actor=actor, right=Right.MANAGE_GROUP, definition=definition.name
    ):
        save_shared(definition)
        _tell_search_of_all()


def apply_member(plan: MemberPlan, *, actor: Any) -> Member:
    """Make one site what its plan says, in one transaction: row, tree, columns, plugins.

    Raises :class:`~core.plugins.gate.Refused` where a page of the site stands in the way or a
    plugin cannot be switched; then nothing of the site is changed. Needs ``MANAGE_GROUP``.
    """
    from core.plugins.actions import disable, enable

    fresh = plan.member is None
    with action(
        "sitegroup.apply_member",
        actor=actor,
        right=Right.MANAGE_GROUP,
        slug=plan.row.slug,
        fresh=fresh,
    ) as act:
        member = (
            Member()
            if fresh
            else Member.objects.select_related("parent", "site__root_page").get(pk=plan.member.pk)
        )
        act.detail["changes"] = sorted(plan.fields)
        if fresh:
            _fill(member, plan.row, plan.row.names())
            _create(member)
        elif plan.fields:
            _change(member, plan)
        if plan.address:
            tree.readdress(member)
        act.member = act.target = member
        if plan.columns:
            Columns(member, fresh=fresh).carry_out(plan.columns)
        # From here on everybody must find the site as it now is, within this transaction too.
        generations.raise_(Member.touches)
        if fresh or plan.fields or plan.address:
            _tell_search(member)
        for slug in plan.plugins_on:
            enable(slug, member, actor=actor, chosen=False)
        for slug in plan.plugins_off:
            disable(slug, member, actor=actor, chosen=False)
    return member


def retire_columns(keys: Iterable[str], *, actor: Any) -> None:
    """Take columns out of the template; their pages stay with the sites. Needs ``MANAGE_GROUP``."""
    with action(
        "sitegroup.retire_columns", actor=actor, right=Right.MANAGE_GROUP, keys=sorted(keys)
    ):
        going = Column.objects.filter(key__in=keys)
        Placement.objects.filter(column__in=going).delete()
        while leaves := going.filter(children=None):
            leaves.delete()


def load_site_content(content: SiteContent, *, actor: Any) -> None:
    """Make the articles a site lacks and fill an empty home page. Needs ``MANAGE_GROUP``."""
    from core.pages.models import ArticlePage, HomePage

    with action(
        "sitegroup.load_content",
        actor=actor,
        right=Right.MANAGE_GROUP,
        member=content.member,
        articles=len(content.articles),
    ):
        if content.home:
            home = HomePage.objects.get(pk=content.member.site.root_page_id)
            home.body = home_body(content)
            home.save()
        columns: dict[int, Page] = {}
        for page_id, row in content.articles:
            column = columns.get(page_id) or Page.objects.get(pk=page_id)
            columns[page_id] = column
            with disable_reference_index_auto_update():  # plain text refers to nothing
                column.add_child(instance=ArticlePage(**article_fields(row, content)))


def update_identity(member: Member, values: dict[str, str], *, actor: Any) -> None:
    """Change what a site's footer and meta tags say. Raises ``ValidationError`` by field.

    ``values`` by the names in ``IDENTITY``; names, address and theme are the province's. Needs
    ``MANAGE_SITE`` on the site.
    """
    with action(
        "sitegroup.update_identity",
        actor=actor,
        right=Right.MANAGE_SITE,
        member=member,
        target=member,
    ) as act:
        if unknown := sorted(set(values) - set(IDENTITY)):
            raise PermissionDenied(
                _("%(fields)s of a site is the province's.") % {"fields": ", ".join(unknown)}
            )
        act.detail["changes"] = sorted(k for k in values if getattr(member, k) != values[k])
        for name, value in values.items():
            setattr(member, name, value)
        member.full_clean()
        member.save(update_fields=list(values))
        changed(member, kind="site", ids=[member.slug])


def _tell_search(member: Member) -> None:
    """Every document of a site and of those below says where it stands and how it is reached."""
    known = table()
    for pk in known.below(member.pk):
        changed(known.by_id[pk], "")


def _tell_search_of_all() -> None:
    """What documents say of bodies, divisions and terms stands in tables that all sites share."""
    for member in table().by_id.values():
        changed(member, "")


def _create(member: Member) -> None:
    if member.parent_id is None:
        _clear_welcome()
    if not member.external_url:
        tree.plant(member)
    member.full_clean()
    member.save()


def _fill(member: Member, row: MemberRow, names: Iterable[str]) -> None:
    """Take the named fields of a row over into a member, and note all that it declares."""
    related: dict[str, Any] = {
        "parent": (Member, "slug"),
        "division": (Division, "code"),
        "organisation": (Organisation, "code"),
    }
    for name in names:
        value = getattr(row, name)
        if name in related:
            model, key = related[name]
            value = model.objects.get(**{key: value}) if value else None
        setattr(member, name, value)
    member.declared = {name: getattr(row, name) for name in row.names()}


def _change(member: Member, plan: MemberPlan) -> None:
    from core.plugins.refusals import may_move

    moved = "parent" in plan.fields
    _fill(member, plan.row, plan.fields)
    if member.site_id is None and not member.external_url:
        tree.plant(member)
    elif member.site_id is not None:
        if moved:
            may_move(member, member.parent)
            tree.move(member, member.parent)
        if plan.fields.keys() & {"name", "short_name", "host"}:
            tree.rename(member)
    member.full_clean()
    member.save()


def _clear_welcome() -> None:
    """Remove the site, page, groups and workflow with which Wagtail begins."""
    from django.contrib.auth.models import Group
    from wagtail.models import Task, Workflow

    Site.objects.filter(member=None).delete()
    for page in Page.objects.filter(depth=2, member_folder=None):
        page.delete()
    Group.objects.filter(name__in=["Editors", "Moderators"]).delete()
    Workflow.objects.filter(workflow_pages__page__depth=1).delete()  # nobody could approve in it
    Task.objects.filter(workflow_tasks=None).delete()


def keep_reference(row: Any, *, actor: Any, verb: str, write: Callable[[], Any]) -> Any:
    """Create or edit one row of a reference table that holds for the whole group.

    ``verb`` is ``create`` or ``edit``; ``write`` saves ``row`` and returns what the caller wants
    back. Raises ``ValidationError`` where the row breaks a rule of its table: a form has asked
    before, another door has not. Needs ``KEEP_REFERENCE`` on the whole group.
    """
    with action(
        f"sitegroup.{verb}_reference", actor=actor, right=Right.KEEP_REFERENCE, target=row,
        table=row._meta.label_lower,
    ):  # fmt: skip
        row.clean()
        written = write()
        if verb == "edit" and row._meta.label_lower in QUOTED:
            _tell_search_of_all()
        return written


def drop_reference(row: Any, *, actor: Any) -> None:
    """Delete a row of a reference table. Raises ``ProtectedError`` while it is referred to."""
    with action(
        "sitegroup.drop_reference", actor=actor, right=Right.KEEP_REFERENCE, target=row,
        table=row._meta.label_lower, key=str(row.pk),
    ):  # fmt: skip
        row.delete()
