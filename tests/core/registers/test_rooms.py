"""The rooms of the registers stand on one another, and never the other way round."""

from tests.architecture.sources import ROOT, imports_of, module_of, plant, python_files, tree_of

ROOM = "core.registers"
#: Each knows only what stands below it; those of one line know nothing of each other.
ORDER = (
    ("review", "annexes", "handover", "catalogues", "comparisons", "portals"),
    ("rounds", "opinions", "expertise"),
    ("admin",),
    ("public",),
    ("consultations",),
    ("editions", "proposals"),
    ("exchange",),
    ("actions",),
    ("judging",),
    ("publishing",),
    ("drafts", "differences"),
    ("handing",),
    ("packages", "receivers", "leading", "standard", "delivering"),
    ("words",),
    ("papers",),
    ("queries",),
    ("figures",),
    ("spec",),
    ("models",),
    ("portal",),
    ("edition", "opinion", "proposal", "vote", "consultation", "catalogue", "keeping", "ground"),
    ("comparison",),
    ("content", "approval", "handed"),
    ("dictionaries",),
)
#: They put the rooms together: Django, core and the tests ask for them by name.
JOINERS = {"apps", "jobs", "search", "wagtail_hooks", "management", "testing"}
LEVEL = {name: level for level, names in enumerate(ORDER) for name in names}


def upward(root):
    """Imports of a room from one that stands above it, or beside it."""
    for path in python_files(root, "core/registers"):
        own = room_of(module_of(root, path))
        if own in JOINERS:
            continue
        for module, name, line in imports_of(tree_of(path)):
            other = room_of(f"{module}.{name}") if inside(module) else ""
            if other in LEVEL and other != own and LEVEL[other] <= LEVEL.get(own, len(ORDER)):
                yield f"{path.relative_to(root)}:{line} {own or ROOM} knows {other}"


def inside(module):
    return f"{module}.".startswith(f"{ROOM}.")


def room_of(module):
    return module.removeprefix(ROOM).strip(".").partition(".")[0]


def test_no_room_knows_one_above_it():
    assert list(upward(ROOT)) == []


def test_a_planted_violation_is_caught(tmp_path):
    files = {
        "core/registers/queries.py": "from core.registers import drafts\n",
        "core/registers/drafts.py": "from core.registers.exchange.rows import x\n",
        "core/registers/public/page.py": "from core.registers.admin.forms import x\n",
        "core/registers/time.py": "def f():\n    from core.registers.spec import x\n",
        "core/registers/exchange/rows.py": "from core.registers.spec import x\n",
        "core/registers/testing.py": "from core.registers.public import x\n",
    }
    found = list(upward(plant(tmp_path, files)))
    assert [line.rpartition(" ")[2] for line in sorted(found)] == [
        "exchange",
        "admin",
        "drafts",
        "spec",
    ]
