"""core/registers/exchange/cited.py: grounds as a form holds them, all in one cell."""

import pytest

from core.registers.exchange.cited import grounds_cited, in_words


def told(cell):
    return [
        (one["law"], one["article"], one["document_number"], one["text"])
        for one in grounds_cited(cell)
    ]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("《甲法》", [("甲法", "", "", "")]),
        ("《甲法》第一条", [("甲法", "第一条", "", "")]),
        ("《甲法》第一条：应当（一）办理；", [("甲法", "第一条", "", "应当（一）办理；")]),
        ("《甲法》第一条:应当", [("甲法", "第一条", "", "应当")]),
        ("《甲法》第一条\n应当\n办理", [("甲法", "第一条", "", "应当\n办理")]),
        ("《某通知》（国发〔2014〕1号）第二条", [("某通知", "第二条", "国发〔2014〕1号", "")]),
        ("《甲法》（2019年修订）第二条", [("甲法", "（2019年修订）第二条", "", "")]),
        ("《关于〈乙〉的决定》第一条", [("关于〈乙〉的决定", "第一条", "", "")]),
        ("《关于修改《乙》的决定》第一条", [("关于修改《乙》的决定", "第一条", "", "")]),
        (
            "1.《甲法》第一条：依照《乙法》办理\n（2）《乙法》第二条。",
            [("甲法", "第一条", "", "依照《乙法》办理"), ("乙法", "第二条", "", "")],
        ),
        (
            "《甲法》第一条；《乙法》第二条",
            [("甲法", "第一条", "", ""), ("乙法", "第二条", "", "")],
        ),
    ],
)
def test_each_ground_is_found_with_its_parts(cell, found):
    assert told(cell) == found


@pytest.mark.parametrize("cell", ["依法", "依据：\n《甲法》", "《》第一条", "《甲法第一条"])
def test_what_cites_no_law_by_its_name_is_refused(cell):
    with pytest.raises(ValueError):
        told(cell)


@pytest.mark.parametrize(
    "ground",
    [
        ("甲法", "第一条", "", "应当\n办理"),
        ("甲法", "", "", ""),
        ("某通知", "第三条", "甘政发〔2014〕7号", "全文：略"),
    ],
)
def test_what_is_written_in_words_is_read_again(ground):
    assert told(in_words(*ground)) == [ground]
