"""Reading by a Dask cluster with one and with two workers, and by this process alone.

    python bench/cluster.py [--sheets 1000] [--runs 3] [--check]

The cluster is on this machine; its workers have read a sheet each before the clock starts. The
rounds take turns, the medians are compared, and all must have read the same rows. What two plain
loops gain side by side says how much of two cores the machine really has.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import Executor
from datetime import date
from pathlib import Path

from costs import measure, print_aim

HERE = Path(__file__).resolve().parent
LEAST_GAIN = 1.6  # the aim of two workers over one


class Reading:
    """The score sheets of an inbox, and how they are read."""

    def __init__(self, root: Path, sheets: int) -> None:
        from qa_workbook.intake.context import IntakeContext
        from qa_workbook.numbers import period
        from qa_workbook.workspace import Workspace
        from qa_workbook.workspace_paths import initialise

        self.root = root
        initialise(root)
        workspace = Workspace(root)
        words = [root / "sheets", workspace.config_folder, "--sheets", str(sheets), "--new", "0"]
        made = measure([sys.executable, HERE / "sheets.py", *words])
        config = workspace.load()
        inbox = root / "sheets" / "inbox"
        self.files = sorted(inbox.rglob("*.xlsx"))
        self.context = IntakeContext(
            schemes=config.schemes,
            vocabulary=config.vocabulary,
            roster=config.roster,
            today=date.today(),  # noqa: DTZ011 - the user's own calendar
            period=period(made.output.strip()),
            base=inbox,
            forms=config.forms,
            layouts=config.layouts,
        )

    def alone(self) -> tuple[float, int]:
        """Returns the seconds that this process takes, and how many rows it finds."""
        from qa_workbook.intake.file_reader import read_file

        begin = time.perf_counter()
        results = [read_file(file, self.context) for file in self.files]
        return time.perf_counter() - begin, _rows(results)

    def by(self, executor: Executor) -> tuple[float, int]:
        """Returns the same for the workers of an executor."""
        from qa_workbook.app.reading_digest import program_digest
        from qa_workbook.app.reading_workers import Workers

        def lost(count: int) -> None:
            raise RuntimeError(f"{count} files were not read by the workers")

        folder = self.root / "read"
        workers = Workers(self.root, folder, self.context, executor, lost, program_digest())
        begin = time.perf_counter()
        results = list(workers.results(self.files))
        return time.perf_counter() - begin, _rows(results)


def _rows(results: Sequence[object]) -> int:
    return sum(len(sheet.lines) for one in results for sheet in one.rows)  # type: ignore[attr-defined]


def measured(reading: Reading, runs: int) -> dict[str, list[float]]:
    """Returns the seconds of all rounds. Raises RuntimeError where the rows differ."""
    import dask
    from distributed import LocalCluster

    from qa_workbook.app.reading_cluster import cluster

    options = {"threads_per_worker": 1, "dashboard_address": ":0", "host": "127.0.0.1"}
    seconds: dict[str, list[float]] = {"alone": [], "1": [], "2": []}
    found = set()
    with (
        dask.config.set({"distributed.admin.low-level-log-length": 0}),
        LocalCluster(n_workers=1, **options) as one,
        LocalCluster(n_workers=2, **options) as two,
        cluster(one.scheduler_address, print) as by_one,
        cluster(two.scheduler_address, print) as by_two,
    ):
        if by_one is None or by_two is None:
            raise RuntimeError("no cluster could be started")
        for executor in (by_one, by_two):
            reading.by(executor)  # the first time its workers load the program
        for _ in range(runs):
            rounds = {
                "alone": reading.alone(),
                "1": reading.by(by_one),
                "2": reading.by(by_two),
            }
            for name, (took, rows) in rounds.items():
                seconds[name].append(took)
                found.add(rows)
    if len(found) != 1:
        raise RuntimeError(f"not the same rows: {found}")
    return seconds


def machine_gain() -> float:
    """Returns how much faster two plain loops run side by side than one after the other."""
    loop = [sys.executable, "-c", "for number in range(10_000_000): number * number"]

    def seconds(count: int) -> float:
        begin = time.perf_counter()
        loops = [subprocess.Popen(loop) for _ in range(count)]  # noqa: S603 - our own command
        for one in loops:
            one.wait()
        return time.perf_counter() - begin

    rounds = [(seconds(1), seconds(2)) for _ in range(3)]
    return 2 * statistics.median(one / two for one, two in rounds)


def main() -> int:
    """Measures and prints; with --check a missed aim is an error."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--sheets", type=int, default=1_000)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--check", action="store_true")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="qa-workbook-bench-") as folder:
        seconds = measured(Reading(Path(folder), given.sheets), given.runs)
    titles = {"alone": "this process alone", "1": "one Dask worker", "2": "two Dask workers"}
    print(f"reading {given.sheets:,} score sheets, median of {given.runs} runs\n")
    for name, title in titles.items():
        runs = " ".join(f"{one:.2f}" for one in seconds[name])
        print(f"{title:38}{statistics.median(seconds[name]):9.2f} s   {runs}")
    print(f"{'two plain loops side by side':38}{machine_gain():9.2f}")
    gain = statistics.median(seconds["1"]) / statistics.median(seconds["2"])
    met = print_aim("one worker / two workers", gain, None, LEAST_GAIN)
    return 1 if given.check and not met else 0


if __name__ == "__main__":
    sys.exit(main())
