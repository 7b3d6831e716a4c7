"""What other plugins may import of the dummy."""

from .hooks import dummy_made
from .queries import rows_of

__all__ = ["dummy_made", "rows_of"]
