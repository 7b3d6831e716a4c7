"""A register in a real browser: three widths, every display mode, without JavaScript."""

import datetime
import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from core.actions.boundary import exempt
from core.delivery import generations
from core.plugins.models import Activation
from core.registers.choices import Verb
from core.registers.dictionaries.actions import load_dictionaries
from core.registers.public import listing
from core.registers.spec import register
from core.registers.testing import make_term, make_version
from core.sitegroup.models import Level
from core.testing import SYSTEM, make_division, make_member, make_organisation, make_province
from tests.core.registers.samples import category, fill, make_chain, place_page
from tests.themes.conftest import MODES, WIDTHS
from tests.themes.test_accessibility import THEMES, findings, overflow

pytestmark = pytest.mark.journey
D = datetime.date
#: Large type is crowded where it is narrow; colours change with the form of tables alone.
WIDTHS_IN = {"normal": WIDTHS, "large": WIDTHS[:1], "high": (WIDTHS[0], WIDTHS[-1])}
LONGEST = "积石山保安族东乡族撒拉族自治县"
LAW = (
    "国家对食品生产经营实行许可制度。从事食品生产、食品销售、餐饮服务，应当依法取得许可。但是，销售食用农产品和"
    "仅销售预包装食品的，不需要取得许可。仅销售预包装食品的，应当报所在地县级以上地方人民政府食品安全监督管理部门备案。\n"
    "县级以上地方人民政府食品安全监督管理部门应当依照《中华人民共和国行政许可法》的规定，审核申请人提交的本法"
    "第三十三条第一款第一项至第四项规定要求的相关资料，必要时对申请人的生产经营场所进行现场核查。"
)
GROUNDS = [
    {"law": "中华人民共和国食品安全法", "article": "第三十五条", "text": LAW},
    {
        "law": "中华人民共和国食品安全法实施条例",
        "article": "第十五条",
        "document_number": "国务院令第721号",
        "text": "食品生产经营许可的有效期为5年。",
    },
    {"law": "食品经营许可和备案管理办法", "document_number": "国家市场监督管理总局令第78号"},
]


def _sites():
    province = make_province(
        sample=True, sponsor="甘肃省人民政府办公厅（样例）", site_code="6200000000"
    )
    lanzhou = make_member(
        "lanzhou",
        province,
        division=make_division("620100", "兰州市", province.division),
        name="甘肃政务服务网·兰州市",
        short_name="兰州市",
        sample=True,
    )
    county = {"level": Level.COUNTY, "sample": True}
    yuzhong = make_member(
        "yuzhong",
        lanzhou,
        division=make_division("620123", "榆中县", lanzhou.division),
        name="甘肃政务服务网·榆中县",
        short_name="榆中县",
        site_code="6201230000",
        **county,
    )
    longest = make_member(
        "jishishan",
        province,
        division=make_division("622927", LONGEST, province.division),
        name=f"甘肃政务服务网·{LONGEST}",
        short_name=LONGEST,
        **county,
    )
    return [province, lanzhou, yuzhong, longest]


def _licence(powers, site):
    """A power with two names, two bodies, a past and a future, and two sub-items."""
    body = make_organisation("榆中县市场监督管理局", site.division, short_name="县市场监管局")
    before = make_organisation("榆中县食品药品监督管理局", site.division)
    people = [make_term("audience", "1", "自然人"), make_term("audience", "2", "企业法人")]
    content = {
        "name": "食品经营许可", "category": category("01"),
        "base_code": "00013102400Y", "grounds": GROUNDS,
        "implementation_code": "11620123MB0000000X400013102400Y", "handling_body": "行政审批股",
        "level": make_term("level", "4", "县级"), "audiences": people,
    }  # fmt: skip
    versions = make_chain(
        powers, site, body,
        (D(2015, 8, 30), Verb.ADOPT, {"name": "餐饮服务许可", "grounds": GROUNDS[:1]}),
        (D(2018, 12, 28), Verb.ADJUST, {"change_ground": "县机构改革方案（样例）"}),
        (D(2023, 12, 1), Verb.INTEGRATE, {
            "change_ground": "国家市场监督管理总局令第78号", "remarks": "餐饮服务管理并入本项。",
        }),
        (D(2150, 1, 1), Verb.STRENGTHEN, {"change_ground": "榆政发〔2026〕00号（样例）"}),
        **content,
    )  # fmt: skip
    with exempt("factory"):
        powers.Version.objects.filter(pk=versions[0].pk).update(organisation=before)
    for n, name in enumerate(("食品经营许可（新办、变更、延续）", "食品经营许可注销"), 1):
        with exempt("factory"):
            sub = powers.Entry.objects.create(
                member=site, parent=versions[0].entry, number=f"{versions[0].number}-{n:02d}"
            )
        make_version(
            powers,
            entry=sub,
            organisation=body,
            valid_from=D(2023, 12, 1),
            **content | {"name": name, "base_code": f"00013102400{n}"},
        )
    ended = make_chain(
        powers,
        site,
        body,
        (D(2015, 8, 30), Verb.ADOPT, {}),
        (D(2020, 5, 6), Verb.CANCEL, {"change_ground": "国发〔2020〕1号"}),
        **content | {"name": "计量纠纷的调解和仲裁检定"},
    )
    return versions[0].number, ended[0].number


