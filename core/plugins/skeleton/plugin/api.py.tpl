"""All that other plugins may import of this one."""

from .queries import entries_of

__all__ = ["entries_of"]
