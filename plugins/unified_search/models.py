"""The index that stands in the database, the words it knows, and what the administrator adds.

The index, its vocabulary and the counts of queries are machinery: made from what is public, and
made anew at any time. Synonyms and best bets are somebody's decision, and written by actions.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.api import Member, Record, Road, Shown


class Document(models.Model):
    """One document by the field dictionary of core.search, ready to be found.

    Its words stand in ``unified_search_words``, a table of the database's own full text search
    (``search/sqlite.py``, ``search/postgresql.py``), by the same key. Elasticsearch follows this
    table: it is told what is not ``sent``, and finds nothing that is ``gone`` here.
    """

    road = Road.MACHINERY
    #: Its words, and what FTS5 keeps of them in tables of its own.
    side_tables = (
        "unified_search_words",
        *(
            f"unified_search_words_{part}"
            for part in ["data", "idx", "content", "docsize", "config"]
        ),
    )

    kind = models.CharField(max_length=100)  #: ``<plugin>.<kind>``
    site = models.CharField(max_length=100)
    key = models.CharField(max_length=200)  #: the document's ``id``
    #: ``<plugin>@<site>``: what a gate shuts.
    origin = models.CharField(max_length=200)
    division = models.CharField(max_length=12)
    organisation = models.TextField(blank=True)
    theme = models.TextField(blank=True)
    category = models.TextField(blank=True)
    #: Several values stand between bars: ``|a|b|``.
    audience = models.TextField(blank=True)
    subject = models.TextField(blank=True)
    access = models.TextField(blank=True)
    date = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    weight = models.FloatField(default=1)
    #: Nobody may find it any more; the row stays until Elasticsearch knows.
    gone = models.BooleanField(default=False)
    sent = models.BooleanField(default=False)
    #: Rises with every change: nanoseconds since 1970.
    edition = models.BigIntegerField()
    digest = models.CharField(max_length=40)
    title = models.TextField()
    #: Keywords, code and body, a line each: what else it goes by.
    names = models.TextField(blank=True)
    #: The whole document. A search reads the columns before it by the thousand.
    body = models.JSONField()
    #: How the title begins, as search compares words: for suggestions while somebody types. Its
    #: first characters, their pinyin, their first letters.
    beginning = models.CharField(max_length=60, default="")
    spelling = models.CharField(max_length=60, default="")
    initials = models.CharField(max_length=30, default="")

    class Meta:
        db_table = "unified_search_document"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "site", "key"], name="unified_search_one")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["id"], name="unified_search_unsent", condition=models.Q(sent=False)
            ),
            models.Index(fields=["site", "kind"], name="unified_search_of_site"),
            # What begins so is a range of these, in PostgreSQL in the order of characters alone.
            *(
                models.Index(
                    fields=["site", name],
                    name=f"unified_search_{name}",
                    opclasses=["varchar_ops", "varchar_pattern_ops"],
                    condition=models.Q(gone=False, access=""),
                )
                for name in ("beginning", "spelling", "initials")
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Term(models.Model):
    """A word that titles and names hold: for what people misspell, or write in pinyin."""

    road = Road.MACHINERY

    text = models.CharField(max_length=40, unique=True)
    #: How many different titles have it.
    count = models.PositiveIntegerField()
    spelling = models.CharField(max_length=200, db_index=True)
    initials = models.CharField(max_length=40, db_index=True)

    class Meta:
        db_table = "unified_search_term"

    def __str__(self) -> str:
        return self.text


class Synonym(Record):
    """Another word for the same: whoever looks for ``everyday`` finds ``official`` too."""

    touches = "unified_search_synonyms"
    shown = Shown.NOBODY

    everyday = models.CharField(_("everyday word"), max_length=40, db_index=True)
    official = models.CharField(_("official word"), max_length=60)
    #: Where it comes from: a law's article, an official list, usual speech.
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        db_table = "unified_search_synonym"
        ordering: ClassVar = ["everyday", "official"]
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["everyday", "official"], name="unified_search_synonym_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.everyday} → {self.official}"


class BestBet(Record):
    """What stands first for certain words, at a site and all below it."""

    touches = "unified_search_synonyms"
    shown = Shown.NOBODY

    member = models.ForeignKey(Member, models.CASCADE, related_name="+", verbose_name=_("site"))
    #: As people type it; compared as search compares words.
    words = models.CharField(_("words"), max_length=100)
    #: The document, by what names it for ever.
    kind = models.CharField(max_length=100)
    site = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    title = models.CharField(_("title"), max_length=255)

    class Meta:
        db_table = "unified_search_best_bet"
        ordering: ClassVar = ["words", "title"]
        verbose_name = _("best bet")
        verbose_name_plural = _("best bets")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "words", "kind", "site", "key"],
                name="unified_search_best_bet_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.words} → {self.title}"


class QueryCount(models.Model):
    """How often certain words were looked for at a site on one day, by nobody in particular.

    Numbers that may be somebody's are left out of the words, and rows go after a quarter of a year.
    """

    road = Road.MACHINERY

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    day = models.DateField()
    words = models.CharField(max_length=100)
    asked = models.PositiveIntegerField(default=0)
    #: How often nothing was found, and what readers said of the results.
    nothing = models.PositiveIntegerField(default=0)
    helped = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "unified_search_query_count"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "day", "words"], name="unified_search_query_once"
            )
        ]

    def __str__(self) -> str:
        return self.words


class Build(models.Model):
    """One making anew of the index: its last one is shown to the administrator."""

    road = Road.MACHINERY

    engine = models.CharField(max_length=20)
    what = models.CharField(max_length=200)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    documents = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "unified_search_build"

    def __str__(self) -> str:
        return f"{self.engine} {self.what}"
