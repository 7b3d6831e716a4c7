"""Every action of core and of every plugin refuses the officers of another county.

The table must hold each action that takes an actor: who writes a new one says here what it is
tried on. What takes none is called by commands alone, in the platform's own name, or is what any
reader may do.
"""

import inspect
from datetime import date
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from wagtail.models import Page

from core.actions.boundary import exempt
from core.audit.models import AuditLine
from core.flows import actions as flows
from core.flows.calendar import actions as calendar
from core.flows.models import Step
from core.inspection import actions as inspection
from core.jobs import actions as jobs
from core.jobs.models import Event, Job
from core.pages import actions as pages
from core.pages.models import ArticlePage
from core.people import actions as people
from core.people.models import Post, User
from core.people.rights import OFFICER, Reach, Right
from core.plugins import actions as plugins
from core.registers import actions as registers
from core.registers.annexes import actions as annexes
from core.registers.annexes.changes import ANNEX
from core.registers.approval import Approval, Package, Round, Taking
from core.registers.catalogue import CatalogueItem
from core.registers.catalogues import actions as catalogues
from core.registers.comparison import Comparison
from core.registers.comparisons import actions as comparisons
from core.registers.consultation import Comment, Consultation
from core.registers.consultations import actions as consultations
from core.registers.dictionaries import actions as dictionaries
from core.registers.edition import Edition
from core.registers.editions import actions as editions
from core.registers.exchange import actions as exchange
from core.registers.expertise import actions as expertise
from core.registers.handed import Handover
from core.registers.handover import actions as handover
from core.registers.opinions import actions as opinions
from core.registers.portal import Delivery, Portal
from core.registers.portals import actions as portals
from core.registers.proposal import Proposal
from core.registers.proposals import actions as proposals
from core.registers.review import actions as review
from core.registers.rounds import actions as rounds
from core.registers.spec import register
from core.search import actions as search
from core.sitegroup import actions as sitegroup
from core.testing import (
    SYSTEM,
    make_division,
    make_member,
    make_organisation,
    make_province,
    make_term,
    make_user,
)
from plugins.fund_list import actions as fund_list
from plugins.fund_list.models import Disclosure, Fund, FundYear, Project
from plugins.law_library import actions as law_library
from plugins.power_list import actions as power_list
from plugins.power_list.testing import make_power
from plugins.responsibility_list import actions as responsibility_list
from plugins.unified_search import actions as unified_search
from plugins.unified_search.models import BestBet, Synonym
from tests.architecture.sources import ROOT, python_files
from tests.dummy_plugin.flows import MatterFlow

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
#: A catalogue of one item that is in no file yet.
CATALOGUE = "基本编码,名称,类别,行使层级\n620105001000,休学审批,01,县级".encode()
ROUND_DAYS = dict.fromkeys(rounds.DAYS, DAY)


@pytest.fixture(scope="module")
def world_rows(module_rows):
    return module_rows(make_world)


@pytest.fixture
def world(world_rows, db):
    """A county with something of every kind, and the strongest officers of the one beside it."""
    return world_rows()


def make_world():
    prefecture = make_member("lanzhou", make_province())
    county = make_member(
        "chengguan", prefecture, "county", division=make_division("620102", "城关区")
    )
    beside = make_member("qilihe", prefecture, "county")
    plugins.enable("power_list", county, actor=SYSTEM)
    body = make_organisation("城关区教育局", county.division, code="chengguan-jyj")
    made = SimpleNamespace(county=county, body=body, power=register("power_list"))
    made.version = make_power(member=county, organisation=body, name="休学审批")
    made.draft = registers.start_draft(made.power, made.version, actor=SYSTEM, corrects=True)
    made.clerk = make_user("clerk", "editor", Reach.SITE, county, home=county)
    with exempt("factory"):
        home = Page.objects.get(pk=county.site.root_page_id)
        made.page = home.add_child(instance=ArticlePage(title="文", slug="wen", source="办公室"))
        made.revision = made.page.save_revision()
        made.job = Job.objects.create(kind="core:jobs.prune", member=county)
        approval = Approval.objects.create(
            seat=county, body="区政府", number="1号", day=DAY, publish_on=DAY
        )
        made.package = Package.objects.create(
            register="power_list", member=county, organisation=body, approval=approval
        )
        made.round = Round.objects.create(
            register="power_list", seat=county, title="清理", opened_on=DAY, **ROUND_DAYS
        )
        made.taking = Taking.objects.create(round=made.round, organisation=body, member=county)
        made.event = Event.objects.create(
            signal="dummy_plugin.dummy_made", member=county, run_after=timezone.now()
        )
    _begin_matter(made)
    made.strangers = [
        make_user("beside-it", "site_administrator", Reach.SUBTREE, beside),
        make_user("beside-chief", "chief_editor", Reach.SITE, beside),
        _officer("beside-clerk", beside),
    ]
    return made


