"""How long the penalty register takes: a store of recordings of which 5 % are breaches.

    python bench/register.py [SIZE...] [--wages] [--again] [--keep FOLDER]

Each size is a workspace of its own, with the shipped tariff and 60 recordings in a sheet.
`register` runs as a whole process, from start to exit. With `--wages` there is a list of them, so
that the caps have something to do; with `--again` the register is written a second time, when
every line was given out before. Workspaces are made in FOLDER, and used again where they are there.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from run import OURS, measure

if TYPE_CHECKING:
    import pandas as pd

SIZES = (30_000, 100_000, 1_000_000)
PERIOD, SCHEME, SHEET = "2026-10", "monitoring-10x4", "评分表"
SHARE_FATAL, SHARE_DEDUCTION = 0.01, 0.04  # of the recordings
COLUMNS = ("recording", "agent", "error_deduction", "error_codes", "fatal", "fatal_codes")


def fill(root: Path, size: int, *, wages: bool) -> None:
    """Makes a workspace whose records hold `size` recordings of one month."""
    # Only here: a child process would otherwise begin with this process's memory on its account.
    from scaling import recordings, sheets_of

    from qa_workbook.frames import Table, wide_schema
    from qa_workbook.records import RecordStore
    from qa_workbook.workspace import Workspace
    from qa_workbook.workspace_paths import initialise

    initialise(root)
    workspace = Workspace(root)
    scheme = workspace.load().schemes.latest(SCHEME)
    schema = wide_schema(item.id for item in scheme.items)
    frame = with_breaches(recordings(scheme, size))[list(schema.names)].astype(schema.dtypes)
    columns = {name: letter for letter, name in zip("ABCDEF", COLUMNS, strict=True)}
    sheets = sheets_of(frame, scheme.key, columns)
    for sheet in sheets:  # links lead to files that are there
        (workspace.inbox / sheet.file).touch()
    store = RecordStore(workspace.records)
    store.commit(store.plan({scheme.key: Table(schema, frame)}, sheets))
    if wages:
        agents = sorted(frame["agent"].unique())
        rows = [f"{agent},5000,{100 + int(agent) % 7 * 100}" for agent in agents]
        text = "\n".join(["工号,月工资,绩效工资", *rows, ""])
        (workspace.config_folder / "wages.csv").write_text(text, encoding="utf-8")


def with_breaches(frame: pd.DataFrame) -> pd.DataFrame:
    """Returns the recordings with fatal errors and error deductions in the wanted shares."""
    import numpy as np

    size = len(frame)
    random = np.random.default_rng(size)
    is_fatal, is_deducted = random.random(size) < SHARE_FATAL, random.random(size) < SHARE_DEDUCTION
    return frame.assign(
        fatal=is_fatal,
        fatal_codes=np.where(is_fatal, "F21", ""),
        error_deduction=np.where(is_deducted, random.integers(1, 11, size), 0),
        sheet=SHEET,
    )


def workspace_of(folder: Path, size: int, *, wages: bool) -> Path:
    """Returns a workspace that nobody has written a register in."""
    kept = folder / f"{size}{'-wages' if wages else ''}"
    if not kept.exists():
        words = [sys.executable, __file__, "--fill", str(kept), str(size)]
        measure(words + ["--wages"] * wages)
    fresh = folder / "workspace"
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(kept, fresh)
    return fresh


def report(size: int, workspace: Path) -> None:
    """Writes the register and prints a line about it."""
    cost = measure([*OURS, "--workspace", workspace, "register", "--period", PERIOD, "--json"])
    found = json.loads(cost.output)
    book = Path(found["files"]["register"]).stat().st_size / 2**20
    print(
        f"{size:>10,} {found['lines']:>8,} {found['agents']:>7,} {cost.wall:>8.2f} {cost.cpu:>8.2f}"
        f" {cost.memory:>8,.0f} {book:>8.1f}",
        flush=True,
    )


def main() -> None:
    """Prints the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("sizes", nargs="*", type=int)
    options.add_argument("--wages", action="store_true")
    options.add_argument("--again", action="store_true")
    options.add_argument("--keep", type=Path)
    options.add_argument("--fill", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.fill:
        fill(given.fill, given.sizes[0], wages=given.wages)
        return
    print("recordings    lines  agents   wall s    CPU s      MiB  book MB")
    with tempfile.TemporaryDirectory() as beside:
        folder = given.keep or Path(beside)
        folder.mkdir(parents=True, exist_ok=True)
        for size in given.sizes or SIZES:
            workspace = workspace_of(folder, size, wages=given.wages)
            for _ in range(1 + given.again):
                report(size, workspace)


if __name__ == "__main__":
    main()
