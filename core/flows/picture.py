"""The steps of a flow as a picture, drawn from the flow itself: figures ready for an SVG.

Nodes stand in columns by their distance from the beginning, ways back run below them. The same in
words is the list of steps that stands beside the picture.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from viewflow.workflow import nodes
from viewflow.workflow.status import STATUS

from core.flows.base import Flow, Work
from core.flows.models import AWAITED, Proceeding, Step
from core.people.offices import office_name

WIDE, HIGH, GATE, GAP_Y, EDGE = 132, 60, 20, 28, 16
#: Between two columns; wider where words stand beside the ways.
GAP, GAP_LABELLED = 32, 76
#: How many characters fit into a line of a box.
LINE = 9


class Box(NamedTuple):
    """One node. ``state``: ``done``, ``awaited``, ``late``, ``cancelled`` or ``ahead``."""

    kind: str
    x: int
    y: int
    width: int
    height: int
    lines: list[tuple[int, str]]
    office: str
    state: str


class Arrow(NamedTuple):
    """One way from node to node, as an SVG path; a label where there are several."""

    path: str
    back: bool
    label: str
    x: int
    y: int
    below: bool = False


class Picture(NamedTuple):
    width: int
    height: int
    boxes: list[Box]
    arrows: list[Arrow]


def picture(flow: type[Flow], proceeding: Proceeding | None = None) -> Picture:
    """The flow, with where ``proceeding`` stands in it, if one is given."""
    states = _states(proceeding) if proceeding else {}
    layers = _layers(flow)
    tallest = max(len(layer) for layer in layers)
    middle = EDGE + (tallest * (HIGH + GAP_Y) - GAP_Y) // 2
    boxes: dict[str, Box] = {}
    x = EDGE
    for layer in layers:
        wide = max(_size(node)[0] for node in layer)
        top = middle - (len(layer) * (HIGH + GAP_Y) - GAP_Y) // 2
        for at, node in enumerate(layer):
            centre = top + at * (HIGH + GAP_Y) + HIGH // 2
            boxes[node.name] = _box(node, x, wide, centre, states.get(node.name, "ahead"))
        gap = GAP_LABELLED if any(map(_labelled, layer)) else GAP
        x += wide + gap
    column = {node: at for at, layer in enumerate(layers) for node in layer}
    arrows = _arrows(flow, boxes, column)
    below = sum(arrow.below for arrow in arrows)
    height = 2 * middle + below * 22 + (16 if below else 0)
    return Picture(x - gap + EDGE, height, list(boxes.values()), arrows)


def _size(node: Any) -> tuple[int, int]:
    return (WIDE, HIGH) if isinstance(node, (Work, nodes.Function)) else (GATE, GATE)


def _kind(node: Any) -> str:
    if isinstance(node, Work):
        return "work"
    if isinstance(node, nodes.Function):
        return "deed"
    return "end" if isinstance(node, (nodes.StartHandle, nodes.End)) else "gate"


def _box(node: Any, x: int, column: int, centre: int, state: str) -> Box:
    wide, high = _size(node)
    left, top = x + (column - wide) // 2, centre - high // 2
    kind, lines, office = _kind(node), [], ""
    if kind in ("work", "deed"):
        title = str(node.task_title)
        parts = [title[at : at + LINE] for at in range(0, len(title), LINE)][:2]
        first = centre + 5 - 9 * (len(parts) - 1) - (8 if kind == "work" else 0)
        lines = [(first + 18 * at, part) for at, part in enumerate(parts)]
        office = Truncator(office_name(node.office)).chars(LINE) if kind == "work" else ""
    return Box(kind, left, top, wide, high, lines, office, state)


def _layers(flow: type[Flow]) -> list[list[Any]]:
    """The nodes by the longest way on from the beginning; ways back count for nothing."""
    everyone = list(flow.instance.nodes())
    onward: dict[Any, list[Any]] = {
        node: [edge.dst for edge in node._outgoing() if edge.edge_class != "back"]
        for node in everyone
    }
    depth = dict.fromkeys(everyone, 0)
    for _round in everyone:  # as many rounds as the longest way can have steps
        for node, followers in onward.items():
            for follower in followers:
                depth[follower] = min(max(depth[follower], depth[node] + 1), len(everyone))
    layers: list[list[Any]] = []
    for level in sorted(set(depth.values())):
        layers.append([node for node in _in_order(flow, onward) if depth[node] == level])
    return layers


def _in_order(flow: type[Flow], onward: dict[Any, list[Any]]) -> list[Any]:
    """Nodes as the flow comes to them, so that branches keep the order they were written in."""
    found: dict[Any, None] = {}
    ahead = [flow.instance.node("start")]
    while ahead:
        node = ahead.pop(0)
        if node not in found:
            found[node] = None
            ahead += onward[node]
    return list(found | dict.fromkeys(onward))


def _arrows(flow: type[Flow], boxes: dict[str, Box], column: dict[Any, int]) -> list[Arrow]:
    """Ways to the next column are straight; ways back and ways past other boxes run below them."""
    found, below = [], 0
    floor = max(box.y + box.height for box in boxes.values())
    for node in flow.instance.nodes():
        labelled = _labelled(node)
        for edge in node._outgoing():
            source, target = boxes[edge.src.name], boxes[edge.dst.name]
            back = edge.edge_class == "back"
            label = _words(edge) if back or labelled else ""
            if back or column[edge.dst] > column[edge.src] + 1:
                below += 1
                found.append(_way_below(source, target, floor + 22 * below, label, back=back))
            else:
                found.append(_way_on(source, target, label))
    return found


def _words(edge: Any) -> str:
    """What stands beside a way; the library names the two ways of a condition in English."""
    conditions = {"cond_true": _("Yes"), "cond_false": _("No")}
    return conditions.get(edge.edge_class) or str(edge.label or "")


def _labelled(node: Any) -> bool:
    """Whether the ways on from a node are told apart by words."""
    return sum(edge.edge_class != "back" for edge in node._outgoing()) > 1


def _way_on(source: Box, target: Box, label: str) -> Arrow:
    x1, y1 = source.x + source.width, source.y + source.height // 2
    x2, y2 = target.x - 3, target.y + target.height // 2
    bend = (x1 + x2) // 2
    path = f"M{x1} {y1} C{bend} {y1} {bend} {y2} {x2} {y2}"
    return Arrow(path, False, label, bend, (y1 + y2) // 2 - 5)


def _way_below(source: Box, target: Box, level: int, label: str, *, back: bool) -> Arrow:
    x1, y1 = source.x + source.width // 2, source.y + source.height
    x2, y2 = target.x + target.width // 2, target.y + target.height + 3
    side = -8 if x2 < x1 else 8
    path = f"M{x1} {y1} V{level - 8} Q{x1} {level} {x1 + side} {level}"
    path += f" H{x2 - side} Q{x2} {level} {x2} {level - 8} V{y2}"
    return Arrow(path, back, label, (x1 + x2) // 2, level - 4, below=True)


def _states(proceeding: Proceeding) -> dict[str, str]:
    """The newest step of each node tells its state; one that was taken back tells nothing where
    there was another before it."""
    now, states = timezone.now(), {}
    for step in Step.objects.filter(process=proceeding).order_by("pk"):
        if step.status in AWAITED and step.office:
            late = step.due_at is not None and step.due_at <= now
            states[step.flow_task.name] = "late" if late else "awaited"
        elif step.status == STATUS.DONE:
            states[step.flow_task.name] = "done"
        elif step.status == STATUS.CANCELED:
            states.setdefault(step.flow_task.name, "cancelled")
    return states
