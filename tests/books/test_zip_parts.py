"""Workbooks are ordinary zip archives, although their parts are compressed in several threads."""

from __future__ import annotations

import io
import random
import threading
import zipfile
import zlib

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from qa_workbook.books.cloth import zip_parts
from qa_workbook.books.cloth.fast_sheet import FastWorksheet
from qa_workbook.books.cloth.fast_workbook import FastWorkbook
from qa_workbook.books.cloth.zip_parts import ZipParts

DICE = random.Random(5)
PARTS = {
    "empty.xml": [],
    "short.xml": [b"<a/>"],
    "pieces.xml": [b"<row r='%d'/>" % row for row in range(500)],
    "folder/long.xml": ["".join(f"<c r='A{row}'>甲</c>" for row in range(90_000)).encode()] * 3,
    "noise.bin": [DICE.randbytes(1 << 20), b"", DICE.randbytes(3_000_000)],
}


def _archive(parts) -> bytes:
    target = io.BytesIO()
    with ZipParts(target) as archive:
        for name, blocks in parts.items():
            archive.begin(name)
            for block in blocks:
                archive.put(block)
            archive.end()
    return target.getvalue()


def test_archive__is_read_by_zipfile_and_always_the_same(monkeypatch):
    """Every part has its bytes, checksum and place; how many threads there are changes nothing."""
    made = _archive(PARTS)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == list(PARTS)
        for name, blocks in PARTS.items():
            assert archive.read(name) == b"".join(blocks)
            assert archive.getinfo(name).date_time == (1980, 1, 1, 0, 0, 0)
    monkeypatch.setattr(zip_parts.os, "cpu_count", lambda: 1)
    assert _archive(PARTS) == made


def test_archive__is_made_by_zlib_where_there_is_no_zlib_ng(monkeypatch):
    """Both give a stream that everybody reads, of about the same length."""
    usual = _archive(PARTS)
    monkeypatch.setattr(zip_parts, "packing", zlib)
    made = _archive(PARTS)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        assert all(archive.read(name) == b"".join(blocks) for name, blocks in PARTS.items())
    assert 0.9 < len(usual) / len(made) < 1.1


def test_archive__is_hardly_longer_than_one_of_whole_parts():
    """A block may refer to the one before it, so that cutting a part costs next to nothing."""
    with zipfile.ZipFile(io.BytesIO(_archive(PARTS))) as archive:
        packed = archive.getinfo("folder/long.xml").compress_size
    content = b"".join(PARTS["folder/long.xml"])
    whole = zip_parts._deflated(content, b"", zip_parts.LEVEL, last=False)
    assert packed < 1.01 * len(whole)


def test_archive__packs_the_end_of_a_very_long_part_faster(monkeypatch):
    """It holds the same bytes, takes a little more room, and is the same with one thread."""
    usual = _archive(PARTS)
    monkeypatch.setattr(zip_parts, "_LONG", 1 << 20)
    made = _archive(PARTS)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert all(archive.read(name) == b"".join(blocks) for name, blocks in PARTS.items())
    assert 1 < len(made) / len(usual) < 1.5
    monkeypatch.setattr(zip_parts.os, "cpu_count", lambda: 1)
    assert _archive(PARTS) == made


@pytest.mark.parametrize(("limit", "most"), [("_MOST_BYTES", 5_000), ("_MOST_PARTS", 3)])
def test_archive__that_would_need_zip64_is_refused(monkeypatch, limit, most):
    """Not every spreadsheet program reads ZIP64, and numbers that overflow would break the file."""
    monkeypatch.setattr(zip_parts, limit, most)
    with pytest.raises(zipfile.LargeZipFile):
        _archive(PARTS)


def test_archive__that_fails_leaves_no_thread_behind():
    """What breaks while a part is written comes out as it is."""
    before = threading.active_count()
    with pytest.raises(RuntimeError, match="broken"), ZipParts(io.BytesIO()) as archive:
        archive.begin("a")
        archive.put(b"x" * 5_000_000)
        raise RuntimeError("broken")
    assert threading.active_count() == before


def test_long_sheet__is_read_by_other_programs(tmp_path):
    """A sheet of several blocks, with a picture beside it, reads the same in two programs."""
    rows = 30_000
    with FastWorkbook(str(tmp_path / "a.xlsx")) as workbook:
        sheet = workbook.add_worksheet("表", FastWorksheet)
        words = [f"录音{row}" for row in range(rows)]
        sheet.write_strip(1, 0, words, workbook.add_format(), boxed=False, textual=True)
        sheet.write_strip(
            1, 1, list(range(rows)), workbook.add_format(), boxed=False, textual=False
        )
        chart = workbook.add_chart({"type": "line"})
        chart.add_series({"values": ["表", 1, 1, 9, 1]})
        sheet.insert_chart(0, 3, chart)
    expected = [[word, float(row)] for row, word in enumerate(words)]
    by_calamine = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_name("表")
    assert by_calamine.to_python() == expected
    by_openpyxl = load_workbook(tmp_path / "a.xlsx", read_only=True)["表"]
    assert [list(row) for row in by_openpyxl.iter_rows(min_row=2, values_only=True)] == expected
