"""System checks of flows: what a flow declares must be able to run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register

from core.flows.base import Flow, Work
from core.plugins import registry

WIDEST = 20  #: the column of ``Step.decision`` and of ``Step.office``


@register()
def check_flows(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Every flow stands on the base, and each person's work has an office and a way on."""
    return list(_problems())


def _problems() -> Iterator[CheckMessage]:
    for slug, declared in registry.rooms("flows", "FLOWS"):
        for flow in declared:
            if not (isinstance(flow, type) and issubclass(flow, Flow)):
                yield Error(f"{slug}: {flow!r} is no core.api.Flow", id="yiwang.flows.E001")
                continue
            yield from (
                Error(f"{slug}: {flow.__name__}: {text}", id="yiwang.flows.E002")
                for text in problems(flow)
            )


def problems(flow: type[Flow]) -> Iterator[str]:
    """What is wrong with one flow, each as a sentence for its author."""
    if not flow.title:
        yield "it has no title"
    if flow.instance.node("start", no_obsolete=True) is None:
        yield "it has no node “start”"
    for node in flow.instance.nodes():
        if not isinstance(node, Work):
            continue
        if not node.office or len(node.office) > WIDEST:
            yield f"{node.name} names no office"
        if not node.decisions:
            yield f"{node.name} offers no decision"
        keys = [one.key for one in node.decisions]
        if len(keys) != len(set(keys)) or any(len(key) > WIDEST for key in keys):
            yield f"{node.name}: each decision needs a short key of its own"
