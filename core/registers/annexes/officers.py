"""Who answers for the clearing in each body, and who keeps in touch (附件7). Never public."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.people.models import Post
from core.people.rights import OFFICER, Right, member_ids_with, offices_of
from core.registers.annexes.annex import Annex, AnnexColumn, Asked, Line
from core.registers.approval import Round
from core.registers.leading import leads
from core.registers.rounds.queries import NAMED


def officers(round: Round, asked: Asked) -> list[Line]:
    """A line for each body of a round, by code: its head and its liaison officer, and how they are
    reached. Whoever does not lead the round sees the line of his own body. A fixed number of
    queries."""
    takings = round.takings.select_related("organisation").order_by("organisation__code")
    if asked.body is not None:
        takings = takings.filter(organisation=asked.body)
    if not leads(asked.user, round.seat):
        takings = takings.filter(_own(asked.user))
    takings = list(takings)
    posts = Post.objects.filter(
        role=OFFICER, office__in=NAMED, member__in={taking.member_id for taking in takings},
        user__is_active=True,
    ).select_related("user")  # fmt: skip
    held: dict[tuple[str, int | None, int | None], list[Post]] = defaultdict(list)
    for post in posts.order_by("pk"):
        held[(post.office, post.member_id, post.organisation_id)].append(post)
    lines = []
    for taking in takings:
        head, liaison = (
            held[(office, taking.member_id, taking.organisation_id)]
            or held[(office, taking.member_id, None)]
            for office in NAMED
        )
        lines.append(
            {
                "body": taking.organisation.name,
                "head": _all(head, "name"),
                "head_duty": _all(head, "duty"),
                "liaison": _all(liaison, "name"),
                "liaison_duty": _all(liaison, "duty"),
                "telephone": _all(liaison, "telephone"),
                "mobile": _all(liaison, "mobile"),
                "email": _all(liaison, "email"),
            }
        )
    return lines


def _own(user: object) -> Q:
    """The bodies of which a person holds an office, and those of the sites where he writes."""
    own = Q(member__in=member_ids_with(user, Right.WRITE))
    for _office, place, body in offices_of(user):
        if body is not None:
            own |= Q(member=place, organisation=body)
    return own


def _all(posts: list[Post], name: str) -> str:
    """What each holder says of himself; two people may share an office."""
    said = [getattr(post.user, name) for post in posts]
    if name == "name":
        said = [text or post.user.username for text, post in zip(said, posts, strict=True)]
    return "、".join(text for text in said if text)


ANNEX = Annex(
    number=7,
    title="部门权责清单工作负责人和联络员名单",
    columns=(
        AnnexColumn("no", "序号"),
        AnnexColumn("body", "单位"),
        AnnexColumn("head", "负责人"),
        AnnexColumn("head_duty", "职务"),
        AnnexColumn("liaison", "联络员"),
        AnnexColumn("liaison_duty", "联络员职务"),
        AnnexColumn("telephone", "办公电话"),
        AnnexColumn("mobile", "手机"),
        AnnexColumn("email", "电子邮箱"),
    ),
    lines=officers,
    personal=True,
    why_not=_(
        "It is filled from the posts that people hold and cannot be imported: whoever keeps the "
        "accounts of the site changes them under “People”. A name in a form gives nobody an office."
    ),
)
