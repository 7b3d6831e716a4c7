"""What a plugin says of a register: ``models.py`` of the plugin holds ``REGISTERS``.

Everything that core does with a register (lists, entries, drafts, publishing, import, export) is
written once against this declaration.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, cast

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from core.plugins import registry
from core.registers.choices import CONFIDENTIALITY_TERMS, HANDLING_TERMS, USUAL, Verb


@dataclass(frozen=True)
class Field:
    """One field of an entry's content.

    ``kind`` is ``text``, ``long`` (several lines), ``term`` (one code of ``dictionary``), ``terms``
    (several), ``organisation``, ``choice``, ``grounds``, ``document`` (a key to one of the home
    site's documents, ``PROTECT``; ``core.registers.papers``), or ``money``, ``number``, ``year`` or
    ``day`` (``core.registers.scalars``). ``header`` is its column in files, in the administration's
    own words; ``label`` what a screen shows.
    """

    name: str
    label: Any
    header: str
    kind: str = "text"
    dictionary: str = ""
    facet: bool = False
    #: For a choice: the term files use -> the value that is kept.
    choices: Mapping[str, str] = field(default_factory=dict)
    #: Stands under the name in a reader's list; a text is searched by its box.
    told: bool = False
    #: A number that is summed up where a round or an edition says what it has changed.
    figure: bool = False


#: The fields every register has (core.registers.models.Content), in the order they are shown.
COMMON = (
    Field("name", _("Name"), "名称"),
    Field("category", _("Category"), "类别", "term", "", facet=True),
    Field("organisation", _("Implementing body"), "实施主体", "organisation", facet=True),
    Field("handling_body", _("Handling body"), "承办机构"),
    Field(
        "handling_kind",
        _("Kind of handling body"),
        "承办机构性质",
        "choice",
        choices=HANDLING_TERMS,
    ),
    Field("level", _("Level of exercise"), "行使层级", "term", "level", facet=True),
    Field("audiences", _("Audiences"), "服务对象", "terms", "audience", facet=True),
    Field("subjects", _("Subjects"), "主题分类", "terms", "subject", facet=True),
    Field("grounds", _("Legal grounds"), "实施依据", "grounds"),
    Field("base_code", _("Base code"), "基本编码"),
    Field("implementation_code", _("Implementation code"), "实施编码"),
    Field("handling_code", _("Handling item code"), "业务办理项编码"),
    Field("local_code", _("Local code"), "本地编码"),
    Field("local_scheme", _("Scheme of the local code"), "本地编码体系"),
    Field("remarks", _("Remarks"), "备注", "long"),
    Field("confidentiality", _("Confidentiality"), "保密", "choice", choices=CONFIDENTIALITY_TERMS),
    Field("confidentiality_reason", _("Reason of confidentiality"), "保密理由"),
)


@dataclass(frozen=True)
class Register:
    """The declaration of one register.

    ``entry`` … ``page`` name models as ``"app_label.Model"``; ``category_dictionary`` the
    dictionary of its categories; ``required`` the fields without which nothing is published;
    ``own_fields`` what its content has beside :data:`COMMON`; ``file_title`` its name in files.
    """

    slug: str
    plugin: str
    title: Any
    file_title: str
    entry: str
    version: str
    draft: str
    ground: str
    page: str
    category_dictionary: str
    required: tuple[str, ...] = ("name", "category", "organisation", "grounds")
    #: The flow by which packages of its drafts are reviewed, as ``<plugin>.<name>``.
    review: str = ""
    #: The flow by which other sites receive what is given to them, as ``<plugin>.<name>``.
    handover: str = ""
    #: The flow by which experts are asked about drafts under review, as ``<plugin>.<name>``.
    expertise: str = ""
    #: A function of the plugin by its dotted path that examines drafts with their grounds:
    #: ``(drafts, day) -> {draft pk: [Finding]}``.
    examine: str = ""
    #: A function of the plugin by its dotted path that says which drafts of one home site cannot be
    #: published, and why: ``(drafts) -> {draft pk: [sentence]}``. Asked once for a batch.
    refuse: str = ""
    own_fields: tuple[Field, ...] = ()
    #: Whether the list is one of a government for all its bodies: its site names those too that
    #: have a site of their own.
    of_government: bool = False
    #: The kinds of change that the register knows.
    verbs: tuple[Verb, ...] = USUAL
    #: Whether the province lays its items down in a standard catalogue (基本目录), by base code.
    catalogue: bool = False
    #: Common fields that the register does not have, and those it calls otherwise: the name of the
    #: field -> what a screen and what a file call it.
    leaves_out: tuple[str, ...] = ()
    words: Mapping[str, tuple[Any, str]] = field(default_factory=dict)
    #: What the search box of a reader's list says, instead of "Name or code".
    asks: Any = ""
    #: The kind of its search documents (``search.py`` of the plugin), if it has any.
    search_kind: str = ""

    #: The models: of the entries, the published versions, the drafts and the legal grounds, and the
    #: page type that shows the register on a site.
    Entry = cached_property(lambda self: apps.get_model(self.entry))
    Version = cached_property(lambda self: apps.get_model(self.version))
    Draft = cached_property(lambda self: apps.get_model(self.draft))
    Ground = cached_property(lambda self: apps.get_model(self.ground))
    Page = cached_property(lambda self: apps.get_model(self.page))

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """All fields of the content in order; the category knows its dictionary."""
        common = [self._called(f) for f in COMMON]
        cut = [f.name for f in common].index("base_code")
        whole = (*common[:cut], *self.own_fields, *common[cut:])
        return tuple(f for f in whole if f.name not in self.leaves_out)

    def _called(self, one: Field) -> Field:
        label, header = self.words.get(one.name, (one.label, one.header))
        dictionary = self.category_dictionary if one.name == "category" else one.dictionary
        return replace(one, label=label, header=header, dictionary=dictionary)

    @property
    def body_label(self) -> Any:
        """What the register calls the body an entry belongs to."""
        return self.field("organisation").label

    @property
    def ground_label(self) -> Any:
        """What the register calls the law or document an entry stands on."""
        return self.field("grounds").label

    @property
    def has_levels(self) -> bool:
        """Whether an entry says at which level it is exercised."""
        return "level" not in self.leaves_out

    @cached_property
    def facets(self) -> tuple[Field, ...]:
        """The fields a reader filters by."""
        return tuple(f for f in self.fields if f.facet)

    @cached_property
    def told(self) -> tuple[Field, ...]:
        """The fields that stand under the name in a reader's list."""
        return tuple(f for f in self.fields if f.told)

    @cached_property
    def figures(self) -> tuple[Field, ...]:
        """The numbers that are summed up before and after."""
        return tuple(f for f in self.fields if f.figure)

    @cached_property
    def plain_fields(self) -> tuple[str, ...]:
        """The columns of the content that a bulk write copies as they are."""
        return tuple(f.name for f in self.fields if f.kind not in ("terms", "grounds"))

    def field(self, name: str) -> Field:
        """One field by its name; ``KeyError`` if there is none."""
        for f in self.fields:
            if f.name == name:
                return f
        raise KeyError(name)


def registers() -> Iterator[Register]:
    """All registers of the installed plugins, in the order of their plugins."""
    for _slug, declared in registry.rooms("models", "REGISTERS"):
        yield from cast("Iterable[Register]", declared)


def register(slug: str) -> Register:
    """The register of that slug, or the only one of the plugin of that slug. Else ``KeyError``."""
    known = list(registers())
    for one in known:
        if one.slug == slug:
            return one
    of_plugin = [one for one in known if one.plugin == slug]
    if len(of_plugin) == 1:
        return of_plugin[0]
    raise KeyError(slug)
