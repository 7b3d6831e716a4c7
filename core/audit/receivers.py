"""The one receiver of Wagtail's own log, those of signing in, and those of rows no log tells of.

Wagtail's views log what they do to pages, images, documents, redirects, collections, workflows and
reference tables. Each entry becomes an audit line in the same transaction. What an action does is
told by the action's own line and not again. Some of Wagtail's views log nothing (several files at
once): which pages and files they write is noted, and ``untold.py`` makes their lines of it.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import post_delete, post_save
from wagtail.models import Collection, CollectionMember, ModelLogEntry, Page, PageLogEntry

from core.actions.boundary import in_named_view, view_is_audited
from core.audit.lines import write_view_line
from core.audit.untold import DELETED, EDITED, MADE, member_of_collection, note
from core.sitegroup.addresses import table
from core.sitegroup.models import Member

#: Wagtail's entries whose data says where from and where to; other data may quote people's words.
WITH_DATA = frozenset({"wagtail.move", "wagtail.copy", "wagtail.rename", "wagtail.reorder"})


def connect() -> None:
    """Called once when the apps are ready."""
    from axes.signals import user_locked_out

    for model in (PageLogEntry, ModelLogEntry):
        post_save.connect(on_log_entry, sender=model, dispatch_uid=f"audit {model.__name__}")
    for model in apps.get_models():
        if issubclass(model, (Page, CollectionMember)):
            uid = f"note {model._meta.label}"
            post_save.connect(on_save, sender=model, dispatch_uid=uid)
            post_delete.connect(on_delete, sender=model, dispatch_uid=uid)
    user_logged_in.connect(on_sign_in, dispatch_uid="audit sign-in")
    user_logged_out.connect(on_sign_out, dispatch_uid="audit sign-out")
    user_locked_out.connect(on_lock_out, dispatch_uid="audit lock-out")


def on_log_entry(sender: Any, instance: Any, created: bool, **kwargs: Any) -> None:
    """One entry of Wagtail's log, one audit line."""
    if not created or not view_is_audited():
        return
    is_page = isinstance(instance, PageLogEntry)
    kind = instance.content_type
    write_view_line(
        instance.action,
        actor=instance.user,
        member=table().member_of(instance.page.url_path) if is_page else member_of(instance),
        target_type=f"{kind.app_label}.{kind.model}" if kind else "",
        target_id=instance.page_id if is_page else instance.object_id,
        target_name=instance.label,
        detail=_detail(instance),
    )


def _detail(entry: Any) -> dict[str, Any]:
    found: dict[str, Any] = dict(entry.data) if entry.action in WITH_DATA else {}
    if entry.revision_id:
        found["revision"] = entry.revision_id
    return found


def member_of(entry: ModelLogEntry) -> Member | None:
    """The member site of an image or a document, by its collection; else that of a row's field."""
    model = entry.content_type.model_class() if entry.content_type else None
    thing = model._base_manager.filter(pk=entry.object_id).first() if model else None
    if isinstance(thing, Collection):
        return member_of_collection(thing)
    if getattr(thing, "collection", None):
        return member_of_collection(thing.collection)
    found = getattr(thing, "member", None)
    return found if isinstance(found, Member) else None


def on_save(sender: Any, instance: Any, created: bool, **kwargs: Any) -> None:
    note(instance, MADE if created else EDITED)


def on_delete(sender: Any, instance: Any, **kwargs: Any) -> None:
    note(instance, DELETED)


def on_sign_in(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    if in_named_view():
        write_view_line("people.sign_in", actor=user, member=None)


def on_sign_out(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    if user is not None and in_named_view():
        write_view_line("people.sign_out", actor=user, member=None)


def on_lock_out(sender: Any, request: Any, username: str, **kwargs: Any) -> None:
    """Names the account only if there is one: what was typed may be a password."""
    from core.people.models import User

    user = User.objects.filter(username=username).first()
    if user is not None and in_named_view():
        write_view_line(
            "people.locked_out",
            actor=None,
            member=None,
            target_type="people.user",
            target_id=user.pk,
            target_name=user.username,
        )
