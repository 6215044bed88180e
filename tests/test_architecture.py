"""The rooms keep their direction, policy stays in the config, and the lock names no host."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "python" / "qa_workbook"
ENGINE = ROOT / "python" / "xlwings_calc"
# Everybody may use these: exact numbers, errors, words, safe writing, the declared frames and their keys.
FOUNDATION = {"numbers", "errors", "labels", "files", "frames", "keys"}
RESULTS = {
    "config",
    "grids",
    "findings",
    "forms",
    "scheme",
    "intake",
    "records",
    "scoring",
    "analysis",
    "penalties",
    "scoring_cases",
}
APPLYING_POLICY = ("scoring", "analysis", "penalties")
# Small whole numbers and the hundred of "percent" are arithmetic, not policy.
ARITHMETIC = {Decimal(number) for number in (*range(11), 100)}
TECHNICAL = {
    ("scoring/marks.py", 30),  # columns whose combined states fit an int64
    ("penalties/tariff.py", 30),  # length of an id
}


def room_of(module: str) -> str:
    """Returns the room of a dotted module: its folder, or "app" for the use cases that stand beside the rooms."""
    if module in FOUNDATION:
        return module
    first = module.partition(".")[0]
    if first in FOUNDATION:
        return first
    if (PACKAGE / first).is_dir():
        return first
    return "cli" if first in {"cli", "__main__"} else "app"


@cache
def imports() -> list[tuple[str, str]]:
    """Returns (importing module, imported module) inside the package, imports within functions included."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}: relative import"
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            else:
                continue
            found += [
                (module, name.removeprefix("qa_workbook."))
                for name in names
                if name.startswith("qa_workbook.")
            ]
    return found


def target_of(name: str) -> str:
    """Returns the room that an imported dotted name belongs to ("scheme.model.Scheme" -> "scheme")."""
    for known in FOUNDATION:
        if name == known or name.startswith(f"{known}."):
            return known
    return room_of(name)


@cache
def allowed() -> dict[str, set[str]]:
    """Returns the rooms that each room may import, as the table of docs/architecture.md says."""
    table = {}
    for line in (ROOT / "docs" / "architecture.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) != 4 or cells[0] in {"room", "---"}:
            continue
        words = set(re.findall(r"[a-z]+", cells[3]))
        if cells[3] == "all results":
            words = set(RESULTS)
        elif cells[3] == "all":
            words = RESULTS | {"books", "demo", "console"}
        for room in re.findall(r"`([a-z_]+)(?:\.py|/)`", cells[0]):
            table[room] = words
    return table


def test_every_room_is_in_the_table_of_the_architecture():
    """Whoever adds a folder says in docs/architecture.md what it does and what it may import."""
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()} - {
        "labels"
    }
    assert rooms - set(allowed()) == set()


def test_imports_run_in_one_direction():
    """A room imports only itself, the foundation, and the rooms that the table names."""
    wrong = []
    for module, name in imports():
        room, target = room_of(module), target_of(name)
        if target not in FOUNDATION | {room} | allowed().get(room, set()) | (
            {"app"} if room == "cli" else set()
        ):
            wrong.append(f"{module} imports {name}")
    assert wrong == []


def test_the_foundation_imports_no_room():
    """numbers, errors, labels, files, frames and keys import only each other."""
    wrong = [
        f"{module} imports {name}"
        for module, name in imports()
        if room_of(module) in FOUNDATION and target_of(name) not in FOUNDATION
    ]
    assert wrong == []


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