@pytest.fixture
def group(db):
    """Four sites with 60 powers each, one of them with a history worth reading."""
    load_dictionaries(actor=SYSTEM)
    sites, powers = _sites(), register("power_list")
    with exempt("factory"):
        for member in sites:
            Activation.objects.create(member=member, plugin="power_list", enabled=True)
        generations.raise_("sitegroup")
    for member in sites:
        place_page(powers, member, title="行政权力清单")
    fill(powers, [sites[0], sites[2], sites[3]], 60)
    number, ended = _licence(powers, sites[2])
    listing._spans.forget()
    base = "/yuzhong/powers/"
    return SimpleNamespace(
        province=sites[0],
        pages={
            "list": base,
            "filtered list": f"{base}?category=01&level=4&q=食品",
            "list of a past day": f"{base}?as_of=2016-06-01&sort=change",
            "mistyped day": f"{base}?as_of=2016-31-31",
            "empty list": f"{base}?q=没有的事项",
            "empty register": "/lanzhou/powers/",
            "print view": f"{base}?print=1",
            "longest name": "/jishishan/powers/?page=2",
            "province": "/powers/all/",
            "province narrowed": "/powers/all/?division=620123&category=01",
            "province empty": "/powers/all/?q=没有的事项",
            "summary": f"{base}summary/",
            "summary of a day without entries": f"{base}summary/?as_of=1999-01-01",
            "summary of the province": "/powers/all/summary/",
            "entry": f"{base}{number}/",
            "entry on a past day": f"{base}{number}/?as_of=2016-06-01",
            "entry to come": f"{base}{number}/?as_of=2150-01-01",
            "entry not yet": f"{base}{number}/?as_of=2001-01-01",
            "cancelled entry": f"{base}{ended}/",
            "comparison": f"{base}{number}/compare/",
        },
    )


@pytest.mark.slow
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("mode", MODES)
def test_axe_finds_nothing_on_any_page_of_a_register(wear, reader, group, theme, mode):
    wear(theme)
    found: list[str] = []
    page = reader(MODES[mode])
    page.on(
        "console", lambda message: found.append(message.text) if "Policy" in message.text else None
    )
    for name, address in group.pages.items():
        assert page.goto(address).status == 200, name
        for width in WIDTHS_IN[mode]:
            page.set_viewport_size({"width": width, "height": 900})
            found += findings(page, f"{name} {width}") + overflow(page, f"{name} {width}")
    assert not found, "\n".join(found)


def test_a_reader_without_javascript_finds_yesterdays_text(reader, group):
    page = reader(java_script_enabled=False)
    page.goto(group.pages["list"])
    page.locator(".facet a", has_text="行政许可").click()
    page.locator("#find").fill("食品经营")
    page.locator(".body .search button").click()
    expect(page).to_have_url(re.compile(r"[?&]q="))
    assert "category=01" in page.url, "the form carries the other choices along"
    page.locator(".table a", has_text="食品经营许可").first.click()
    expect(page.locator("h1")).to_have_text("食品经营许可")
    page.locator("#asof").fill("2016-06-01")
    page.locator("aside form button").click()
    expect(page.locator("h1")).to_have_text("餐饮服务许可")
    expect(page.locator(".notice time").first).to_have_attribute("datetime", "2016-06-01")
    page.locator(".line .inline-links a[href*=compare]").first.click()
    expect(page.locator("ins, del").first).to_be_visible()


def test_print_opens_every_ground_and_drops_the_forms(reader, group):
    page = reader()
    page.goto(group.pages["entry"] + "?print=1")
    page.emulate_media(media="print")
    assert page.locator("details.ground:not([open])").count() == 0
    assert page.get_by_text("食品生产经营许可的有效期为5年").is_visible()
    assert page.locator("aside form").is_hidden() and page.locator(".nav").is_hidden()
    assert page.locator(".code", has_text="/yuzhong/powers/").is_visible(), (
        "the lasting address is printed"
    )


def test_a_list_becomes_cards_on_a_phone(reader, group):
    page = reader(viewport={"width": 360, "height": 800})
    page.goto(group.pages["list"])
    row = page.locator(".table tbody tr").first
    assert row.evaluate("row => getComputedStyle(row).display") == "block"
    assert page.get_by_role("row").count() > 10, "the roles of a table stay"
