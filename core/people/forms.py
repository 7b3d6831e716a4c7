"""The forms of accounts and posts. Each offers only what its keeper may do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.people.models import Organisation, Post, User
from core.people.offices import office_names, office_problem
from core.people.queries import roles_for, sites_for
from core.people.rights import Reach, Right, has_right, may_appoint
from core.sitegroup.models import Member

#: No choice is made before a person makes it.
NOTHING = [("", "—")]


class SiteField(forms.TypedChoiceField):
    """One of the keeper's sites, as a :class:`Member`; ``None`` for the whole group."""

    def offer(self, keeper: Any, *, empty: str) -> None:
        sites = {str(member.pk): member for member in sites_for(keeper)}
        self.coerce = lambda value: sites[str(value)]
        self.empty_value = None
        everywhere = [("", empty)] if has_right(keeper, Right.MANAGE_PEOPLE) else []
        self.required = not everywhere
        self.choices = (everywhere or NOTHING) + [(pk, each.name) for pk, each in sites.items()]


class AccountForm(forms.ModelForm):
    """Who a person is, and which site keeps the account."""

    home = SiteField(label=_("Kept by"))

    class Meta:
        model = User
        fields = ("name", "email", "duty", "telephone", "mobile")

    def __init__(self, *args: Any, keeper: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["home"].offer(keeper, empty=_("Provincial office"))
        self.initial.setdefault("home", self.instance.home_id)

    def typed(self) -> dict[str, Any]:
        """What ``change_user`` takes."""
        return {key: self.cleaned_data[key] for key in (*AccountForm.Meta.fields, "home")}


class NewAccountForm(AccountForm):
    """A new account with its first password."""

    password1 = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
    password2 = forms.CharField(
        label=_("Password again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
    field_order = ("username", "name", "email", "home", "duty", "telephone", "mobile")

    class Meta(AccountForm.Meta):
        fields = ("username", *AccountForm.Meta.fields)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        one, two = data.get("password1"), data.get("password2")
        if one and two and one != two:
            self.add_error("password2", _("The two passwords are not the same."))
        elif one:
            try:
                validate_password(one, self.instance)
            except ValidationError as error:
                self.add_error("password1", error)
        return data

    def user(self) -> User:
        """The unsaved account."""
        self.instance.home = self.cleaned_data["home"]
        return self.instance


class PasswordForm(SetPasswordForm):
    """A new password for another person."""


class PostForm(forms.Form):
    """A new post: a role, how far, and where; for the holder of an office, which, and for whom."""

    role = forms.ChoiceField(label=_("Role"))
    reach = forms.ChoiceField(label=_("How far"), choices=Post._meta.get_field("reach").choices)
    member = SiteField(label=_("Site"), help_text=_("None for the whole group."))
    office = forms.ChoiceField(
        label=_("Office"), required=False, help_text=_("Only for the holder of an office.")
    )
    organisation = forms.CharField(
        label=_("For the body"),
        required=False,
        help_text=_("The code or name of one body of the site; empty: every body of it."),
    )

    def __init__(self, *args: Any, keeper: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keeper, self.person = keeper, person
        self.fields["role"].choices = NOTHING + roles_for(keeper)
        self.fields["member"].offer(keeper, empty="—")
        self.fields["office"].choices = NOTHING + list(office_names().items())
        if not has_right(keeper, Right.MANAGE_PEOPLE):
            self.fields["reach"].choices = [
                choice for choice in self.fields["reach"].choices if choice[0] != Reach.GROUP.value
            ]
            self.fields["member"].help_text = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not {"role", "reach"} <= data.keys() or "member" in self.errors:
            return data
        reach, member = Reach(data["reach"]), data.get("member")
        data["organisation"] = self._body(data.get("organisation", ""), member)
        office = (data.get("office", ""), data["organisation"])
        if (reach is Reach.GROUP) == (member is not None):
            self.add_error(
                "member",
                _("A post on the whole group has no site.") if member else _("Choose a site."),
            )
        elif not may_appoint(self.keeper, data["role"], reach, member):
            self._say_why(data["role"], reach, member)
        elif problem := office_problem(data["role"], reach, member, *office):
            self.add_error(*problem)
        elif self._held(data["role"], reach, member, *office):
            self.add_error(
                "role", _("%(person)s holds this post already.") % {"person": self.person}
            )
        return data

    def _say_why(self, role: str, reach: Reach, member: Member | None) -> None:
        if reach is Reach.SUBTREE and may_appoint(self.keeper, role, Reach.SITE, member):
            self.add_error("reach", _("Your own post does not reach below this site."))
        else:
            self.add_error(
                "role", _("You cannot appoint to a role with rights you do not hold there.")
            )

    def _body(self, text: str, member: Member | None) -> Organisation | None:
        """The body that was typed, by its code or name, of the site's own division."""
        if not (text := text.strip()) or member is None:
            return None
        bodies = Organisation.objects.filter(division=member.division, abolished_on=None)
        found = bodies.filter(Q(code=text) | Q(name=text)).first()
        if found is None:
            self.add_error("organisation", _("There is no body of this code or name here."))
        return found

    def _held(self, role: str, reach: Reach, member: Member | None, office: str, body: Any) -> bool:
        held = self.person.posts.filter(role=role, reach=reach.value, member=member)
        return held.filter(office=office, organisation=body).exists()
