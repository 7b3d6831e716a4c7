"""Which road writes which table; that all are decided is told in tests/architecture."""

from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from wagtail.documents.models import Document
from wagtail.models import Page, PageLogEntry

from core.actions.tables import Road, places, road_of
from core.audit.models import AuditLine, AuditSeal
from core.pages.models import ArticleAttachment, ArticlePage
from core.people.models import Organisation, Post, User
from core.sitegroup.models import Member


def test_what_the_business_decides_is_a_record():
    for model in (Member, Post, Organisation):
        assert road_of(model) is Road.RECORD


def test_what_wagtails_views_write_is_a_page_table():
    for model in (Page, ArticlePage, ArticleAttachment, Document, PageLogEntry, User, Group):
        assert road_of(model) is Road.PAGE
    assert road_of(User.groups.through) is Road.PAGE


def test_sessions_and_seals_are_machinery():
    for model in (Session, AuditSeal):
        assert road_of(model) is Road.MACHINERY


def test_a_table_names_the_generation_that_a_write_to_it_raises():
    assert places()["sitegroup_member"].touches == "sitegroup"
    assert places()[AuditLine._meta.db_table].touches == ""
