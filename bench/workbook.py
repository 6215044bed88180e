"""The analysis workbook against the floor: XlsxWriter making the same calls, and nothing else.

    python bench/workbook.py [SIZE...] [--runs 5] [--check]

A month of SIZE synthetic recordings and the month before are analysed once. Writing the workbook is
recorded as XlsxWriter's own calls (cells, formulas with their values, formats, tables, charts,
links); the floor makes these calls again with a plain Workbook. Both run in turn, each in a process
of its own; the seconds are those of writing alone. Then LibreOffice Calc, if it is there, opens the
workbook.
"""

from __future__ import annotations

import argparse
import functools
import json
import math
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from floor_calls import Recorder, replay

ROOT = Path(__file__).parents[1]
SIZES = (6_000, 30_000)
MOST_OVER_FLOOR = 1.5  # the aim
MONTHS = ("2026-09", "2026-10")


def prepare(size: int, folder: Path) -> None:
    """Pickles the report of a month of `size` recordings and the calls that its workbook takes."""
    import pandas as pd
    import scaling

    from qa_workbook.analysis.analyse import analyse
    from qa_workbook.analysis.period_report import PeriodReport, SchemeReport
    from qa_workbook.analysis.rules import load_rules
    from qa_workbook.numbers import period
    from qa_workbook.scheme.loader import load_schemes

    scheme = load_schemes(ROOT / "config" / "schemes")[0].latest("monitoring-10x4")
    rules = load_rules(ROOT / "config")[0]
    frame = scaling.recordings(scheme, size)
    spans = [period(month) for month in MONTHS]
    analyses = []
    for span in spans:
        since = frame["call_date"] - frame["call_date"].min().normalize()
        within = since % pd.Timedelta(span.last - span.first)
        dated = frame.assign(call_date=(pd.Timestamp(span.first) + within).astype("M8[s]"))
        held = rules.at(span.last) if rules else None
        frames = {scheme.key: dated}
        analyses.append(analyse({scheme.key: scheme}, frames, span, rules=held, small_sample=30))
    before, now = analyses
    report = PeriodReport([SchemeReport(now, before)], spans[1], rules=held, small_sample=30)
    (folder / "report.pickle").write_bytes(pickle.dumps(report))
    with Recorder() as recorder:
        _write(folder)
    (folder / "calls.pickle").write_bytes(pickle.dumps(recorder.calls))
    print(json.dumps({"calls": len(recorder.calls)}))


def _write(folder: Path) -> float:
    """Writes the workbook of the pickled report; returns the seconds."""
    from qa_workbook.books.analysis.book import write_analysis_book

    report = pickle.loads((folder / "report.pickle").read_bytes())  # noqa: S301 - our own file
    return timed(lambda: write_analysis_book(folder / "ours.xlsx", report, inbox=folder / "inbox"))


def _floor(folder: Path) -> float:
    """Makes the recorded calls with a plain Workbook; returns the seconds."""
    calls = pickle.loads((folder / "calls.pickle").read_bytes())  # noqa: S301 - our own file
    return timed(functools.partial(replay, calls, folder / "floor.xlsx"))


def timed(work: Callable[[], object]) -> float:
    """Returns the seconds that `work` takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def child(step: str, folder: Path, size: int = 0) -> Any:
    """Runs one step in a process of its own and returns what it printed."""
    command = [sys.executable, __file__, "--step", step, "--folder", folder, str(size)]
    return json.loads(subprocess.check_output(list(map(str, command))))  # noqa: S603 - our own file


def opened(path: Path) -> float | None:
    """Returns the seconds Calc takes to open a workbook; None where there is no Calc."""
    import xlwings_calc as calc
    from xlwings_calc.connection import launch

    try:
        office = launch(visible=False)
    except calc.CalcNotReachable:
        return None
    try:
        app = calc.connect(pipe=office.url.removeprefix("pipe,name="))
        app.books.add()  # else the first file would pay for the start of the program
        return timed(lambda: app.books.open(str(path)))
    finally:
        office.kill()


def contents(path: Path) -> tuple[list[Any], Counter[str]]:
    """Returns all values of a workbook, and how many formulas, charts, links and tables it has."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    sheets = (book.get_sheet_by_index(place) for place in range(len(book.sheet_names)))
    values = [cell for sheet in sheets for row in sheet.to_python() for cell in row]
    counts: Counter[str] = Counter()
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            counts[name.partition("/")[2].rstrip("0123456789.xmlrs")] += 1
            if name.startswith("xl/worksheets/sheet"):
                xml = parts.read(name)
                counts["formulas"] += xml.count(b"<f>")
                counts["links"] += xml.count(b"<hyperlink ")
    return values, counts


def same(one: Path, other: Path) -> bool:
    """Whether two workbooks hold the same; numbers to the 15 digits that XlsxWriter writes."""
    (values, counts), (others, other_counts) = contents(one), contents(other)
    if counts != other_counts or len(values) != len(others):
        return False
    return all(a == b or _close(a, b) for a, b in zip(values, others, strict=True))


def _close(one: object, other: object) -> bool:
    numbers = isinstance(one, float) and isinstance(other, float)
    return numbers and math.isclose(one, other, rel_tol=1e-14)


def measure(size: int, runs: int) -> bool:
    """Prints the row of one size; returns whether the aim is met."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        calls = child("prepare", folder, size)["calls"]
        ours, floor = [], []
        for _ in range(runs):
            ours.append(child("ours", folder))
            floor.append(child("floor", folder))
        if not same(folder / "ours.xlsx", folder / "floor.xlsx"):
            raise SystemExit("the floor did not write the same workbook")
        over = statistics.median(ours) / statistics.median(floor)
        calc = opened(folder / "ours.xlsx")
        bytes_ = (folder / "ours.xlsx").stat().st_size
    shown = "no Calc" if calc is None else f"{calc:.1f}"
    print(
        f"{size:>10,} {calls:>10,} {statistics.median(ours):>8.2f} {statistics.median(floor):>8.2f}"
        f" {over:>7.2f} {bytes_ / 2**20:>6.1f} {shown:>8}",
        flush=True,
    )
    return over <= MOST_OVER_FLOOR


def arguments() -> argparse.Namespace:
    """Returns the parsed command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--check", action="store_true", help="exit with 1 when the aim is missed")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> int:
    """Runs everything and returns the exit code."""
    given = arguments()
    if given.step == "prepare":
        prepare(given.sizes[0], given.folder)
        return 0
    if given.step:
        print(json.dumps({"ours": _write, "floor": _floor}[given.step](given.folder)))
        return 0
    print(
        f"{'recordings':>10} {'calls':>10} {'ours s':>8} {'floor s':>8} {'ratio':>7} {'MiB':>6}"
        f" {'Calc s':>8}   aim: ratio at most {MOST_OVER_FLOOR}"
    )
    met = [measure(size, given.runs) for size in given.sizes]
    return 1 if given.check and not all(met) else 0


if __name__ == "__main__":
    sys.exit(main())
