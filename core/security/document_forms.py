"""The form of documents, in every place where one is uploaded."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import PROTECT, Model
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm

from core.security.room import check_room
from core.security.uploads import judge


class CheckedDocumentForm(BaseDocumentForm):
    """Wagtail's own looks at the name only. What is on record by its document stays what it was:
    the file of a document that cannot be deleted is not replaced either."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and file:
            check_room(file)
            judge(file, file.name.rpartition(".")[2])
            if self.instance.pk and (named := _named_by(self.instance)):
                said = _("It is on record as part of %(thing)s: upload another document instead.")
                raise ValidationError(said % {"thing": named})
        return file

    def _update_errors(self, errors: Any) -> None:
        """A file that was refused is not there for the model to judge: one sentence is enough."""
        if "file" in self.errors and hasattr(errors, "error_dict"):
            errors.error_dict.pop("file", None)
        super()._update_errors(errors)


def _named_by(document: Model) -> Model | None:
    """A row that keeps the document from being deleted, if there is one."""
    for relation in document._meta.get_fields(include_hidden=True):
        if getattr(relation, "on_delete", None) is PROTECT:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: document})
            if found := rows.first():
                return found
    return None
