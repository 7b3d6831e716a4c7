"""What the law library knows of a power's legal grounds: for readers, and for those who review."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.api import ENDING, Finding, Member, kept_on, register, sites_with, terms
from plugins.law_library.api import FoundArticle, FoundLaw, find_article, find_law, law_url
from plugins.power_list.models import GroundFinding

#: 第三十五条 out of 第三十五条第一款第（二）项: the library knows whole articles.
_ARTICLE = re.compile(r"第[0-9零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?")


def ground_notes(site: Any, grounds: list[Any], day: date) -> dict[int, dict[str, str]]:
    """For each ground: its rank, the address of its text, and what became of it by ``day``."""
    return {ground.pk: _notes(site, ground, day) for ground in grounds}


def _notes(site: Any, ground: Any, day: date) -> dict[str, str]:
    law = find_law(ground.law, day)
    if law is None:
        return {"rank": "", "url": "", "tag": _("Not checked against the law library"), "tone": ""}
    label = _ARTICLE.match(ground.article.strip())
    article = find_article(law.title, label[0], day) if label else None
    tag, tone = _standing(law, article, ground, day)
    return {"rank": law.rank_name, "url": law_url(site, article or law), "tag": tag, "tone": tone}


def _standing(
    law: FoundLaw, article: FoundArticle | None, ground: Any, day: date
) -> tuple[str, str]:
    """A word on the ground as of the day, with its colour."""
    if law.repealed_on is not None and law.repealed_on <= day:
        return (_("Repealed on %(day)s") % {"day": law.repealed_on.isoformat()}, "red")
    if law.version_date is None:
        return (_("Not yet in force on that day"), "ochre")
    if article is None:
        return (
            (_("In force, article not found"), "ochre")
            if ground.article
            else (_("In force"), "green")
        )
    if _plain(ground.text) and _plain(ground.text) in _plain(article.text):
        return (_("In force, text checked"), "green")
    return (
        (_("In force, the text reads differently"), "ochre")
        if ground.text
        else (_("In force"), "green")
    )


def _plain(text: str) -> str:
    return re.sub(r"\s+|　", "", text)


#: 甘政办发〔2014〕197号 四（二）.
OWN_DOCUMENT = "部门自行发布的文件，不得作为职权设定和行使的依据"
NO_GROUND = "凡是没有法定依据的行政权力事项，一律予以取消"
INTERNAL = "部门内部管理职权，不列入权力清单"


def examine(drafts: Iterable[Any], day: date) -> dict[int, list[Finding]]:
    """What is found in drafts and their grounds as of a day, by the drafts' keys.

    After 甘政办发〔2014〕197号 四（二）. Only a contradiction that was found refuses: a law that is
    repealed or not yet in force, an article that is not there, a text that reads differently, a
    document of the body itself. What reads like internal management is noted: whether it is, the
    offices decide. A power that ends may have any ground.

    What the library does not know is accepted as not checked, with its file. Where the file lacks
    the note says so, and nothing more: the files of departments, which no table can hold, name
    thousands of such grounds, and the offices that review them send back what they must read.
    """
    words = [term.name for term in terms().by_dictionary.get("internal_matter", ())]
    known: dict[tuple[str, str], tuple[FoundLaw | None, FoundArticle | None]] = {}
    found: dict[int, list[Finding]] = {}
    for draft in drafts:
        ends = draft.verb in ENDING  # that its ground is gone may be the very reason
        word = next((word for word in words if word in draft.name), "")
        if word and not ends:
            said = _("“%(word)s” reads like internal management: “%(clause)s”.")
            note = Finding(said % {"word": word, "clause": INTERNAL})
            found.setdefault(draft.pk, []).append(note)
        for ground in draft.grounds.all():
            key = (ground.law, _label(ground))
            if key not in known:
                known[key] = _looked_up(*key, day)
            finding = _examined(draft, ground, *known[key], day)
            if finding is not None:
                refuses = finding.refuses and not ends
                found.setdefault(draft.pk, []).append(Finding(finding.text, refuses))
    return found


def _label(ground: Any) -> str:
    label = _ARTICLE.match(ground.article.strip())
    return label[0] if label else ""


def _looked_up(title: str, label: str, day: date) -> tuple[FoundLaw | None, FoundArticle | None]:
    law = find_law(title, day)
    return law, find_article(law.title, label, day) if law and label else None


def _examined(
    draft: Any, ground: Any, law: FoundLaw | None, article: FoundArticle | None, day: date
) -> Finding | None:
    cited = f"《{ground.law.strip('《》')}》"
    if _is_own_document(draft.organisation, ground.law):
        return Finding(
            _("%(cited)s was issued by the body itself: “%(clause)s”.")
            % {"cited": cited, "clause": OWN_DOCUMENT},
            refuses=True,
        )
    if law is None:
        said = _("%(cited)s is not in the law library: not checked.")
        if ground.file_id is None:
            said = _("%(cited)s is not in the law library: not checked; attach its text as a file.")
        return Finding(said % {"cited": cited})
    said = {"cited": cited, "article": ground.article, "clause": NO_GROUND}
    if law.repealed_on is not None and law.repealed_on <= day:
        said["day"] = law.repealed_on.isoformat()
        return Finding(_("%(cited)s was repealed on %(day)s: “%(clause)s”.") % said, refuses=True)
    if law.version_date is None:
        return Finding(_("%(cited)s is not in force yet.") % said, refuses=True)
    if _label(ground) and article is None:
        return Finding(_("%(cited)s has no %(article)s in force.") % said, refuses=True)
    if article and _plain(ground.text) not in _plain(article.text):
        return Finding(
            _("The text of %(cited)s%(article)s reads differently in the law library.") % said,
            refuses=True,
        )
    return None


def _is_own_document(body: Any, title: str) -> bool:
    """Whether a document bears the name of the body that would rest on it."""
    names = (body.name, body.short_name) if body else ()
    return any(len(name) > 2 and title.strip("《 ").startswith(name) for name in names)


def findings_for(member_ids: Iterable[int]) -> Any:
    """The findings at these sites, where the list is on; of what is still in force. One query."""
    rows = GroundFinding.objects.filter(
        version__member_id__in=set(member_ids) & sites_with("power_list"),
        version__superseded_at=None,
    )
    return rows.select_related("version__organisation", "version__member")


def contradicted(site: Member, day: date) -> dict[int, list[str]]:
    """What the law library says on ``day`` against the grounds of a site's powers in force, by the
    keys of their versions; confidential ones too. Each law and article is looked up once."""
    rows = kept_on(register("power_list"), [site.pk], day).filter(in_force=True)
    rows = rows.select_related("organisation").prefetch_related("grounds")
    found = examine(rows, day)
    return {
        pk: texts
        for pk, findings in found.items()
        if (texts := [each.text for each in findings if each.refuses])
    }
