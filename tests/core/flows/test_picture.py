"""core/flows/picture.py: the steps of a flow, drawn from the flow itself."""

import pytest

from core.flows.actions import decide, recall
from core.flows.picture import picture
from core.flows.registry import flows
from tests.dummy_plugin.flows import MatterFlow


def states(drawn):
    return {box.lines[0][1]: box.state for box in drawn.boxes if box.lines}


def test_every_node_is_a_box_and_every_way_an_arrow(group):
    drawn = picture(MatterFlow)
    assert len(drawn.boxes) == len(list(MatterFlow.instance.nodes()))
    assert sum(arrow.back for arrow in drawn.arrows) == 1
    assert all(
        box.x >= 0 and box.x + box.width <= drawn.width and box.y + box.height <= drawn.height
        for box in drawn.boxes
    )


@pytest.mark.parametrize("key", ["dummy_plugin.matter", "power_list.review"])
def test_no_two_boxes_touch(group, key):
    boxes = picture(flows()[key]).boxes
    for one in boxes:
        for other in boxes:
            apart = (
                one is other
                or one.x + one.width <= other.x
                or other.x + other.width <= one.x
                or one.y + one.height <= other.y
                or other.y + other.height <= one.y
            )
            assert apart, (one, other)


def test_ways_past_other_boxes_run_below_all_of_them(group):
    drawn = picture(flows()["power_list.review"])
    floor = max(box.y + box.height for box in drawn.boxes)
    past = [arrow for arrow in drawn.arrows if arrow.below and not arrow.back]
    assert past and all(floor < arrow.y < drawn.height for arrow in past)


def test_branches_stand_beside_each_other_and_work_follows_what_leads_to_it(group):
    at = {box.lines[0][1]: box for box in picture(MatterFlow).boxes if box.lines}
    assert at["合法性审查"].x == at["初审"].x
    assert at["清理"].x < at["初审"].x < at["签批"].x


def test_a_matter_shows_where_it_stands(matter, step, people):
    assert states(picture(MatterFlow, matter))["清理"] == "awaited"
    decide(step("clear"), "hand_in", actor=people.clerk)
    found = states(picture(MatterFlow, matter))
    assert (found["清理"], found["初审"], found["签批"]) == ("done", "awaited", "ahead")


def test_what_was_taken_back_leaves_the_picture_as_it_was(matter, step, people):
    for name, who in (
        ("clear", people.clerk), ("legal", people.legal), ("establishment", people.establishment),
    ):  # fmt: skip
        decide(step(name), step(name).flow_task.decisions[0].key, actor=who)
    sent_back = decide(step("sign"), "back", actor=people.head, text="请补充")
    assert states(picture(MatterFlow, matter))["清理"] == "awaited"
    recall(sent_back, actor=people.head)
    found = states(picture(MatterFlow, matter))
    assert (found["清理"], found["签批"]) == ("done", "awaited")


def test_the_two_ways_of_a_condition_are_named_in_the_language_of_the_screen(group):
    labels = {arrow.label for arrow in picture(flows()["power_list.review"]).arrows}
    assert {"是", "否"} <= labels and not {"yes", "no"} & labels
