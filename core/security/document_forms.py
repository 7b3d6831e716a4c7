"""The form of documents, in every place where one is uploaded."""

from __future__ import annotations

from typing import Any

from wagtail.documents.forms import BaseDocumentForm

from core.security.uploads import judge


class CheckedDocumentForm(BaseDocumentForm):
    """Wagtail's own, which looks at the name only."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and file:
            judge(file, file.name.rpartition(".")[2])
        return file
