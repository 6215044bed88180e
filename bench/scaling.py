"""Scoring and all figures of 10,000 … 1,000,000 recordings: time and memory must grow linearly.

    python bench/scaling.py [SIZE...]

Each size runs in a process of its own, so that its peak memory is its own. "frame" is the memory of
the recordings before any work; "peak" is that of the whole process.
"""

from __future__ import annotations

import hashlib
import json
import resource
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from qa_workbook.analysis.analyse import analyse
from qa_workbook.frames import MARK, WIDE
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import period
from qa_workbook.scheme.loader import load_schemes
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring import score_recordings
from qa_workbook.sheets import Sheet

ROOT = Path(__file__).parents[1]
SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
SHARES = (0.01, 0.02, 0.03, 0.07, 0.17, 0.70)  # of the marks 0 … 5
PER_AGENT = 100
DAYS = 31


def recordings(scheme: Scheme, size: int) -> pd.DataFrame:
    """Returns a month of synthetic recordings, the same for the same size."""
    random = np.random.default_rng(size)
    agents = pd.Series([f"{10_000 + n}" for n in range(max(1, size // PER_AGENT))], dtype="str")
    frame = {
        MARK + item.id: random.choice(6, size, p=SHARES).astype(np.int32) for item in scheme.items
    }
    seconds = random.integers(0, DAYS * 86_400, size).astype("timedelta64[s]")
    frame |= {
        "call_date": np.datetime64("2026-10-01", "s") + seconds,
        "inspected_on": np.full(size, np.datetime64("2026-10-31", "s")),
        "error_deduction": np.where(random.random(size) < 0.02, random.integers(1, 11, size), 0),
        "fatal": random.random(size) < 0.005,
        "row": np.arange(size, dtype=np.int32) % 60 + 6,
    }
    chosen = random.integers(0, len(agents), size)
    texts = {name: pd.Series("", index=range(size), dtype="str") for name in WIDE.texts}
    texts |= {
        "recording": pd.Series(np.arange(size) + 20_261_000_000_000_000).astype("str"),
        "agent": agents.take(chosen).reset_index(drop=True),
        "name": ("员工" + agents).take(chosen).reset_index(drop=True),
        "team": pd.Series(chosen % 40).astype("str") + "班",
        "inspector": pd.Series(chosen // 15).astype("str"),
        "file": pd.Series(np.arange(size) // 60).astype("str") + ".xlsx",
        "fatal_codes": pd.Series(np.where(frame["fatal"], "F21", ""), dtype="str"),
    }
    return pd.DataFrame(frame | texts)


def sheets_of(frame: pd.DataFrame, key: SchemeKey, columns: Mapping[str, str]) -> list[Sheet]:
    """Returns the sheets that the rows stand in, one a file; `columns` are their letters."""
    counts = frame.groupby(["file", "sheet"], sort=False).size()
    return [
        Sheet(
            file,
            name,
            hashlib.sha256(file.encode()).hexdigest(),
            key,
            columns=columns,
            rows_read=count,
        )
        for (file, name), count in counts.items()
    ]


def peak() -> float:
    """Returns the highest memory of this process so far, in MB (ru_maxrss counts KB on Linux)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(size: int) -> dict[str, float]:
    """Returns seconds of scoring alone and of the whole analysis (scoring included), and MB."""
    book, _ = load_schemes(ROOT / "config" / "schemes")
    scheme = book.latest("monitoring-10x4")
    frame = recordings(scheme, size)
    held, before = frame.memory_usage(index=True).sum() / 2**20, time.perf_counter()
    score_recordings(scheme, frame)
    between = time.perf_counter()
    analysis = analyse({scheme.key: scheme}, {scheme.key: frame}, period("2026-10"))
    after = time.perf_counter()
    if analysis.overall.recordings != size:
        raise SystemExit("recordings were lost")
    return {"scoring": between - before, "analysis": after - between, "frame": held, "peak": peak()}


def main(sizes: list[int]) -> None:
    """Prints the table."""
    titles = {
        "recordings": 10,
        "scoring s": 10,
        "all s": 8,
        "µs each": 8,
        "frame MB": 9,
        "peak MB": 8,
    }
    print(" ".join(f"{title:>{width}}" for title, width in titles.items()))
    for size in sizes:
        command = [sys.executable, __file__, "--one", str(size)]
        found = json.loads(subprocess.check_output(command))  # noqa: S603 - our own file
        each = found["analysis"] / size * 1e6
        print(
            f"{size:>10,} {found['scoring']:>10.3f} {found['analysis']:>8.3f} {each:>8.2f}"
            f" {found['frame']:>9.0f} {found['peak']:>8.0f}",
            flush=True,
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(int(sys.argv[2]))))
    else:
        main([int(size) for size in sys.argv[1:]] or list(SIZES))
