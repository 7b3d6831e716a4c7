from core.contract import Guard, Veto


def no_forbidden_names(site, target):
    return Veto("the name is forbidden") if getattr(target, "name", "") == "forbidden" else None


GUARDS = [Guard("dummy_plugin.guarded", no_forbidden_names)]
