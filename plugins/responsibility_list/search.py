"""What search finds of the public service register."""

from functools import partial

from core.api import register_documents
from core.contract import SearchDocument

SEARCH_DOCUMENTS = (
    SearchDocument("public_service", partial(register_documents, "public_service")),
)
