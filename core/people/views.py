"""The admin of people: accounts and posts, for those who keep them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from core.people import actions
from core.people.forms import AccountForm, NewAccountForm, PasswordForm, PostForm
from core.people.models import Post, User
from core.people.offices import post_name
from core.people.queries import keeps_people, locked, people_for, place_of
from core.people.rights import Reach, may_appoint, may_keep
from core.plugins.gate import Refused

View = Callable[..., HttpResponse]


def keeper_only(view: View) -> View:
    """Refuse who keeps no accounts, and turn an action's refusal into a message."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not keeps_people(request.user):
            raise PermissionDenied
        try:
            return view(request, *args, **kwargs)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return (
                redirect("people:person", kwargs["pk"])
                if "pk" in kwargs
                else redirect("people:index")
            )

    return asked


def seen(request: HttpRequest, pk: int) -> User:
    """An account within the keeper's reach; 404 otherwise."""
    return get_object_or_404(people_for(request.user), pk=pk)


def kept(request: HttpRequest, pk: int) -> User:
    """An account that the keeper may change."""
    person = seen(request, pk)
    if not may_keep(request.user, person):
        raise PermissionDenied
    return person


def form_page(
    request: HttpRequest, title: str, form: Form, submit: str, person: User | None = None
) -> HttpResponse:
    """One form in the admin, with errors beside its fields."""
    known = []
    if person is not None:
        title = f"{title} · {person.get_full_name()}"
        address = reverse("people:person", args=[person.pk])
        known = [{"url": address, "label": person.get_full_name()}]
    context = {
        "header_title": title,  # of the window and for who hears the page; the other is seen
        "page_title": title,
        "header_icon": "user",
        "form": form,
        "media": form.media,
        "action_url": request.get_full_path(),
        "submit_button_label": submit,
        "submit_button_active_label": submit,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("people:index"), "label": _("People")},
            *known,
            {"url": "", "label": title},
        ],
    }
    return render(request, "people/admin/form.html", context)


@keeper_only
def create(request: HttpRequest) -> HttpResponse:
    """A new account; it has no rights yet, so its page comes next."""
    form = NewAccountForm(request.POST or None, keeper=request.user)
    if request.method == "POST" and form.is_valid():
        user = actions.create_user(form.user(), form.cleaned_data["password1"], actor=request.user)
        messages.success(request, _("The account was made. Give it a post now."))
        return redirect("people:person", user.pk)
    return form_page(request, _("New account"), form, _("Make the account"))


@keeper_only
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account with its posts, and what may be done about it."""
    user = seen(request, pk)
    keeps = may_keep(request.user, user)
    posts = [
        {
            "post": post,
            "role": post_name(post),
            "place": place_of(post),
            "ends": _ends(request, user, post),
        }
        for post in user.shown_posts
    ]
    context = {
        "header_title": user.get_full_name(),
        "header_icon": "user",
        "person": user,
        "posts": posts,
        "elsewhere": user.posts.count() > len(posts),
        "keeps": keeps,
        "is_locked": bool(locked([user.username])),
        "is_self": user == request.user,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("people:index"), "label": _("People")},
            {"url": "", "label": user.get_full_name()},
        ],
    }
    return render(request, "people/admin/person.html", context)


def _ends(request: HttpRequest, user: User, post: Post) -> bool:
    mine = user == request.user
    return not mine and may_appoint(request.user, post.role, Reach(post.reach), post.member)


@keeper_only
def change(request: HttpRequest, pk: int) -> HttpResponse:
    user = kept(request, pk)
    form = AccountForm(request.POST or None, instance=user, keeper=request.user)
    if request.method == "POST" and form.is_valid():
        fresh = User.objects.get(pk=pk)
        actions.change_user(fresh, **form.typed(), actor=request.user)
        messages.success(request, _("The account was changed."))
        return redirect("people:person", pk)
    return form_page(request, _("Change the account"), form, _("Save"), user)


@keeper_only
def password(request: HttpRequest, pk: int) -> HttpResponse:
    user = kept(request, pk)
    form = PasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.set_password(user, form.cleaned_data["new_password1"], actor=request.user)
        messages.success(request, _("The password was set. Sessions of the account have ended."))
        return redirect("people:person", pk)
    return form_page(request, _("Set the password"), form, _("Set the password"), user)


@keeper_only
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    user = seen(request, pk)
    form = PostForm(request.POST or None, keeper=request.user, person=user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.appoint(
            user,
            data["role"],
            Reach(data["reach"]),
            data["member"],
            office=data["office"],
            organisation=data["organisation"],
            actor=request.user,
        )
        messages.success(request, _("The post was given."))
        return redirect("people:person", pk)
    return form_page(request, _("Appoint"), form, _("Appoint"), user)


@keeper_only
def dismiss(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """Asks first: the person loses the rights at once."""
    user = seen(request, pk)
    found = next((each for each in user.shown_posts if each.pk == post), None)
    if found is None:
        return redirect("people:person", pk)
    if request.method == "POST":
        actions.dismiss(found, actor=request.user)
        messages.success(request, _("The post was ended."))
        return redirect("people:person", pk)
    context = {
        "page_title": _("End the post"),
        "header_icon": "user",
        "person": user,
        "role": post_name(found),
        "place": place_of(found),
    }
    return render(request, "people/admin/dismiss.html", context)


@keeper_only
@require_POST
def set_active(request: HttpRequest, pk: int) -> HttpResponse:
    user = kept(request, pk)
    actions.set_active(user, "activate" in request.POST, actor=request.user)
    messages.success(request, _("The account was changed."))
    return redirect("people:person", pk)


@keeper_only
@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    user = kept(request, pk)
    actions.unlock(user, actor=request.user)
    messages.success(request, _("The account was unlocked."))
    return redirect("people:person", pk)
