"""Files made to do harm, rare kinds of files, and reading by several workers."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest
from sheets_for_intake import (
    FIXED,
    ITEMS,
    LABELS,
    LAST,
    Reader,
    codes,
    edit_part,
    row,
    rows,
    totals,
    write,
)

from binary_sheets import xlsb
from qa_workbook.keys import SchemeKey

KEY = SchemeKey("monitoring-10x4", "2026.1")
ALL = (*FIXED, *ITEMS, *LAST)

# --- hostile -------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_part_that_unpacks_to_too_much(tmp_path: Path, read: Reader) -> None:
    """A part that unpacks to hundreds of megabytes is refused before anybody holds it, whatever size it claims."""
    path = write(tmp_path / "a.xlsx", rows(1))
    edit_part(path, "xl/sharedStrings.xml", lambda xml: xml + b" " * (300 << 20))
    assert codes(read(path)) == [("file-too-large", "")]
    lying = bytearray(path.read_bytes())
    central = lying.find(b"PK\x01\x02")
    while lying[central + 46 : central + 66] != b"xl/sharedStrings.xml":
        central = lying.find(b"PK\x01\x02", central + 4)
    struct.pack_into("<I", lying, central + 24, 1000)
    (tmp_path / "b.xlsx").write_bytes(lying)
    assert codes(read(tmp_path / "b.xlsx")) == [("file-too-large", "")]


@pytest.mark.parametrize(
    "junk", [b"<c " * 500_000, b'<c r="A1" t="e">' * 100_000, b"<row " * 500_000, b"<f>" * 500_000]
)
def test_unclosed_tags(tmp_path: Path, read: Reader, junk: bytes) -> None:
    """A sheet whose tags never end is refused, and the other file is read."""
    path = write(tmp_path / "a.xlsx", rows(1))
    write(tmp_path / "b.xlsx", rows(2))
    edit_part(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", junk))
    intake = read()
    assert codes(intake) == [("sheet-unreadable", "")] and totals(intake) == (2, 2, 0)


def test_entities(tmp_path: Path, read: Reader) -> None:
    """Entities of a document type aren't expanded, and the sheet behind them is read."""
    path = write(tmp_path / "a.xlsx", rows(1))
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    edit_part(path, "xl/worksheets/sheet1.xml", lambda xml: bomb + xml.partition(b"?>")[2])
    intake = read(path)
    assert codes(intake) == [] and totals(intake) == (1, 1, 0)


def test_many_codes_in_one_cell(tmp_path: Path, read: Reader) -> None:
    """A cell full of nonsense gives a bounded number of findings."""
    junk = " ".join(f"Z{number}" for number in range(5_000))
    assert len(read(write(tmp_path / "a.xlsx", [row(1, 差错代码=junk, 差错扣分=1)])).findings) <= 50


# --- rare ----------------------------------------------------------------------------------------------------------------


def test_xlsb(tmp_path: Path, read: Reader) -> None:
    """Binary workbooks are read with their error values and hidden rows."""
    table: list[list[Any]] = [[str(word) for pair in LABELS.items() for word in pair], list(ALL)]
    for record in rows(3):
        table.append([46300 if name == "通话日期" else record.get(name, "") for name in ALL])
    table[3][8] = "#N/A"
    (tmp_path / "a.xlsb").write_bytes(xlsb(table, hidden_rows={4}))
    intake = read()
    found = codes(intake)
    assert ("formula-error", "I4") in found and ("hidden-rows", "A5:V5") in found
    assert {code for code, _ in found} == {"formula-error", "hidden-rows", "date-serial"}
    assert totals(intake) == (3, 2, 1)


def test_several_labels_in_one_cell(tmp_path: Path, read: Reader) -> None:
    """One cell may hold several labels with their values."""

    def touch(_book: Any, page: Any) -> None:
        page.write(1, 0, "方案：monitoring-10x4  方案版本：2026.1")
        page.write(2, 0, "质检员：王敏　　质检日期：2026-10-05 ")

    intake = read(write(tmp_path / "a.xlsx", rows(1), labels={}, touch=touch))
    assert codes(intake) == [] and (
        intake.sheets[0].inspector,
        intake.sheets[0].labels["inspected_on"],
    ) == ("王敏", "2026-10-05")


def test_alias_beside_the_proper_heading(tmp_path: Path, read: Reader) -> None:
    """A column of the inspector's own that goes by an alias doesn't displace the one with the proper heading."""
    data = [{**record, "通话时间": "09:30"} for record in rows(2)]
    intake = read(write(tmp_path / "a.xlsx", data, headings=[*ALL, "通话时间"]))
    assert codes(intake) == [("column-unknown", "W5")] and totals(intake) == (2, 2, 0)


def test_copied_file(tmp_path: Path, read: Reader) -> None:
    """A copy of a whole file is one finding, not one per recording."""
    write(tmp_path / "a.xlsx", rows(20))
    write(tmp_path / "a - 副本.xlsx", rows(20))
    intake = read()
    assert [(f.code, f.file, f.cell, f.count) for f in intake.findings] == [
        ("duplicate-between-sheets", "a.xlsx", "B6:B25", 20)
    ]
