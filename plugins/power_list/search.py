"""What search finds of the power list."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from core.api import register_documents
from core.contract import SearchDocument

SEARCH_DOCUMENTS = (
    SearchDocument(
        "power",
        partial(register_documents, "power_list"),
        _("powers"),
        acts=((_("Read the grounds"), "#grounds"),),
    ),
)
