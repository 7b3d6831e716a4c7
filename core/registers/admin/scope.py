"""Who sees which rows: those of the sites where a person may write and the plugin is on."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from core.people.models import User
from core.people.rights import Right, has_right, member_ids_with
from core.plugins.gate import sites_with
from core.registers.spec import Register


def open_sites(user: Any, register: Register, right: Right = Right.WRITE) -> set[int]:
    """The home sites at which ``user`` holds ``right`` and the register's plugin is on."""
    return member_ids_with(user, right) & sites_with(register.plugin)


class MemberPolicy(BasePermissionPolicy):
    """Rights on rows of a register are rights at their home site; no Django permission counts."""

    def __init__(self, register: Register, model: Any) -> None:
        super().__init__(model)
        self.register = register

    def user_has_permission(self, user: Any, action: str) -> bool:
        return bool(open_sites(user, self.register))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return bool(open_sites(user, self.register))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return instance.member_id in open_sites(user, self.register) and has_right(
            user, Right.WRITE, instance.member
        )

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Any]:
        return self.model.objects.filter(member_id__in=open_sites(user, self.register))

    def users_with_any_permission(self, actions: Any) -> QuerySet[User]:
        return User.objects.none()
