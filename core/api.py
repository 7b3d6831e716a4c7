"""DOOR 2: what a plugin may call at run time.

Everything here stays where it is; what stands behind it may move freely. It is for plugins:
core itself imports the rooms directly. Needs the models to be loaded, so ``apps.py`` must not
import it (use :mod:`core.contract` there).
"""

from core.actions.boundary import System, action
from core.actions.models import Record
from core.pages.base import BasePage
from core.pages.queries import live_pages, open_pages
from core.people.models import Organisation, User
from core.people.rights import Right, has_right, member_ids_with, require
from core.plugins.gate import Refused, enabled_slugs, is_enabled, settings_of, sites_with
from core.registers.models import Draft, Entry, Ground, RegisterPage, Version
from core.registers.search_documents import register_documents
from core.registers.spec import Field, Register
from core.sitegroup.addresses import url_for
from core.sitegroup.models import Division, Level, Member

__all__ = [
    "BasePage",
    "Division",
    "Draft",
    "Entry",
    "Field",
    "Ground",
    "Level",
    "Member",
    "Organisation",
    "Record",
    "Refused",
    "Register",
    "RegisterPage",
    "Right",
    "System",
    "User",
    "Version",
    "action",
    "enabled_slugs",
    "has_right",
    "is_enabled",
    "live_pages",
    "member_ids_with",
    "open_pages",
    "register_documents",
    "require",
    "settings_of",
    "sites_with",
    "url_for",
]
