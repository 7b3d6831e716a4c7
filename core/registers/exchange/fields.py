"""The field of a form that takes a table in a file."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from core.registers.exchange import files
from core.security.uploads import judge


class TableField(forms.FileField):
    """A table in a file, xlsx, csv or json, judged by its content and its size."""

    default_error_messages: ClassVar = {"too_large": _("The file is too large.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("File (xlsx, csv or json)")} | kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            kind = files.format_of(file.name)
        except files.Unreadable as error:
            raise forms.ValidationError(str(error)) from error
        if file.size > files.MAX_BYTES:
            raise forms.ValidationError(self.error_messages["too_large"])
        if kind == "xlsx":
            judge(file, kind)
        return file
