"""Files that are none, and files with names that no text can hold, beside good ones in the same folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from sheets_for_intake import Reader, codes, edit_part, row, rows, totals, write

from qa_workbook.books.findings.book import write_findings_book
from qa_workbook.intake.context import IntakeContext
from qa_workbook.intake.file_reader import FileRows, read_file
from qa_workbook.intake.files import readable

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has neither such files nor such names"
)
GBK, CONTROL = os.fsdecode("李检".encode("gbk") + b".xlsx"), "a\x01\n.xlsx"


def test_only_regular_files_are_read(tmp_path: Path, read: Reader) -> None:
    """A pipe, a device and a link to itself are errors in a plain sentence; the other files are read."""
    write(tmp_path / "good.xlsx", rows(2))
    os.mkfifo(tmp_path / "pipe.xlsx")
    (tmp_path / "loop.xlsx").symlink_to("loop.xlsx")
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    intake = read()
    assert totals(intake) == (2, 2, 0)
    assert codes(intake, "error") == [("file-unreadable", "")] * 3
    assert all("不是普通文件" in found.message() for found in intake.findings)
    assert all("not an ordinary file" in found.message("en") for found in intake.findings)
    assert codes(read(tmp_path / "pipe.xlsx")) == [("file-unreadable", "")]


def test_file_beside_a_temporary_one(tmp_path: Path, read: Reader) -> None:
    """Only the files that Excel and LibreOffice lay beside an open one are passed over, not every name with a tilde."""
    write(tmp_path / "~李检.xlsx", rows(1))
    (tmp_path / "~$李检.xlsx").write_bytes(b"lock")
    (tmp_path / ".~lock.李检.xlsx#").write_bytes(b"lock")
    assert totals(read()) == (1, 1, 0)


def test_names_that_no_text_can_hold(tmp_path: Path, read: Reader) -> None:
    """Names in GBK or with control characters are shown escaped, and every link of the findings leads to the raw name."""
    for number, name in enumerate((GBK, CONTROL)):
        write(tmp_path / "good.xlsx", [row(number + 1, 服务态度=9), row(number + 3)]).rename(
            tmp_path / name
        )
    (tmp_path / GBK.replace("xlsx", "pdf")).write_bytes(b"")
    intake = read()
    assert totals(intake) == (4, 2, 2)
    shown = {"\\xc0\\xee\\xbc\\xec.xlsx", "a\\x01\\x0a.xlsx"}
    assert {found.file for found in intake.findings if found.severity == "error"} == shown
    assert set(pd.concat(intake.frames.values())["file"]) == shown
    book = tmp_path / "out" / "findings.xlsx"
    write_findings_book(book, intake.findings, sheets=intake.sheets, base=tmp_path)
    pages = openpyxl.load_workbook(book)
    links = {
        cell.hyperlink.target.replace("\\", "/")
        for cells in pages["明细"]
        for cell in cells
        if cell.hyperlink
    }
    assert links == {"../%C0%EE%BC%EC.xlsx", "../a%01%0A.xlsx", "../%C0%EE%BC%EC.pdf"}


def test_escaped_names_stay_apart() -> None:
    """What can be read stays as it is; names that differ stay different."""
    assert readable("李检　(1).xlsx") == "李检　(1).xlsx"
    assert len({readable(name) for name in ("\udcb2", "\x82", "\x01", "\udc81", "\ud800")}) == 5


def test_panic_of_a_reader(tmp_path: Path, read: Reader, capfd: pytest.CaptureFixture[str]) -> None:
    """A cell reference that makes the compiled reader panic is a finding; nothing is printed, and stderr works afterwards."""
    path = write(tmp_path / "a.xlsx", rows(1))
    edit_part(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'r="A6"', b'r="ZZZZZZ9999999999"'),
    )
    assert codes(read(path), "error") == [("sheet-unreadable", "")]
    others = [write(tmp_path / f"{number}.xlsx", rows(2)) for number in range(8)]
    with ThreadPoolExecutor(4) as pool:

        def by_threads(files: Sequence[Path], given: IntakeContext) -> Iterator[FileRows]:
            return pool.map(read_file, files, repeat(given))

        read(*others, path, read_files=by_threads)
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"
