"""How long it takes to read and check the shipped config; a build does it once."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from qa_workbook.workspace import Workspace

RUNS = 20
ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Prints the median in milliseconds."""
    seconds = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        Workspace(ROOT).load()
        seconds.append(time.perf_counter() - begin)
    print(f"reading and checking the config: {statistics.median(seconds) * 1000:.1f} ms")


if __name__ == "__main__":
    main()