def _begin_matter(made):
    """A proceeding of the county that awaits its clerk, and what the clerk has decided before."""
    make_term("office", "clerk", "承办处室")
    calendar.fill_calendar(actor=SYSTEM)
    plugins.enable("dummy_plugin", made.county, actor=SYSTEM)
    made.officer = _officer("county-clerk", made.county, made.body)
    made.matter, decided = (
        flows.begin(
            MatterFlow,
            made.county,
            "一件事",
            actor=SYSTEM,
            right=Right.WRITE,
            organisation=made.body,
        )
        for _each in range(2)
    )
    made.step = Step.objects.get(process=made.matter, office="clerk")
    with exempt("factory"):
        made.proposal = Proposal.objects.create(
            register="power_list", member=made.county, organisation=made.body, number="1",
            name="某项", reason="conflict", law="甲法", text="改",
        )  # fmt: skip
        made.comparison = Comparison.objects.create(
            register="power_list", seat=made.county, since=date(2020, 1, 1), until=DAY
        )
        made.portal = Portal.objects.create(
            register="power_list", seat=made.county, name="省网", channel="by-hand"
        )
        made.delivery = Delivery.objects.create(
            portal=made.portal,
            edition=Edition.objects.create(
                register="power_list", member=made.county, number=1, title="一版", day=DAY
            ),
        )
        made.item = CatalogueItem.objects.create(
            register="power_list", code="620105002000", name="某项", source="一号",
            category=made.version.category,
        )  # fmt: skip
        made.year = FundYear.objects.create(member=made.county, year=2026)
        made.owed = Disclosure.objects.create(
            fund=Fund.objects.create(member=made.county, number="fund-1"), member=made.county,
            organisation=made.body, year=2026, kind="goals", title="目标", due=DAY,
        )  # fmt: skip
        made.project = Project.objects.create(
            fund=made.owed.fund, member=made.county, number="XM-1", name="某项目", amount=1,
            applicant="某校", begins=2026, ends=2026,
        )  # fmt: skip
        made.synonym = Synonym.objects.first()
        made.bet = BestBet.objects.create(
            member=made.county, words="户口", kind="core.article", site="chengguan", key="1"
        )
        made.asked = Consultation.objects.create(
            package=made.package, register="power_list", member=made.county, title="问", text="问",
            opened_on=DAY, closes_on=DAY,
        )  # fmt: skip
        made.said = Comment.objects.create(consultation=made.asked, text="好")
        made.given = Handover.objects.create(
            register="power_list", giving=made.county, receiving=made.county, number="1",
            name="给出的", verb="delegate", given_on=DAY, proceeding=made.matter,
        )  # fmt: skip
    done = Step.objects.get(process=decided, office="clerk")
    made.decided = flows.decide(done, "hand_in", actor=made.officer)


def _officer(name, site, body=None):
    """A person who holds an office at a site and has no other post."""
    person = make_user(name)
    people.appoint(
        person, OFFICER, Reach.SITE, site, office="clerk", organisation=body, actor=SYSTEM
    )
    return person


