"""The provincial office's lists of laws and articles: read, searched by substring, never edited.

Laws come from ``library/`` through an action; there is nothing to create or change by hand.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup, modeladmin_register

from core.api import Right, has_right
from plugins.law_library.models import Article, Law, LawVersion


class ReadOnly(PermissionHelper):
    """Whoever keeps reference tables on the group may look; nobody may change."""

    def user_has_any_permissions(self, user: Any) -> bool:
        return self.user_can_list(user)

    def user_can_list(self, user: Any) -> bool:
        return has_right(user, Right.KEEP_REFERENCE)

    def user_can_inspect_obj(self, user: Any, obj: Any) -> bool:
        return self.user_can_list(user)

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False


class ReadOnlyAdmin(ModelAdmin):
    permission_helper_class = ReadOnly
    inspect_view_enabled = True
    list_per_page = 50


class LawAdmin(ReadOnlyAdmin):
    model = Law
    menu_icon = "doc-full"
    list_display = ("title", "rank", "issuer", "repealed_on", "repealed_by")
    list_filter = ("rank",)
    search_fields = ("title", "short_title", "issuer")
    inspect_view_fields = ("title", "rank", "issuer", "repealed_on", "repealed_by", "key")


class LawVersionAdmin(ReadOnlyAdmin):
    model = LawVersion
    menu_icon = "history"
    list_display = (
        "law",
        "date",
        "effective",
        "document_number",
        "draft",
        "article_count",
        "source",
    )
    list_filter = ("draft",)
    search_fields = ("law__title", "document_number", "source")
    list_select_related = ("law",)
    ordering = ("-date",)
    inspect_view_fields = (
        "law",
        "date",
        "effective",
        "document_number",
        "history",
        "source",
        "article_count",
    )


class ArticleAdmin(ReadOnlyAdmin):
    model = Article
    menu_icon = "list-ol"
    list_display = ("law_title", "label", "path")
    search_fields = ("version__law__title", "label", "text")
    list_select_related = ("version__law",)
    inspect_view_fields = ("version", "label", "path", "text")

    @staticmethod
    def law_title(article: Article) -> str:
        return str(article.version)


ArticleAdmin.law_title.short_description = _("law")


@modeladmin_register
class LawLibraryAdmin(ModelAdminGroup):
    menu_label = _("Law library")
    menu_icon = "doc-full"
    menu_order = 700
    items = (LawAdmin, LawVersionAdmin, ArticleAdmin)


@hooks.register("register_log_actions")
def name_actions(actions: Any) -> None:
    """What the audit log calls the actions of this plugin."""
    actions.register_action("law_library.load", _("Laws loaded"), _("Loaded laws"))
    actions.register_action(
        "law_library.repeal", _("Repeals of laws set"), _("Set repeals of laws")
    )
