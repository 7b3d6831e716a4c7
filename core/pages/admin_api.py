"""The images and documents of the admin's API: Wagtail's own show everybody all there are."""

from __future__ import annotations

from typing import Any

from rest_framework.authentication import SessionAuthentication
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet

from core.pages.scope import files_within


class OwnFiles:
    """Lists, finds and shows the files of the collections on which the asker has a right."""

    authentication_classes = [SessionAuthentication]

    def get_queryset(self) -> Any:
        return files_within(self.request.user, super().get_queryset())  # type: ignore[misc,attr-defined]


class OwnImages(OwnFiles, ImagesAdminAPIViewSet):
    pass


class OwnDocuments(OwnFiles, DocumentsAdminAPIViewSet):
    pass
