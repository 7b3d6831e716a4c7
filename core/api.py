"""DOOR 2: what a plugin may call at run time.

Everything here stays where it is; what stands behind it may move freely. It is for plugins:
core itself imports the rooms directly. Needs the models to be loaded, so ``apps.py`` must not
import it (use :mod:`core.contract` there).
"""

from core.actions.boundary import System, action
from core.actions.models import Record
from core.actions.tables import Road, Shown
from core.audit.reports import PersonalReport
from core.delivery.generations import Snapshot
from core.delivery.generations import raise_ as raise_generation
from core.flows.actions import begin, end, moved
from core.flows.base import At, Flow, Work, start_at
from core.flows.models import Proceeding
from core.flows.queries import proceedings_about, stands_at
from core.jobs.queue import enqueue
from core.pages.base import BasePage
from core.pages.prepared import Prepared
from core.pages.prepared import day as prepared_day
from core.pages.prepared import number as number_mark
from core.pages.prepared import text as text_mark
from core.pages.queries import live_pages, open_pages
from core.people.models import Organisation, User
from core.people.queries import addresses_of
from core.people.rights import Right, has_right, member_ids_with, require
from core.plugins.gate import Refused, enabled_slugs, is_enabled, settings_of, sites_with
from core.registers.actions import cancel, publish_all, save_draft, start_draft
from core.registers.annexes.annex import Annex, AnnexColumn, Asked
from core.registers.annexes.cleared import cleared_items, grounds_in_words
from core.registers.catalogues.actions import lay_down as lay_down_catalogue
from core.registers.choices import ENDING, USUAL, VERB_NAMES, Verb
from core.registers.content import LONGEST_TEXT
from core.registers.dictionaries.actions import load_dictionaries
from core.registers.exchange.actions import import_drafts
from core.registers.exchange.cited import in_words as ground_in_words
from core.registers.exchange.fields import TableField
from core.registers.exchange.files import FORMATS, format_of
from core.registers.exchange.files import write as write_table
from core.registers.exchange.importing import check as check_file
from core.registers.exchange.mappings import load as load_mapping
from core.registers.exchange.proposals import Problem
from core.registers.exchange.reading import Cell, Unloadable, read_table
from core.registers.expertise.flow import ExpertiseFlow, ExpertiseSteps
from core.registers.handover.flow import HandoverFlow, HandoverSteps
from core.registers.judging import foresee
from core.registers.models import Draft, Entry, Ground, Version
from core.registers.outcomes import Finding
from core.registers.papers import refuse_foreign
from core.registers.public.downloads import file_response
from core.registers.public.homes import home_of
from core.registers.public.page import RegisterPage
from core.registers.public.search_documents import register_documents
from core.registers.queries import history, in_force, kept_on, terms, version_on
from core.registers.queries import public as public_versions
from core.registers.review.flow import PackageFlow
from core.registers.review.offices import ReviewSteps
from core.registers.rounds.forms import day_field
from core.registers.scalars import MONEY, NUMBER, as_text, money_in_words, money_of, year_of
from core.registers.spec import Field, Register, register
from core.registers.words import plain_name
from core.search.actions import ask_check as ask_search_check
from core.search.actions import ask_rebuild as ask_search_rebuild
from core.search.asked import DEEPEST as DEEPEST_RESULT
from core.search.asked import FACETS as SEARCH_FACETS
from core.search.asked import read_question, read_text
from core.search.changes import changed as search_changed
from core.search.changes import pending as search_pending
from core.search.documents import documents_of, kinds_of
from core.search.kinds import kinds as search_kinds
from core.search.kinds import named as named_kinds
from core.search.links import link_to
from core.search.provider import Answer, Hit, Progress, Provider, Question, Understood
from core.search.provider import Scope as SearchScope
from core.search.reach import divisions as divisions_with_sites
from core.search.reach import nearness, shut, sites_of, sites_within
from core.search.words import plain, spelt
from core.security.limits import too_many
from core.security.spreadsheets import csv_lines
from core.sitegroup.addresses import table as site_table
from core.sitegroup.addresses import url_for
from core.sitegroup.models import Division, Level, Member

__all__ = [
    "DEEPEST_RESULT",
    "ENDING",
    "FORMATS",
    "LONGEST_TEXT",
    "MONEY",
    "NUMBER",
    "SEARCH_FACETS",
    "USUAL",
    "VERB_NAMES",
    "Annex",
    "AnnexColumn",
    "Answer",
    "Asked",
    "At",
    "BasePage",
    "Cell",
    "Division",
    "Draft",
    "Entry",
    "ExpertiseFlow",
    "ExpertiseSteps",
    "Field",
    "Finding",
    "Flow",
    "Ground",
    "HandoverFlow",
    "HandoverSteps",
    "Hit",
    "Level",
    "Member",
    "Organisation",
    "PackageFlow",
    "PersonalReport",
    "Prepared",
    "Problem",
    "Proceeding",
    "Progress",
    "Provider",
    "Question",
    "Record",
    "Refused",
    "Register",
    "RegisterPage",
    "ReviewSteps",
    "Right",
    "Road",
    "SearchScope",
    "Shown",
    "Snapshot",
    "System",
    "TableField",
    "Understood",
    "Unloadable",
    "User",
    "Verb",
    "Version",
    "Work",
    "action",
    "addresses_of",
    "as_text",
    "ask_search_check",
    "ask_search_rebuild",
    "begin",
    "cancel",
    "check_file",
    "cleared_items",
    "csv_lines",
    "day_field",
    "divisions_with_sites",
    "documents_of",
    "enabled_slugs",
    "end",
    "enqueue",
    "file_response",
    "foresee",
    "format_of",
    "ground_in_words",
    "grounds_in_words",
    "has_right",
    "history",
    "home_of",
    "import_drafts",
    "in_force",
    "is_enabled",
    "kept_on",
    "kinds_of",
    "lay_down_catalogue",
    "link_to",
    "live_pages",
    "load_dictionaries",
    "load_mapping",
    "member_ids_with",
    "money_in_words",
    "money_of",
    "moved",
    "named_kinds",
    "nearness",
    "number_mark",
    "open_pages",
    "plain",
    "plain_name",
    "prepared_day",
    "proceedings_about",
    "public_versions",
    "publish_all",
    "raise_generation",
    "read_question",
    "read_table",
    "read_text",
    "refuse_foreign",
    "register",
    "register_documents",
    "require",
    "save_draft",
    "search_changed",
    "search_kinds",
    "search_pending",
    "settings_of",
    "shut",
    "site_table",
    "sites_of",
    "sites_with",
    "sites_within",
    "spelt",
    "stands_at",
    "start_at",
    "start_draft",
    "terms",
    "text_mark",
    "too_many",
    "url_for",
    "version_on",
    "write_table",
    "year_of",
]
