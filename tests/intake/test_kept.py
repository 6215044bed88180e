"""What was read before: used again for the same content, never where anything else has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from unittest import mock

import pytest
from sheets_for_intake import DAY, LABELS, row, rows, write

from qa_workbook.forms.loader import load_forms
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.intake import reader
from qa_workbook.intake.context import IntakeContext
from qa_workbook.intake.kept import ReadBefore
from qa_workbook.intake.reader import Intake, read_paths
from qa_workbook.scheme.book import SchemeBook

CONFIG = Path(__file__).parents[2] / "config"
TODAY = date(2026, 11, 2)
Read = Callable[..., tuple[Intake, list[str]]]


@pytest.fixture
def read(tmp_path: Path, schemes: SchemeBook, vocabulary: Vocabulary) -> Iterator[Read]:
    """Reads the inbox; returns what that gave, and the names of the files that were opened."""
    forms = load_forms(CONFIG / "forms", vocabulary)[0]
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    context = IntakeContext(schemes, vocabulary, None, TODAY, None, inbox, forms=forms)
    opened: list[str] = []
    real = reader.read_file

    def noted(file: Path, given: IntakeContext):
        opened.append(file.name)
        return real(file, given)

    def work(today: date = TODAY, digest: str = "d" * 64) -> tuple[Intake, list[str]]:
        opened.clear()
        before = ReadBefore(tmp_path / "read", digest, today, schemes, forms)
        return read_paths([inbox], replace(context, today=today), before=before), list(opened)

    with mock.patch.object(reader, "read_file", noted):
        yield work


def test_only_what_is_new_or_changed_is_read(read: Read, tmp_path: Path):
    """A file is read again when its content, its name or anything that reading depends on changes."""
    inbox = tmp_path / "inbox"
    write(inbox / "a.xlsx", rows(2))
    write(inbox / "b.xlsx", [one | {"录音编号": f"B{n}"} for n, one in enumerate(rows(2))])
    first, opened = read()
    assert opened == ["a.xlsx", "b.xlsx"]
    again, opened = read()
    assert opened == []
    assert (again.sheets, again.findings) == (first.sheets, first.findings)
    write(inbox / "b.xlsx", [one | {"录音编号": f"C{n}"} for n, one in enumerate(rows(3))])
    changed, opened = read()
    assert opened == ["b.xlsx"]
    assert sum(map(len, changed.frames.values())) == 5
    (inbox / "a.xlsx").rename(inbox / "c.xlsx")
    assert read()[1] == ["c.xlsx"]
    assert read(digest="e" * 64)[1] == ["b.xlsx", "c.xlsx"]
    assert read()[1] == []  # what was kept under the other digest is still there


def test_a_later_day_matters_only_to_files_that_speak_of_it(read: Read, tmp_path: Path):
    """A day to come is a fault until it has come; sound files are not read again for a new day."""
    inbox = tmp_path / "inbox"
    write(inbox / "sound.xlsx", rows(2))
    coming = rows(2, 通话日期=TODAY + timedelta(days=1))
    write(inbox / "coming.xlsx", [one | {"录音编号": f"B{n}"} for n, one in enumerate(coming)])
    undated = [row(9, 通话日期="")]
    write(inbox / "undated.xlsx", undated, labels={**LABELS, "质检日期": ""})
    found, _ = read()
    assert "date-in-future" in {one.code for one in found.findings}
    assert read(TODAY)[1] == []
    found, opened = read(TODAY + timedelta(days=1))
    assert "sound.xlsx" not in opened and {"coming.xlsx", "undated.xlsx"} <= set(opened)
    assert "date-in-future" not in {one.code for one in found.findings}
    assert read(DAY)[1] != []  # the clock was put back


@pytest.mark.parametrize("spoilt", ["read.json", "0.parquet", "index.json"])
def test_what_cannot_be_read_any_more_is_read_from_the_files(
    read: Read, tmp_path: Path, spoilt: str
):
    """Damage of what is kept costs time, never a row."""
    write(tmp_path / "inbox" / "a.xlsx", rows(2))
    first, _ = read()
    (damaged,) = (tmp_path / "read").rglob(spoilt)
    damaged.write_bytes(damaged.read_bytes()[:-9] + b"\xff")
    again, opened = read()
    assert opened == ["a.xlsx"]
    assert (again.sheets, again.findings) == (first.sheets, first.findings)
    assert read()[1] == []


def test_many_small_readings_are_put_together(read: Read, tmp_path: Path):
    """A new file a day leaves few batches to open, and all of them are used."""
    for day in range(15):
        data = [one | {"录音编号": f"{day}-{n}"} for n, one in enumerate(rows(1))]
        write(tmp_path / "inbox" / f"{day}.xlsx", data)
        assert read()[1] == [f"{day}.xlsx"]
    assert len(list((tmp_path / "read").rglob("read.json"))) < 12
    found, opened = read()
    assert opened == []
    assert sum(map(len, found.frames.values())) == 15
