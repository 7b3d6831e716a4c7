"""What the administrator of search decides: synonyms of the whole group, best bets of a site."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from core.api import Member, Refused, Right, Unloadable, action, plain
from plugins.unified_search.models import BestBet, Synonym
from plugins.unified_search.queries.synonyms import FIELDS, read_synonyms, wrong_synonym
from plugins.unified_search.search.best_bets import MOST, public_documents

LONGEST_WORDS = 100


def add_synonym(everyday: str, official: str, source: str, *, actor: Any) -> Synonym:
    """Let whoever looks for an everyday word find an official one too, at every site.

    Raises :class:`Refused` where it is there, or says nothing. Needs ``KEEP_REFERENCE`` on the
    whole group, as all writes of synonyms do.
    """
    said = _said(everyday, official, source)
    with action("unified_search.add_synonym", actor=actor, right=Right.KEEP_REFERENCE) as act:
        _refuse_wrong(said)
        source = said.pop("source")
        made, fresh = Synonym.objects.get_or_create(**said, defaults={"source": source})
        if not fresh:
            raise Refused(_("This synonym is there already."))
        act.target, act.detail["synonym"] = made, str(made)
    return made


def change_synonym(
    synonym: Synonym, everyday: str, official: str, source: str, *, actor: Any
) -> Synonym:
    """Change a synonym. Raises :class:`Refused` where it is gone, another one says the same, or it
    would say nothing."""
    said = _said(everyday, official, source)
    with action("unified_search.change_synonym", actor=actor, right=Right.KEEP_REFERENCE) as act:
        found = _locked(synonym)
        _refuse_wrong(said)
        same = Synonym.objects.filter(everyday=said["everyday"], official=said["official"])
        if same.exclude(pk=found.pk).exists():
            raise Refused(_("This synonym is there already."))
        act.target, act.detail["before"] = found, str(found)
        for name, value in said.items():
            setattr(found, name, value)
        found.save()
        act.detail["synonym"] = str(found)
    return found


def remove_synonym(synonym: Synonym, *, actor: Any) -> None:
    """Take a synonym away. Raises :class:`Refused` where it is gone."""
    with action("unified_search.remove_synonym", actor=actor, right=Right.KEEP_REFERENCE) as act:
        found = _locked(synonym)
        act.detail["synonym"] = str(found)
        found.delete()


class Imported(NamedTuple):
    """How many synonyms of a file are new, have another source than before, or are as before."""

    new: int
    changed: int
    same: int


def import_synonyms(data: bytes, kind: str, *, actor: Any) -> Imported:
    """Add the synonyms of a file (``xlsx``, ``csv``, ``json``), all or none. One that is there gets
    the source of the file; what the file does not name stays.

    Raises :class:`Unloadable` with every error.
    """
    with action("unified_search.import_synonyms", actor=actor, right=Right.KEEP_REFERENCE) as act:
        said, problems = read_synonyms(data, kind)
        if problems:
            raise Unloadable(problems)
        there = {
            (row.everyday, row.official): row for row in Synonym.objects.select_for_update().all()
        }
        fresh = [row for row in said if (row.everyday, row.official) not in there]
        changed = []
        for row in said:
            known = there.get((row.everyday, row.official))
            if known is not None and known.source != row.source:
                known.source = row.source
                changed.append(known)
        Synonym.objects.bulk_create(fresh)
        Synonym.objects.bulk_update(changed, ["source"], batch_size=200)
        done = Imported(len(fresh), len(changed), len(said) - len(fresh) - len(changed))
        act.detail.update(done._asdict())
    return done


def put_best_bet(
    member: Member, words: str, kind: str, site: str, key: str, *, actor: Any
) -> BestBet:
    """Let a document stand first for certain words at a site and all below it.

    It is named by its kind (``<plugin>.<kind>``), its home site and its key there. Raises
    :class:`Refused` where nobody may find it, it stands there already, or as many do as can. Needs
    ``PUBLISH`` at the site.
    """
    with action(
        "unified_search.put_best_bet", actor=actor, right=Right.PUBLISH, member=member
    ) as act:
        Member.objects.select_for_update().get(pk=member.pk)  # who puts another waits here
        said = plain(words)
        if not said or len(said) > LONGEST_WORDS:
            raise Refused(_("Write the words that people look for, a hundred characters at most."))
        document = public_documents().filter(kind=kind, site=site, key=key).first()
        if document is None:
            raise Refused(_("Nobody may find this document any more."))
        there = BestBet.objects.filter(member=member, words=said)
        named = {"kind": kind, "site": site, "key": key}
        if there.filter(**named).exists():
            raise Refused(_("It stands first for these words already."))
        if there.count() >= MOST:
            raise Refused(
                _("%(most)d stand first for these words already: remove one of them.")
                % {"most": MOST}
            )
        made = BestBet.objects.create(
            member=member, words=said, title=document.title[:255], **named
        )
        act.target, act.detail["best_bet"] = made, str(made)
    return made


def remove_best_bet(bet: BestBet, *, actor: Any) -> None:
    """Let a document stand where search finds it. Raises :class:`Refused` where it does already.
    Needs ``PUBLISH`` at the site of the best bet."""
    with action(
        "unified_search.remove_best_bet", actor=actor, right=Right.PUBLISH, member=bet.member
    ) as act:
        found = BestBet.objects.select_for_update().filter(pk=bet.pk).first()
        if found is None:
            raise Refused(_("It was removed meanwhile."))
        act.detail["best_bet"] = str(found)
        found.delete()


def _said(*texts: str) -> dict[str, str]:
    return {name: " ".join(text.split()) for name, text in zip(FIELDS, texts, strict=True)}


def _refuse_wrong(said: dict[str, str]) -> None:
    if not all(said.values()):
        raise Refused(_("A synonym has an everyday word, an official word and a source."))
    if wrong := wrong_synonym(said):
        raise Refused("\n".join(wrong.values()))


def _locked(synonym: Synonym) -> Synonym:
    found = Synonym.objects.select_for_update().filter(pk=synonym.pk).first()
    if found is None:
        raise Refused(_("It was removed meanwhile."))
    return found
