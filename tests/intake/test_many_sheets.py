"""Many sheets at once are looked at by whole columns: what that passes over has nothing to say."""

from __future__ import annotations

import os
import random
from datetime import date
from hashlib import sha256
from pathlib import Path
from unittest import mock

import numpy as np
import pandas as pd
import pytest
from sheets_for_intake import FIXED, ITEMS, LABELS, LAST, row, rows, write

from qa_workbook.intake import hashes, identities, reader
from qa_workbook.intake.context import IntakeContext
from qa_workbook.intake.file_reader import read_file
from qa_workbook.intake.frames import recordings_table
from qa_workbook.intake.hashes import Hashes
from qa_workbook.intake.parts import Part, in_parts, runs_of, texts_of
from qa_workbook.intake.reader import Intake, read_paths
from qa_workbook.scheme.book import SchemeBook

TODAY = date(2026, 11, 2)
AGENTS = ("a1", "A1", "a 1", "0a1", "B2", "b2", "3", "03", "4")
RECORDINGS = ("x1", "X1", "x 1", "0x1", "7", "07", "Ｘ1", "ß9", "SS9", "8")
PEOPLE = ("张三", "张 三", "李四", "王五")


class _All:
    """Every sheet is looked at one by one."""

    def __init__(self, every, *_):
        self.places = set(range(len(every)))


def _read(inbox: Path, context: IntakeContext, *, one_by_one: bool) -> Intake:
    if not one_by_one:
        return read_paths([inbox], context)
    with (
        mock.patch.object(identities, "Suspects", _All),
        mock.patch.object(reader, "sharing", lambda sheets: sheets),
    ):
        return read_paths([inbox], context)


def _scribbled(dice: random.Random, number: int) -> list[dict[str, object]]:
    """Rows in which few names and numbers are spelt in many ways."""
    return [
        row(
            one,
            录音编号=dice.choice(RECORDINGS) if dice.random() < 0.5 else f"R{number}-{one}",
            工号=dice.choice(AGENTS),
            姓名=dice.choice(PEOPLE),
            开场白及挂机=dice.choice([5, 5, 5, "?"]),
        )
        for one in range(1, 4)
    ]


@pytest.mark.parametrize("seed", range(12))
def test_sheets_passed_over_have_nothing_to_say(
    tmp_path: Path, schemes: SchemeBook, vocabulary, seed: int
):
    """Spellings, rows that come twice and two inspectors are found as if all sheets were looked at,
    whatever the records hold.
    """
    dice = random.Random(seed)
    for number in range(5):
        labels = {**LABELS, "质检员": dice.choice(["李晓", "王芳"])}
        write(tmp_path / f"{number}.xlsx", _scribbled(dice, number), labels=labels)
    stored = pd.DataFrame(
        {
            "recording": [dice.choice(RECORDINGS) for _ in range(3)],
            "agent": [dice.choice(AGENTS) for _ in range(3)],
            "name": [dice.choice(PEOPLE) for _ in range(3)],
            "file": ["0.xlsx", "old.xlsx", "old.xlsx"],
            "sheet": "评分表",
            "row": [6, 7, 8],
        }
    ).astype({"recording": "str", "agent": "str", "name": "str", "file": "str", "sheet": "str"})
    of_records = {"monitoring-10x4": stored} if seed % 3 else {}
    context = IntakeContext(schemes, vocabulary, None, TODAY, None, tmp_path, stored=of_records)
    found = _read(tmp_path, context, one_by_one=False)
    expected = _read(tmp_path, context, one_by_one=True)
    assert (found.findings, found.sheets) == (expected.findings, expected.sheets)
    for key, frame in expected.frames.items():
        pd.testing.assert_frame_equal(found.frames[key], frame)


def test_rows_come_out_of_tables_as_they_went_in(tmp_path: Path, schemes: SchemeBook, vocabulary):
    """A sheet's part of a table holds its rows, and makes the frame that its lists would make."""
    write(tmp_path / "a.xlsx", rows(3))
    write(tmp_path / "b.xlsx", [row(9, 备注="忙", 差错扣分=2, 差错代码="E01")])
    context = IntakeContext(schemes, vocabulary, None, TODAY, None, tmp_path)
    read = [reader.read_file(tmp_path / name, context) for name in ("a.xlsx", "b.xlsx")]
    sheets = [sheet for one in read for sheet in one.rows]
    parts = in_parts(sheets)
    assert all(isinstance(one.columns, Part) for one in parts)
    assert [dict(one.columns) for one in parts] == [dict(one.columns) for one in sheets]
    assert in_parts(parts) == parts
    frame = recordings_table(sheets[0].scheme, parts).frame
    for name in set(sheets[0].columns) & set(frame.columns):
        values = [value for sheet in sheets for value in sheet.columns[name]]
        expected = pd.Series(values, dtype=frame[name].dtype, name=name)
        pd.testing.assert_series_equal(frame[name], expected)
    assert frame["file"].tolist() == ["a.xlsx"] * 3 + ["b.xlsx"]
    backwards = recordings_table(sheets[0].scheme, parts[::-1]).frame
    order = np.array([3, 0, 1, 2])
    pd.testing.assert_frame_equal(backwards, frame.take(order).reset_index(drop=True))


