"""Which flows there are: core's tests' and the plugins', each under its plugin's gate."""

from __future__ import annotations

from typing import Any

from core.flows.base import Flow
from core.plugins import registry
from core.plugins.gate import is_enabled, sites_with


def flows() -> dict[str, type[Flow]]:
    """``<plugin>.<name>`` -> the flow, of every plugin that has a ``flows.py``."""
    return {
        key_of(flow): flow
        for _slug, declared in registry.rooms("flows", "FLOWS")
        for flow in declared
    }


def key_of(flow: type[Flow]) -> str:
    """The name of a flow in addresses and filters, for ever."""
    return f"{plugin_of(flow)}.{flow.app_name}"


def plugin_of(flow: type[Flow]) -> str:
    """The slug of the plugin whose flow it is."""
    owner = registry.owner_of(flow.__module__)
    return owner.label if owner else ""


def is_on(flow: type[Flow] | None, member: Any) -> bool:
    """Whether a flow may move at a site: its plugin is there, and on."""
    return flow is not None and is_enabled(plugin_of(flow), member)


def sites_of(flow: type[Flow]) -> set[int]:
    """The ids of the sites where a flow's plugin is on."""
    return sites_with(plugin_of(flow))
