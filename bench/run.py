"""The benchmark: our build against a plain script (naive.py) and against the floors (floor.py).

    python bench/run.py [--sheets 100 1000] [--recordings 60] [--runs 5] [--check]

For each size the programs run in turn, as whole processes from start to exit, each build on a fresh
workspace; the medians are compared. Then our build runs twice more: with nothing new, and with 20
new sheets. Above 1,000 sheets there is one run, and above 2,000 the plain script is left out: it
takes ten minutes and 8 GB for 10,000.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from costs import Cost, measure, print_aim, print_head, print_row, wall_of

HERE = Path(__file__).resolve().parent
OURS = (sys.executable, "-m", "qa_workbook")
ONE_RUN, NO_PLAIN_SCRIPT = 1_000, 2_000
NEW = 20
TITLES = {
    "build": "our build",
    "plain": "plain script (openpyxl, pandas)",
    "floor": "floor (calamine, XlsxWriter)",
    "fast": "true floor (calamine, text of cells)",
    "nothing": "our build again, nothing new",
    "new": f"our build again, {NEW} new sheets",
}
MOST_OVER_FLOOR = {100: 1.3, 10_000: 0.7}
LEAST_BELOW_PLAIN = {100: 5.0, 1_000: 10.0}
MOST_SECONDS = {"nothing": {10_000: 5.0}, "new": {5_000: 8.0}}
MOST_MEMORY = {10_000: 1024.0}
"""The aims, by the number of sheets: ratios, seconds and MiB."""


@dataclass(frozen=True)
class Place:
    """The folders of one size."""

    root: Path
    month: str

    @property
    def inbox(self) -> Path:
        """The score sheets."""
        return self.root / "sheets" / "inbox"

    def fresh(self) -> Path:
        """Returns a workspace without any record or output."""
        workspace = self.root / "workspace"
        shutil.rmtree(workspace, ignore_errors=True)
        shutil.copytree(self.root / "empty", workspace)
        return workspace

    def build(self, workspace: Path) -> list[str | Path]:
        """Returns the command that we measure."""
        return [
            *OURS, "--workspace", workspace, "build", "--period", self.month,
            "--inbox", self.inbox, "--json",
        ]  # fmt: skip

    def plain(self) -> list[str | Path]:
        """Returns the plain script's command."""
        return [sys.executable, HERE / "naive.py", self.inbox, self.root / "naive.xlsx"]

    def floor(self, how: str) -> list[str | Path]:
        """Returns a floor's command; `how` is "run" or "fast"."""
        cells, folder = self.root / "cells", self.root / "floor"
        return [sys.executable, HERE / "floor.py", how, self.inbox, cells, folder]


def prepare(root: Path, sheets: int, recordings: int) -> Place:
    """Writes the score sheets, an empty workspace, and the cells that the floors have to write."""
    measure([*OURS, "init", root / "empty"])
    sizes = ["--sheets", str(sheets), "--new", str(NEW), "--recordings", str(recordings)]
    config = root / "empty" / "config"
    made = measure([sys.executable, HERE / "sheets.py", root / "sheets", config, *sizes])
    place = Place(root, made.output.strip())
    workspace = place.fresh()
    report = json.loads(measure(place.build(workspace)).output)
    outputs = [workspace / file for file in report["files"].values() if file]
    (root / "floor").mkdir()
    measure([sys.executable, HERE / "floor.py", "cells", *outputs, root / "cells"])
    return place


def compare(place: Place, sheets: int, runs: int) -> dict[str, list[Cost]]:
    """Returns the costs of all programs, run in turn, and of the two builds after them."""
    costs: dict[str, list[Cost]] = {name: [] for name in TITLES}
    for _ in range(runs):
        workspace = place.fresh()
        costs["build"].append(measure(place.build(workspace)))
        if sheets <= NO_PLAIN_SCRIPT:
            costs["plain"].append(measure(place.plain()))
        costs["floor"].append(measure(place.floor("run")))
        costs["fast"].append(measure(place.floor("fast")))
    if costs["plain"]:
        check_same(place, workspace, costs["plain"][-1])
    costs["nothing"].append(measure(place.build(workspace)))
    shutil.copytree(place.root / "sheets" / "new", place.inbox, dirs_exist_ok=True)
    costs["new"].append(measure(place.build(workspace)))
    check_counts(costs)
    return costs


def check_same(place: Place, workspace: Path, plain: Cost) -> None:
    """Raises RuntimeError unless the plain script got the same figures."""
    theirs = json.loads(plain.output)
    shown = measure([
        *OURS, "--workspace", workspace, "metrics", "--period", place.month, "--json",
    ]).output  # fmt: skip
    ours = json.loads(shown)
    ours = ours[0] if isinstance(ours, list) else ours
    for name, value in theirs.items():
        if abs(ours[name] - value) > 1e-9 * max(1, abs(value)):
            raise RuntimeError(f"{name}: ours {ours[name]}, the plain script's {value}")


def check_counts(costs: dict[str, list[Cost]]) -> None:
    """Raises RuntimeError unless the later builds found nothing new, and the new sheets alone."""
    counted = json.loads(costs["nothing"][-1].output)["recordings"]
    if counted["unchanged"] != counted["read"]:
        raise RuntimeError(f"the second build changed something: {counted}")
    later = json.loads(costs["new"][-1].output)["recordings"]
    if later["unchanged"] != counted["read"] or not later["added"]:
        raise RuntimeError(f"the third build changed more than what is new: {later}")


def report(sheets: int, costs: dict[str, list[Cost]]) -> bool:
    """Prints the table and the ratios; returns whether all aims of the size are met."""
    print_head()
    for key, title in TITLES.items():
        if costs[key]:
            print_row(title, costs[key])
    wall = {key: wall_of(found) for key, found in costs.items() if found}
    print()
    met = [
        print_aim("build / floor", wall["build"] / wall["floor"], MOST_OVER_FLOOR.get(sheets, 1.3))
    ]
    print(f"{'build / true floor':38}{wall['build'] / wall['fast']:9.2f}")
    if "plain" in wall:
        least = LEAST_BELOW_PLAIN.get(sheets, 5.0)
        met.append(print_aim("plain script / build", wall["plain"] / wall["build"], None, least))
    for key, aims in MOST_SECONDS.items():
        if sheets in aims:
            met.append(print_aim(f"{TITLES[key]}, s", wall[key], aims[sheets]))
    if sheets in MOST_MEMORY:
        memory = max(cost.memory for cost in costs["build"])
        met.append(print_aim("memory of our build, MiB", memory, MOST_MEMORY[sheets]))
    return all(met)


def one_size(sheets: int, recordings: int, runs: int) -> bool:
    """Measures one size; returns whether its aims are met."""
    runs = 1 if sheets > ONE_RUN else runs
    print(f"\n{sheets:,} workbooks × {recordings} recordings, median of {runs} runs\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="qa-workbook-bench-") as folder:
        return report(sheets, compare(prepare(Path(folder), sheets, recordings), sheets, runs))


def main(words: Sequence[str] | None = None) -> int:
    """Runs everything and returns the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sheets", type=int, nargs="+", default=[100, 1_000])
    parser.add_argument("--recordings", type=int, default=60)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--check", action="store_true", help="exit with 1 when an aim is missed")
    given = parser.parse_args(words)
    met = [one_size(sheets, given.recordings, given.runs) for sheets in given.sheets]
    return 1 if given.check and not all(met) else 0


if __name__ == "__main__":
    sys.exit(main())
