"""Writes the score sheets that the benchmark reads: clean ones, so that all do the same work."""

from __future__ import annotations

import argparse
from pathlib import Path

from qa_workbook.config.strict import read_model
from qa_workbook.demo.generator import DemoOptions, generate
from qa_workbook.forms.book import FormBook
from qa_workbook.forms.vocabulary import Vocabulary
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
    vocabulary, more = read_model(given.config / "intake.yaml", Vocabulary)
    if vocabulary is None or faults or more:
        raise SystemExit(str([*faults, *more][0]))
    options = DemoOptions(
        inspectors=given.inspectors,
        days=given.days,
        recordings=given.recordings,
        mistakes=False,
        extras=False,
    )
    report = generate(given.folder, schemes, vocabulary, FormBook(), options)
    print(report.period)


if __name__ == "__main__":
    main()
