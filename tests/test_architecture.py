"""The house is as docs/architecture.md draws it; policy stays in the config; the lock names no host."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "python"
PACKAGE = SOURCES / "qa_workbook"
ENGINE = SOURCES / "xlwings_calc"
PAGE = ROOT / "docs" / "architecture.md"
APPLYING_POLICY = ("scoring", "analysis", "penalties")
# Small whole numbers and the hundred of "percent" are arithmetic, not policy.
ARITHMETIC = {Decimal(number) for number in (*range(11), 100)}
TECHNICAL = {
    ("scoring/marks.py", 30),  # columns whose combined states fit an int64
    ("penalties/tariff.py", 30),  # length of an id
    ("penalties/cases.py", 12),  # hex digits of a case
}


def module_of(path: Path) -> str:
    """Returns the dotted name of a source file ("qa_workbook.scheme.model")."""
    dotted = ".".join(path.relative_to(SOURCES).with_suffix("").parts)
    return dotted.removesuffix(".__init__")


@cache
def modules() -> frozenset[str]:
    """Returns the names of all our modules and packages."""
    return frozenset(module_of(path) for path in SOURCES.rglob("*.py"))


@cache
def imports() -> list[tuple[str, str]]:
    """Returns (importing module, imported module), ours and others.

    Imports inside functions and for type checking are arrows like all others.
    """
    found = []
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found += [(module_of(path), alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}: relative import"
                named = [f"{node.module}.{alias.name}" for alias in node.names]
                source = str(node.module)
                found += [(module_of(path), n if n in modules() else source) for n in named]
    return found


def room_of(module: str) -> str:
    """Returns the room of a module: its folder or file in qa_workbook, else its package."""
    parts = module.split(".")
    return parts[1] if parts[0] == PACKAGE.name and len(parts) > 1 else parts[0]


def table(heading: str) -> dict[str, list[str]]:
    """Returns the rows of the table below a heading of the page: name → the other cells.

    A row that names several things in its first cell stands for each of them.
    """
    section = PAGE.read_text("utf-8").split(f"## {heading}\n", 1)[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    rows = {}
    for line in lines:
        first, *others = (cell.strip() for cell in line.strip("|").split("|"))
        for name in re.findall(r"`(\w+)(?:\.py|/)?`", first):
            rows[name] = others
    return rows


def named_in(cell: str) -> set[str]:
    """Returns the names listed in a cell of a table."""
    return set(re.findall(r"\w+", cell))


@cache
def foundation() -> set[str]:
    """Returns the rooms that all may import."""
    return set(table("Foundation"))


@cache
def allowed() -> dict[str, set[str]]:
    """Returns the rooms that each room may import, beside the foundation."""
    return {room: named_in(cells[-1]) for room, cells in table("Rooms").items()}


def circles(arrows: dict[str, set[str]]) -> list[list[str]]:
    """Returns the sets of modules that import each other, directly or through others."""
    reached = {module: reachable(module, arrows) for module in arrows}
    groups = []
    for module, beyond in reached.items():
        group = sorted(other for other in beyond if module in reached.get(other, set()))
        if module in beyond and group not in groups:
            groups.append(group)
    return groups


def reachable(module: str, arrows: dict[str, set[str]]) -> set[str]:
    """Returns the modules that one comes to from a module, itself only along a circle."""
    found: set[str] = set()
    waiting = list(arrows[module])
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += arrows.get(one, set())
    return found


def test_every_room_is_in_the_table_of_the_architecture():
    """Whoever adds a room says in docs/architecture.md what it does and what it may import."""
    rooms = {room_of(module) for module in modules()} - {PACKAGE.name, ENGINE.name}
    assert rooms == foundation() | set(allowed())


def test_imports_follow_the_table():
    """A room imports only itself, the foundation, and the rooms that the table names."""
    wrong = []
    for module, target in imports():
        room, other = room_of(module), room_of(target)
        if not target.startswith(f"{PACKAGE.name}.") or room == other:
            continue
        if other not in foundation() | allowed().get(room, set()):
            wrong.append(f"{module} imports {target}")
    assert wrong == []


def test_the_table_runs_in_one_direction():
    """A room may import only rooms above it in the table."""
    above: set[str] = set()
    for room, others in allowed().items():
        assert others <= above, room
        above.add(room)


def test_the_table_allows_nothing_that_no_room_does():
    """What the table allows is what the code does; so the table shows the house as it is."""
    used = {(room_of(module), room_of(target)) for module, target in imports()}
    idle = [(room, other) for room, others in allowed().items() for other in others]
    assert [arrow for arrow in idle if arrow not in used] == []


def test_no_modules_import_each_other():
    """There is no circle of modules, not even one for type checking or inside functions."""
    arrows: dict[str, set[str]] = {module: set() for module in modules()}
    for module, target in imports():
        if module.startswith(PACKAGE.name) and target in modules() and target != module:
            arrows[module].add(target)
    assert circles(arrows) == []


def test_a_circle_would_be_found():
    """Two modules that meet through a third are a circle; a chain is none."""
    arrows = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set()}
    assert circles(arrows) == [["a", "b", "c"]]
    assert circles({"a": {"b"}, "b": {"c"}, "c": set()}) == []


def test_libraries_stay_on_their_floor():
    """A library is imported by the rooms that docs/architecture.md names, and by no other."""
    table_of_libraries = table("Libraries")
    wrong = []
    for module, target in imports():
        library = target.partition(".")[0]
        if library in sys.stdlib_module_names or library in {PACKAGE.name, ENGINE.name, "uno"}:
            continue
        if room_of(module) not in named_in(table_of_libraries.get(library, ["-"])[-1]):
            wrong.append(f"{module} imports {library}")
    assert wrong == []


def test_only_the_host_knows_the_calc_engine():
    """The engine for Calc is reached by the buttons alone."""
    users = {room_of(module) for module, target in imports() if room_of(target) == ENGINE.name}
    assert users == {ENGINE.name, "host"}


def test_nothing_uses_the_commercial_part_of_xlwings():
    """Only the open-source part of xlwings is used."""
    commercial = re.compile(r"xlwings[. ]+(import )?pro\b")
    sources = [*PACKAGE.rglob("*.py"), *ENGINE.rglob("*.py")]
    assert [path for path in sources if commercial.search(path.read_text("utf-8"))] == []


def test_the_calc_engine_knows_nothing_of_quality_inspection():
    """`xlwings_calc` and its tests could be published alone: not even a name of ours is in them."""
    sources = [*ENGINE.rglob("*.py"), *(ROOT / "tests" / "calc").glob("*.py")]
    ours = re.compile("qa.?workbook", re.IGNORECASE)
    assert [path.name for path in sources if ours.search(path.read_text("utf-8"))] == []


def test_the_wheel_carries_the_calc_engine():
    """Whoever installs qa-workbook has the engine that its buttons need in Calc."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert (
        "python/xlwings_calc" in project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    )