def test_sheets_that_were_read_on_different_days(
    tmp_path: Path, schemes: SchemeBook, vocabulary
) -> None:
    """The rows of tables that alternate from sheet to sheet are those of each sheet, in order."""
    context = IntakeContext(schemes, vocabulary, None, TODAY, None, tmp_path)
    files = [tmp_path / f"{number:02}.xlsx" for number in range(40)]
    for number, file in enumerate(files):
        write(file, [row(2 * number + 1), row(2 * number + 2)][: number % 3])
    found = [read_file(file, context) for file in files]
    by_day = [in_parts([sheet for one in found[day::3] for sheet in one.rows]) for day in range(3)]
    sheets = sorted((sheet for day in by_day for sheet in day), key=lambda sheet: sheet.file)
    runs = runs_of(sheets)
    assert len(runs) == len(sheets) > 8 * len(runs.tables)
    mingled = recordings_table(sheets[0].scheme, sheets).frame
    alone = [recordings_table(sheets[0].scheme, [sheet]).frame for sheet in sheets]
    pd.testing.assert_frame_equal(mingled, pd.concat(alone, ignore_index=True))
    texts = [text for sheet in sheets for text in sheet.columns["recording"]]
    assert texts_of(sheets, "recording").to_pylist() == texts


def test_what_a_sheet_says_of_its_totals_is_told_also_when_it_is_known(
    tmp_path: Path, schemes: SchemeBook, vocabulary
):
    """A total that differs is found in a sheet that stands among sound ones."""
    headings = [*FIXED, *ITEMS, *LAST, "总分"]
    write(tmp_path / "a.xlsx", [row(1) | {"总分": 100}], headings=headings)
    write(tmp_path / "b.xlsx", [row(2) | {"总分": 3}], headings=headings)
    context = IntakeContext(schemes, vocabulary, None, TODAY, None, tmp_path)
    found = read_paths([tmp_path], context).findings
    assert [one.file for one in found if one.code == "total-differs"] == ["b.xlsx"]


def test_a_file_changed_shortly_before_is_hashed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Size and times say nothing of a file that may have been changed in the same moment."""
    file = tmp_path / "file"
    file.write_bytes(b"old")
    stamp = file.stat()
    known = Hashes(tmp_path)
    first = known.of(file)
    file.write_bytes(b"new")
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert known.of(file) != first

    later = max(file.stat().st_mtime_ns, file.stat().st_ctime_ns) + hashes.SAFE
    monkeypatch.setattr(hashes.time, "time_ns", lambda: later)
    second = known.of(file)
    known.keep()
    with mock.patch.object(Path, "read_bytes", side_effect=[(tmp_path / hashes.NAME).read_bytes()]):
        assert Hashes(tmp_path).of(file) == second  # nothing but what is kept was read
    file.write_bytes(b"newer")
    assert Hashes(tmp_path).of(file) != second
    assert Hashes(tmp_path).of(file, most_bytes=4) == ""


def test_the_hash_of_whoever_read_a_file_is_as_good_as_our_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """It is taken if the file can't have been changed since it was looked at."""
    file = tmp_path / "file"
    file.write_bytes(b"old")
    known = Hashes(tmp_path)
    known.learn(file, known.seen(file), "too early")
    assert known.of(file) == sha256(b"old").hexdigest()

    later = max(file.stat().st_mtime_ns, file.stat().st_ctime_ns) + hashes.SAFE
    monkeypatch.setattr(hashes.time, "time_ns", lambda: later)
    seen = known.seen(file)
    known.learn(file, seen, "theirs")
    assert known.of(file) == "theirs"
    file.write_bytes(b"newer")
    known.learn(file, seen, "theirs")
    assert known.of(file) == sha256(b"newer").hexdigest()
    assert known.seen(tmp_path / "gone") is None
