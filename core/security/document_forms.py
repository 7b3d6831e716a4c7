"""The form of documents, in every place where one is uploaded."""

from __future__ import annotations

from typing import Any

from wagtail.documents.forms import BaseDocumentForm

from core.security.room import check_room
from core.security.uploads import judge


class CheckedDocumentForm(BaseDocumentForm):
    """Wagtail's own, which looks at the name only."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and file:
            check_room(file)
            judge(file, file.name.rpartition(".")[2])
        return file

    def _update_errors(self, errors: Any) -> None:
        """A file that was refused is not there for the model to judge: one sentence is enough."""
        if "file" in self.errors and hasattr(errors, "error_dict"):
            errors.error_dict.pop("file", None)
        super()._update_errors(errors)