#: The module of an action, its name, and how it is tried by somebody.
TRIES = {
    (jobs, "retry"): lambda w, who: jobs.retry(w.job, actor=who),
    (jobs, "cancel"): lambda w, who: jobs.cancel(w.job, actor=who),
    (jobs, "retry_event"): lambda w, who: jobs.retry_event(w.event, actor=who),
    (jobs, "drop_event"): lambda w, who: jobs.drop_event(w.event, actor=who),
    (flows, "begin"): lambda w, who: flows.begin(
        MatterFlow, w.county, "又一件事", actor=who, right=Right.WRITE, organisation=w.body
    ),
    (flows, "take"): lambda w, who: flows.take(w.step, actor=who),
    (flows, "give_back"): lambda w, who: flows.give_back(w.step, actor=who),
    (flows, "hand"): lambda w, who: flows.hand(w.step, w.officer, actor=who),
    (flows, "decide"): lambda w, who: flows.decide(w.step, "hand_in", actor=who),
    (flows, "working"): lambda w, who: flows.working(w.step, "flows.any", who).__enter__(),
    (flows, "recall"): lambda w, who: flows.recall(w.decided, actor=who),
    (flows, "remark"): lambda w, who: flows.remark(w.matter, "我看不行", actor=who),
    (flows, "end"): lambda w, who: flows.end(w.matter, "不办了", actor=who, right=Right.PUBLISH),
    (flows, "mark_reminded"): lambda w, who: flows.mark_reminded(w.step, "late", actor=who),
    (calendar, "fill_calendar"): lambda w, who: calendar.fill_calendar(actor=who),
    (inspection, "ask"): lambda w, who: inspection.ask(w.county, actor=who),
    (inspection, "ask_all"): lambda w, who: inspection.ask_all(actor=who),
    (registers, "start_draft"): lambda w, who: registers.start_draft(w.power, w.version, actor=who),
    (registers, "save_draft"): lambda w, who: registers.save_draft(w.power, w.draft, actor=who),
    (registers, "discard_draft"): lambda w, who: registers.discard_draft(
        w.power, w.draft, actor=who
    ),
    (registers, "rebase_draft"): lambda w, who: registers.rebase_draft(w.power, w.draft, actor=who),
    (registers, "publish"): lambda w, who: registers.publish(
        w.power, [w.draft.pk], member=w.county, actor=who
    ),
    (registers, "publish_all"): lambda w, who: registers.publish_all(
        w.power, [w.draft.pk], member=w.county, actor=who
    ),
    (registers, "cancel"): lambda w, who: registers.cancel(
        w.power, w.version.entry, verb="取消", day=DAY, ground="某文件", actor=who
    ),
    (registers, "propose_end"): lambda w, who: registers.propose_end(
        w.power, w.version, verb="cancel", day=DAY, ground="某文件", actor=who
    ),
    (review, "send"): lambda w, who: review.send(
        w.power, [w.draft.pk], member=w.county, title="一批", actor=who
    ),
    (review, "take_back"): lambda w, who: review.take_back(w.package, actor=who),
    (review, "approve"): lambda w, who: review.approve(
        w.package, body="区政府", number="1号", day=DAY, publish_on=DAY, actor=who
    ),
    (review, "publish_part"): lambda w, who: review.publish_part(
        w.package, [w.draft.pk], actor=who
    ),
    (review, "close"): lambda w, who: review.close(w.package, actor=who),
    (rounds, "begin_round"): lambda w, who: rounds.begin_round(
        w.power, w.county, title="又一轮", days=ROUND_DAYS, bodies=[w.body], actor=who
    ),
    (rounds, "change_round"): lambda w, who: rounds.change_round(
        w.round, title="改", days=ROUND_DAYS, bodies=[w.body], actor=who
    ),
    (rounds, "close_round"): lambda w, who: rounds.close_round(w.round, actor=who),
    (rounds, "keep_entries"): lambda w, who: rounds.keep_entries(w.taking, None, actor=who),
    (rounds, "keep_all"): lambda w, who: rounds.keep_all(w.round, w.body, w.county, actor=who),
    (rounds, "reconsider"): lambda w, who: rounds.reconsider(w.taking, ["1"], actor=who),
    (rounds, "mark_review_told"): lambda w, who: rounds.mark_review_told(
        w.round, "late", actor=who
    ),
    (rounds, "mark_told"): lambda w, who: rounds.mark_told(w.taking, "late", actor=who),
    (annexes, "arrange"): lambda w, who: annexes.arrange(ANNEX, w.county, ANNEX.columns, actor=who),
    (annexes, "settle"): lambda w, who: annexes.settle(
        w.round, "0" * 40, kind="gap", lead=None, outcome="", actor=who
    ),
    (editions, "issue"): lambda w, who: editions.issue(
        w.power, w.county, title="一版", day=DAY, actor=who
    ),
    (comparisons, "ask_comparison"): lambda w, who: comparisons.ask_comparison(
        w.power, w.county, since=date(2020, 1, 1), until=DAY, actor=who
    ),
    (comparisons, "count_part"): lambda w, who: comparisons.count_part(
        w.comparison, [w.county], actor=who
    ),
    (comparisons, "close_comparison"): lambda w, who: comparisons.close_comparison(
        w.comparison, actor=who
    ),
    (portals, "add_portal"): lambda w, who: portals.add_portal(
        w.power, w.county, name="网", channel="by-hand", settings={}, on=True, actor=who
    ),
    (portals, "change_portal"): lambda w, who: portals.change_portal(
        w.portal, name="网", settings={}, on=True, actor=who
    ),
    (portals, "begin_attempt"): lambda w, who: portals.begin_attempt(w.delivery, actor=who),
    (portals, "end_attempt"): lambda w, who: portals.end_attempt(w.delivery, None, "", actor=who),
    (portals, "fail_attempt"): lambda w, who: portals.fail_attempt(w.delivery, "x", actor=who),
    (portals, "enter_receipt"): lambda w, who: portals.enter_receipt(
        w.delivery, number="1", on=DAY, actor=who
    ),
    (portals, "try_again"): lambda w, who: portals.try_again(w.delivery, actor=who),
    (catalogues, "lay_down"): lambda w, who: catalogues.lay_down(
        w.power, CATALOGUE, "csv", source="一号", actor=who
    ),
    (catalogues, "claim"): lambda w, who: catalogues.claim(
        w.power, w.county, [w.item.pk], body=w.body.code, actor=who
    ),
    (proposals, "propose"): lambda w, who: proposals.propose(
        w.power, w.version, reason="conflict", law="甲法", text="改", actor=who
    ),
    (proposals, "withdraw"): lambda w, who: proposals.withdraw(w.proposal, actor=who),
    (proposals, "decide_amendment"): lambda w, who: proposals.decide_amendment(
        w.proposal, state="done", outcome="已改", actor=who
    ),
    (opinions, "opine"): lambda w, who: opinions.opine(
        w.step, [w.draft.pk], verdict="agree", actor=who
    ),
    (opinions, "answer_objections"): lambda w, who: opinions.answer_objections(
        w.package, {}, step=w.step, actor=who
    ),
    (expertise, "ask_experts"): lambda w, who: expertise.ask_experts(
        w.step, [w.draft.pk], [w.officer], actor=who
    ),
    (expertise, "vote"): lambda w, who: expertise.vote(
        w.step, [w.draft.pk], reason="可", actor=who
    ),
    (expertise, "release"): lambda w, who: expertise.release(w.step, "不问了", actor=who),
    (expertise, "release_all"): lambda w, who: expertise.release_all(w.package, actor=who),
    (consultations, "put_before_public"): lambda w, who: consultations.put_before_public(
        w.step, title="问", text="问", closes_on=DAY, actor=who
    ),
    (consultations, "prolong"): lambda w, who: consultations.prolong(w.asked, DAY, actor=who),
    (consultations, "let_through"): lambda w, who: consultations.let_through(w.said, actor=who),
    (consultations, "withhold"): lambda w, who: consultations.withhold(w.said, "辱骂", actor=who),
    (consultations, "respond_to"): lambda w, who: consultations.respond_to(w.said, "好", actor=who),
    (consultations, "conclude"): lambda w, who: consultations.conclude(w.asked, "完", actor=who),
    (consultations, "break_off"): lambda w, who: consultations.break_off(w.package, actor=who),
    (handover, "ask"): lambda w, who: handover.ask(w.power, [w.given.pk], actor=who),
    (handover, "take_over"): lambda w, who: handover.take_over(
        w.given.proceeding, body="chengguan-jyj", actor=who
    ),
    (handover, "decline"): lambda w, who: handover.decline(w.given.proceeding, actor=who),
    (handover, "ask_again"): lambda w, who: handover.ask_again(w.given, actor=who),
    (dictionaries, "load_dictionaries"): lambda w, who: dictionaries.load_dictionaries(actor=who),
    (exchange, "import_drafts"): lambda w, who: exchange.import_drafts(
        w.power, [], member=w.county, actor=who, source="x"
    ),
    (search, "ask_check"): lambda w, who: search.ask_check(actor=who),
    (search, "ask_rebuild"): lambda w, who: search.ask_rebuild(actor=who),
    (sitegroup, "create_member"): lambda w, who: sitegroup.create_member(w.county, actor=who),
    (sitegroup, "apply_shared"): lambda w, who: sitegroup.apply_shared(
        SimpleNamespace(name="x"), actor=who
    ),
    (sitegroup, "apply_member"): lambda w, who: sitegroup.apply_member(
        SimpleNamespace(member=w.county, row=w.county), actor=who
    ),
    (sitegroup, "retire_columns"): lambda w, who: sitegroup.retire_columns(["news"], actor=who),
    (sitegroup, "load_site_content"): lambda w, who: sitegroup.load_site_content(
        SimpleNamespace(member=w.county, articles=()), actor=who
    ),
    (sitegroup, "update_identity"): lambda w, who: sitegroup.update_identity(
        w.county, {"phone": "1"}, actor=who
    ),
    (sitegroup, "keep_reference"): lambda w, who: sitegroup.keep_reference(
        w.body, actor=who, verb="edit", write=w.body.save
    ),
    (sitegroup, "drop_reference"): lambda w, who: sitegroup.drop_reference(w.body, actor=who),
    (pages, "rename_column"): lambda w, who: pages.rename_column(w.page, "新", "xin", actor=who),
    (pages, "publish_scheduled"): lambda w, who: pages.publish_scheduled(w.revision.pk, actor=who),
    (pages, "expire"): lambda w, who: pages.expire(w.page.pk, actor=who),
    (plugins, "enable"): lambda w, who: plugins.enable("responsibility_list", w.county, actor=who),
    (plugins, "disable"): lambda w, who: plugins.disable("power_list", w.county, actor=who),
    (plugins, "upgrade"): lambda w, who: plugins.upgrade("power_list", w.county, actor=who),
    (plugins, "configure"): lambda w, who: plugins.configure("power_list", w.county, {}, actor=who),
    (plugins, "purge"): lambda w, who: plugins.purge("power_list", w.county, ROOT, actor=who),
    (people, "create_user"): lambda w, who: people.create_user(
        User(username="new", home=w.county), "long-enough-7431", actor=who
    ),
    (people, "change_user"): lambda w, who: people.change_user(
        w.clerk, name="x", email="", home=w.county, actor=who
    ),
    (people, "set_password"): lambda w, who: people.set_password(
        w.clerk, "long-enough-7431", actor=who
    ),
    (people, "set_active"): lambda w, who: people.set_active(w.clerk, False, actor=who),
    (people, "unlock"): lambda w, who: people.unlock(w.clerk, actor=who),
    (people, "appoint"): lambda w, who: people.appoint(
        w.clerk, "chief_editor", Reach.SITE, w.county, actor=who
    ),
    (people, "dismiss"): lambda w, who: people.dismiss(Post.objects.get(user=w.clerk), actor=who),
    (people, "merge_organisations"): lambda w, who: people.merge_organisations(
        w.body, w.body, on=DAY, actor=who
    ),
    (people, "abolish_organisation"): lambda w, who: people.abolish_organisation(
        w.body, on=DAY, actor=who
    ),
    (power_list, "record_findings"): lambda w, who: power_list.record_findings(
        w.county, {}, DAY, actor=who
    ),
    (responsibility_list, "begin_duties"): lambda w, who: responsibility_list.begin_duties(
        w.county, "1", actor=who
    ),
    (fund_list, "begin_year"): lambda w, who: fund_list.begin_year(w.county, 2027, actor=who),
    (fund_list, "record_decision"): lambda w, who: fund_list.record_decision(
        w.year, {"decided_on": DAY}, actor=who
    ),
    (fund_list, "record_approval"): lambda w, who: fund_list.record_approval(
        w.year, {"approved_on": DAY}, actor=who
    ),
    (fund_list, "publish_year"): lambda w, who: fund_list.publish_year(w.year, {}, actor=who),
    (fund_list, "send_year"): lambda w, who: fund_list.send_year(w.year, actor=who),
    (fund_list, "reopen_year"): lambda w, who: fund_list.reopen_year(w.year, actor=who),
    (fund_list, "plan_disclosure"): lambda w, who: fund_list.plan_disclosure(
        w.owed.fund, 2026, "goals", title="目标", organisation=w.body, due=DAY, actor=who
    ),
    (fund_list, "disclose"): lambda w, who: fund_list.disclose(w.owed, {}, actor=who),
    (fund_list, "mark_told"): lambda w, who: fund_list.mark_told(w.owed, "soon", actor=who),
    (fund_list, "rectify"): lambda w, who: fund_list.rectify(w.owed, day=DAY, text="改", actor=who),
    (fund_list, "propose_project"): lambda w, who: fund_list.propose_project(
        w.owed.fund, {}, actor=who
    ),
    (fund_list, "change_project"): lambda w, who: fund_list.change_project(
        w.project, {}, expected=0, actor=who
    ),
    (fund_list, "import_projects"): lambda w, who: fund_list.import_projects(
        w.county, b"", "csv", actor=who
    ),
    (fund_list, "admit_projects"): lambda w, who: fund_list.admit_projects(
        w.county, [w.project.pk], day=DAY, actor=who
    ),
    (fund_list, "withdraw_project"): lambda w, who: fund_list.withdraw_project(
        w.project, day=DAY, reason="不办了", actor=who
    ),
    (power_list, "mark_told"): lambda w, who: power_list.mark_told(w.county, [], DAY, actor=who),
    (law_library, "load_library"): lambda w, who: law_library.load_library(actor=who),
    (unified_search, "add_synonym"): lambda w, who: unified_search.add_synonym(
        "报娃", "户口登记", "用语", actor=who
    ),
    (unified_search, "change_synonym"): lambda w, who: unified_search.change_synonym(
        w.synonym, "报娃", "户口登记", "用语", actor=who
    ),
    (unified_search, "remove_synonym"): lambda w, who: unified_search.remove_synonym(
        w.synonym, actor=who
    ),
    (unified_search, "import_synonyms"): lambda w, who: unified_search.import_synonyms(
        b"", "csv", actor=who
    ),
    (unified_search, "put_best_bet"): lambda w, who: unified_search.put_best_bet(
        w.county, "户口", "core.article", "chengguan", "1", actor=who
    ),
    (unified_search, "remove_best_bet"): lambda w, who: unified_search.remove_best_bet(
        w.bet, actor=who
    ),
}
NAMED = {(module.__name__, name): attempt for (module, name), attempt in TRIES.items()}


def actions():
    """All public functions of an ``actions.py`` that take an actor."""
    for path in python_files(ROOT):
        relative = path.relative_to(ROOT)
        if path.name != "actions.py" or relative.parts[0] not in {"core", "plugins"}:
            continue
        module = import_module(".".join(relative.with_suffix("").parts))
        for name, found in inspect.getmembers(module, inspect.isfunction):
            own = found.__module__ == module.__name__ and not name.startswith("_")
            if own and "actor" in inspect.signature(found).parameters:
                yield module.__name__, name


def test_every_action_that_takes_an_actor_is_tried():
    assert set(NAMED) == set(actions())


@pytest.mark.parametrize("door", NAMED, ids=".".join)
def test_the_officers_of_another_county_are_refused(world, door):
    before = AuditLine.objects.count()
    for stranger in world.strangers:
        with pytest.raises(PermissionDenied):
            NAMED[door](world, stranger)
    assert AuditLine.objects.count() == before, "nothing was done, and nothing says it was"
