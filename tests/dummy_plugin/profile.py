from core.contract import Column, Profile

PROFILE = Profile(
    columns=(
        Column("dummy", "Dummy", "dummy", "dummy_plugin.DummyPage"),
        Column("dummy-inner", "Inner", "inner", "dummy_plugin.DummyPage", parent="dummy"),
    ),
    settings={"count": 5},
)