def policy_numbers(node: object) -> Iterator[Decimal]:
    """Yields every number of a config, also those written as text."""
    if isinstance(node, dict):
        for value in node.values():
            yield from policy_numbers(value)
    elif isinstance(node, list):
        for value in node:
            yield from policy_numbers(value)
    elif isinstance(node, int | float) and not isinstance(node, bool):
        yield Decimal(str(node))
    elif isinstance(node, str):
        try:
            yield Decimal(node)
        except InvalidOperation:
            return


@cache
def policy() -> set[Decimal]:
    """Returns the weights, thresholds and tariffs of the shipped schemes and tariffs."""
    files = [
        *(ROOT / "config" / "schemes").glob("*.yaml"),
        *(ROOT / "config" / "penalties").glob("*.yaml"),
    ]
    numbers = {
        number
        for path in files
        for number in policy_numbers(yaml.safe_load(path.read_text("utf-8")))
    }
    return {number for number in numbers if number.is_finite()} - ARITHMETIC


def numbers_in(path: Path) -> Iterator[tuple[int, Decimal]]:
    """Yields (line, number) of every number in a module."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and type(node.value) in {int, float}:
            yield node.lineno, Decimal(str(node.value))


@pytest.mark.parametrize("room", APPLYING_POLICY)
def test_policy_numbers_live_in_the_config(room):
    """No weight, threshold or tariff of the shipped config is a number in the Python that scores, counts or prices."""
    found = [
        f"{path.relative_to(ROOT)}:{line}: {number}"
        for path in sorted((PACKAGE / room).rglob("*.py"))
        for line, number in numbers_in(path)
        if number in policy() and (path.relative_to(PACKAGE).as_posix(), number) not in TECHNICAL
    ]
    assert found == []


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_the_lock_names_no_host_and_has_a_hash_for_everything(name):
    """Installing from the lock works with any index, and takes only the files that were locked."""
    text = (ROOT / "requirements" / name).read_text("utf-8")
    assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links|--trusted-host", text) == []
    blocks = re.split(r"\n(?=\S)", text.strip())
    unhashed = [
        block.splitlines()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block
    ]
    assert unhashed == []


def test_names_of_test_modules_are_their_own() -> None:
    """Two files of one name can't be collected in one run."""
    names = [path.name for path in (ROOT / "tests").rglob("*.py") if path.name != "conftest.py"]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []
