"""The benchmark: our build against the least possible (floor.py) and a plain script (naive.py).

    python bench/run.py [--inspectors 20] [--days 5] [--recordings 60] [--runs 5]
                        [--scaling/--no-scaling] [--check]

Filled score sheets are written once (inspectors × days workbooks). Then the three programs run in
turn, as whole processes from start to exit, each build on a fresh workspace; the medians are
compared. Only the standard library is imported here: a child process would otherwise begin with
this process's memory on its account.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
OURS = (sys.executable, "-m", "qa_workbook")
MEBI = 1024 if sys.platform != "darwin" else 1024 * 1024
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
}  # as installed
MOST_OVER_FLOOR, LEAST_BELOW_NAIVE = 2.0, 5.0  # the aims


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock and of all processors; largest memory of one process in MiB."""

    wall: float
    cpu: float
    memory: float
    output: str


def measure(command: list[str | Path], *, allowed: tuple[int, ...] = (0,)) -> Cost:
    """Runs a command to its end and returns its Cost, that of worker processes included.

    Raises RuntimeError if it fails.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begin = time.perf_counter()
        words = [str(part) for part in command]
        process = subprocess.Popen(words, stdout=out, stderr=err, env=ENVIRONMENT)  # noqa: S603 - our own commands
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode not in allowed:
            raise RuntimeError(
                f"{command} ended with {process.returncode}:\n{err.read().decode()[-2000:]}"
            )
        return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / MEBI, out.read().decode())


@dataclass(frozen=True)
class Place:
    """The folders of one benchmark."""

    root: Path
    inbox: Path
    month: str

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

    def naive(self) -> list[str | Path]:
        """Returns the plain script's command."""
        return [sys.executable, HERE / "naive.py", self.inbox, self.root / "naive.xlsx"]

    def floor(self) -> list[str | Path]:
        """Returns the floor's command."""
        return [
            sys.executable,
            HERE / "floor.py",
            "run",
            self.inbox,
            self.root / "cells.pickle",
            self.root / "floor",
        ]


def prepare(root: Path, given: argparse.Namespace) -> Place:
    """Writes the score sheets, an empty workspace, and the cells that the floor has to write."""
    measure([sys.executable, "-m", "qa_workbook", "init", root / "empty"])
    inbox = root / "inbox"
    sizes = [
        "--inspectors",
        str(given.inspectors),
        "--days",
        str(given.days),
        "--recordings",
        str(given.recordings),
    ]
    made = measure([sys.executable, HERE / "sheets.py", inbox, root / "empty" / "config", *sizes])
    place = Place(root, inbox, made.output.strip())
    workspace = place.fresh()
    report = json.loads(measure(place.build(workspace)).output)
    outputs = [workspace / file for file in report["files"].values() if file]
    (root / "floor").mkdir(exist_ok=True)
    measure([sys.executable, HERE / "floor.py", "cells", *outputs, root / "cells.pickle"])
    return place


def compare(place: Place, runs: int) -> tuple[dict[str, list[Cost]], Cost]:
    """Returns the costs of all programs, run in turn, and of a second build with nothing new."""
    costs: dict[str, list[Cost]] = {"build": [], "naive": [], "floor": []}
    for _ in range(runs):
        workspace = place.fresh()
        costs["build"].append(measure(place.build(workspace)))
        costs["naive"].append(measure(place.naive()))
        costs["floor"].append(measure(place.floor()))
    again = measure(place.build(workspace))
    check_same(place, workspace, costs, again)
    return costs, again


def check_same(place: Place, workspace: Path, costs: dict[str, list[Cost]], again: Cost) -> None:
    """Raises RuntimeError unless both got the same figures and the second build changed nothing."""
    theirs = json.loads(costs["naive"][-1].output)
    shown = measure([
        *OURS, "--workspace", workspace, "metrics", "--period", place.month, "--json",
    ]).output  # fmt: skip
    ours = json.loads(shown)
    ours = ours[0] if isinstance(ours, list) else ours
    for name, value in theirs.items():
        if abs(ours[name] - value) > 1e-9 * max(1, abs(value)):
            raise RuntimeError(f"{name}: ours {ours[name]}, the plain script's {value}")
    counted = json.loads(again.output)["recordings"]
    if counted["unchanged"] != counted["read"]:
        raise RuntimeError(f"the second build changed something: {counted}")


def report(costs: dict[str, list[Cost]], again: Cost) -> bool:
    """Prints the table and the ratios; returns whether both aims are met."""
    rows = {
        "build": "our build",
        "naive": "plain script (openpyxl, pandas)",
        "floor": "floor (calamine, XlsxWriter)",
    }
    print(f"{'':34}{'wall s':>9}{'CPU s':>9}{'MiB':>9}   wall, all runs")
    for key, title in rows.items():
        print_row(title, costs[key])
    print_row("our build again, nothing new", [again])
    wall = {key: statistics.median(cost.wall for cost in costs[key]) for key in costs}
    over, below = wall["build"] / wall["floor"], wall["naive"] / wall["build"]
    met = over <= MOST_OVER_FLOOR, below >= LEAST_BELOW_NAIVE
    verdicts = ["met" if one else "MISSED" for one in met]
    print(f"\nbuild / floor  {over:5.2f}   aim at most  {MOST_OVER_FLOOR:.0f}   {verdicts[0]}")
    print(f"naive / build  {below:5.2f}   aim at least {LEAST_BELOW_NAIVE:.0f}   {verdicts[1]}")
    return all(met)


def print_row(title: str, costs: list[Cost]) -> None:
    """Prints the medians of one program."""
    wall = statistics.median(cost.wall for cost in costs)
    cpu = statistics.median(cost.cpu for cost in costs)
    memory = statistics.median(cost.memory for cost in costs)
    runs = " ".join(f"{cost.wall:.2f}" for cost in costs)
    print(f"{title:34}{wall:9.2f}{cpu:9.2f}{memory:9.0f}   {runs}")


def arguments() -> argparse.Namespace:
    """Returns the parsed command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--inspectors", type=int, default=20)
    parser.add_argument("--days", type=int, default=5)
    parser.add_argument("--recordings", type=int, default=60)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--scaling", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--check", action="store_true", help="exit with 1 when an aim is missed")
    return parser.parse_args()


def main() -> int:
    """Runs everything and returns the exit code."""
    given = arguments()
    workbooks = given.inspectors * given.days
    print(f"{workbooks} workbooks × {given.recordings} recordings, median of {given.runs} runs\n")
    with tempfile.TemporaryDirectory(prefix="qa-workbook-bench-") as folder:
        costs, again = compare(prepare(Path(folder), given), given.runs)
    met = report(costs, again)
    if given.scaling and (HERE / "scaling.py").exists():
        print(flush=True)
        subprocess.run([sys.executable, HERE / "scaling.py"], check=True)  # noqa: S603
    return 1 if given.check and not met else 0


if __name__ == "__main__":
    sys.exit(main())
