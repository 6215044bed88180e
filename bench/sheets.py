"""Writes the filled score sheets that the benchmark reads: clean ones, so that all programs do the same work."""

from __future__ import annotations

import argparse
from pathlib import Path

from qa_workbook import demo
from qa_workbook.scheme.loader import load_schemes


def main() -> None:
    """Writes one workbook per inspector and day into a folder."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("config", type=Path)
    arguments.add_argument("--inspectors", type=int, default=20)
    arguments.add_argument("--days", type=int, default=5)
    arguments.add_argument("--recordings", type=int, default=60)
    given = arguments.parse_args()
    schemes, faults = load_schemes(given.config / "schemes")
    if faults:
        raise SystemExit(str(faults[0]))
    report = demo.generate(
        given.folder, schemes, inspectors=given.inspectors, days=given.days, recordings=given.recordings,
        mistakes=False, extras=False,
    )  # fmt: skip
    print(report.period)


if __name__ == "__main__":
    main()
