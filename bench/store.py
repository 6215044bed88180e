"""Figures out of a large store: one day of it, and all of it beside Polars.

    python bench/store.py [--recordings 10000000] [--runs 3] [--keep FOLDER] [--check]

The store has ten months, 2026-01 to 2026-10, a batch each. `metrics --json` of one day runs as a
whole process, from start to exit; the figures of all months by `bench/figures.py`, which also says
whether Polars has the same. The store is made in FOLDER, and used again where it is there.
"""

from __future__ import annotations

import argparse
import calendar
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from costs import measure, print_aim, print_head, print_row, wall_of
from run import OURS

if TYPE_CHECKING:
    import pandas as pd

HERE = Path(__file__).resolve().parent
MONTHS = range(1, 11)
YEAR, DAY, ALL = 2026, "2026-10-17", "2026-01-01..2026-10-31"
SHEET = "评分表"
MOST_SECONDS, OF_RECORDINGS = 2.0, 10_000_000  # the aim for one day, at this size
DAY_SECONDS = 86_400


def of_month(frame: pd.DataFrame, month: int) -> pd.DataFrame:
    """Returns recordings of October as those of another month, each with a number of its own."""
    import numpy as np
    import pandas as pd

    first, days = np.datetime64(f"{YEAR}-{month:02}-01", "s"), calendar.monthrange(YEAR, month)[1]
    since = frame["call_date"] - pd.Timestamp(f"{YEAR}-10-01")
    seconds = since.dt.total_seconds().astype("int64").to_numpy() % (days * DAY_SECONDS)
    numbers = np.arange(len(frame)) + (YEAR * 10**13 + month * 10**10)
    return frame.assign(
        call_date=first + seconds.astype("timedelta64[s]"),
        inspected_on=np.datetime64(f"{YEAR}-{month:02}-{days}", "s"),
        recording=pd.Series(numbers).astype("str"),
        file=f"{month:02}/" + frame["file"],
        sheet=pd.Series(SHEET, index=frame.index, dtype="str"),
    )


def fill(root: Path, size: int) -> None:
    """Makes a workspace with `size` recordings."""
    # Only here: a child process would otherwise begin with this process's memory on its account.
    from scaling import recordings, sheets_of

    from qa_workbook.frames import Table, wide_schema
    from qa_workbook.records import RecordStore
    from qa_workbook.workspace import Workspace
    from qa_workbook.workspace_paths import initialise

    initialise(root)
    workspace = Workspace(root)
    scheme = workspace.load().schemes.latest("monitoring-10x4")
    schema = wide_schema(item.id for item in scheme.items)
    columns = {name: "B" for name in schema.names if name.startswith("mark.")}
    made, store = recordings(scheme, size // len(MONTHS)), RecordStore(workspace.records)
    for month in MONTHS:
        frame = of_month(made, month)[list(schema.names)].astype(schema.dtypes)
        sheets = sheets_of(frame, scheme.key, columns)
        store.commit(store.plan({scheme.key: Table(schema, frame)}, sheets))


def main() -> int:
    """Measures and prints; with --check a missed aim is an error."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--recordings", type=int, default=1_000_000)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--keep", type=Path)
    arguments.add_argument("--check", action="store_true")
    arguments.add_argument("--fill", type=Path, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.fill:
        fill(given.fill, given.recordings)
        return 0
    with tempfile.TemporaryDirectory(prefix="qa-workbook-bench-") as folder:
        root = (given.keep or Path(folder)) / "store"
        if not root.exists():
            words = ["--fill", root, "--recordings", str(given.recordings)]
            measure([sys.executable, __file__, *words])
        day = [*OURS, "--workspace", root, "metrics", "--period", DAY, "--json"]
        print(f"a store of {given.recordings:,} recordings\n")
        print_head()
        costs = [measure(day) for _ in range(given.runs + 1)][1:]
        print_row(f"metrics of one day, {DAY}", costs)
        met = True
        if given.recordings == OF_RECORDINGS:
            met = print_aim("metrics of one day, s", wall_of(costs), MOST_SECONDS)
        print(f"\nall figures, {ALL}\n", flush=True)
        figures = [sys.executable, HERE / "figures.py", root, ALL]
        subprocess.run(figures, check=True)  # noqa: S603 - our own command
    return 1 if given.check and not met else 0


if __name__ == "__main__":
    sys.exit(main())
