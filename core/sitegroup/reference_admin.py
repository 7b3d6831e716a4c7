"""Reference tables in the admin: what holds for the whole group, kept by the provincial office.

wagtail-modeladmin, because these tables are read-mostly and no site has a part in them. Its views
write through the actions of this package, so that each change has its right and its audit line.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import CreateView, DeleteView, EditView

from core.people.rights import Right, has_right
from core.sitegroup.actions import drop_reference, keep_reference

#: How many of the rows that stand in the way of a deletion are named.
NAMED = 20


class OfficePermission(PermissionHelper):
    """One right for all that can be done here: Django's model permissions play no part."""

    def user_has_any_permissions(self, user: Any) -> bool:
        return has_right(user, Right.KEEP_REFERENCE, None)

    def user_has_specific_permission(self, user: Any, perm_codename: str) -> bool:
        return has_right(user, Right.KEEP_REFERENCE, None)


class CreateReference(CreateView):
    def form_valid(self, form: Any) -> HttpResponse:
        save = super().form_valid
        return keep_reference(
            form.instance, actor=self.request.user, verb="create", write=lambda: save(form)
        )


class EditReference(EditView):
    def form_valid(self, form: Any) -> HttpResponse:
        save = super().form_valid
        return keep_reference(
            form.instance, actor=self.request.user, verb="edit", write=lambda: save(form)
        )


class DeleteReference(DeleteView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = str(self.instance)
        try:
            drop_reference(self.instance, actor=request.user)
        except ProtectedError as error:
            linked = list(error.protected_objects)[:NAMED]
            return self.render_to_response(
                self.get_context_data(protected_error=True, linked_objects=linked)
            )
        messages.success(request, _("“%(name)s” is deleted.") % {"name": name})
        return redirect(self.index_url)


class ReferenceAdmin(ModelAdmin):
    """The base of every reference table's screens; subclasses name the model and its columns."""

    permission_helper_class = OfficePermission
    create_view_class = CreateReference
    edit_view_class = EditReference
    delete_view_class = DeleteReference
    add_to_settings_menu = True
    list_per_page = 50
