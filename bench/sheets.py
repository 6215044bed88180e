"""Writes the score sheets that the benchmark reads: clean ones, so that all do the same work.

    python bench/sheets.py FOLDER CONFIG [--sheets 100] [--new 20] [--recordings 60]

The first hundred sheets (20 inspectors × 5 days) are made as the demo makes them; the others are
those again, with other recordings, so that ten thousand take seconds. `FOLDER/inbox` gets --sheets
workbooks, `FOLDER/new` --new more that come later. Prints the month.
"""

from __future__ import annotations

import argparse
import re
import zipfile
from pathlib import Path

from qa_workbook.config.strict import read_model
from qa_workbook.demo.generator import DemoOptions, generate
from qa_workbook.forms.book import FormBook
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.scheme.loader import load_schemes

INSPECTORS, DAYS = 20, 5
STRINGS = "xl/sharedStrings.xml"
RECORDING = re.compile(r"<t>(20\d{15})</t>")


def made(folder: Path, config: Path, recordings: int) -> str:
    """Writes the genuine sheets; returns the month that they are of."""
    schemes, faults = load_schemes(config / "schemes")
    vocabulary, more = read_model(config / "intake.yaml", Vocabulary)
    if vocabulary is None or faults or more:
        raise SystemExit(str([*faults, *more][0]))
    options = DemoOptions(
        inspectors=INSPECTORS, days=DAYS, recordings=recordings, mistakes=False, extras=False
    )
    return generate(folder, schemes, vocabulary, FormBook(), options).period


def write_copy(sheet: Path, target: Path, number: int) -> None:
    """Writes a sheet again, with recordings of its own: `number` follows each of their numbers."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(sheet) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == STRINGS:
                words = RECORDING.sub(rf"<t>\g<1>-{number}</t>", data.decode("utf-8"))
                data = words.encode("utf-8")
            new.writestr(part.filename, data)


def main() -> None:
    """Writes both folders."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("config", type=Path)
    arguments.add_argument("--sheets", type=int, default=INSPECTORS * DAYS)
    arguments.add_argument("--new", type=int, default=20)
    arguments.add_argument("--recordings", type=int, default=60)
    given = arguments.parse_args()
    genuine = given.folder / "genuine"
    period = made(genuine, given.config, given.recordings)
    sheets = sorted(genuine.rglob("*.xlsx"))
    for place in range(given.sheets + given.new):
        sheet, number = sheets[place % len(sheets)], place // len(sheets)
        folder = given.folder / ("inbox" if place < given.sheets else "new")
        own = sheet.relative_to(genuine)
        name = f"{own.stem} {number}{own.suffix}" if number else own.name
        write_copy(sheet, folder / own.parent / name, number)
    print(period)


if __name__ == "__main__":
    main()
