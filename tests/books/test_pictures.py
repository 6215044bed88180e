"""The pictures of the analysis workbook, read back out of its parts by somebody else's reader."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from made_recordings import analyses
from qa_workbook.analysis.period_report import report_alone
from qa_workbook.books.analysis.book import write_analysis_book
from qa_workbook.books.analysis.charts.pareto import vital_few

SCHEMES = ["monitoring-10x4", "satisfaction-3-9-20", "service-norm-100", "dial-test-2011"]
PLACED = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


@pytest.fixture(scope="module")
def book_path(tmp_path_factory) -> Path:
    """The workbook of every shipped scheme."""
    path = tmp_path_factory.mktemp("pictures") / "分析.xlsx"
    found = analyses(SCHEMES, 12, 6)
    write_analysis_book(path, report_alone(found, small_sample=5))
    return path


def parts(path: Path, folder: str) -> list[ET.Element]:
    """Returns the parts of a folder of the workbook, read."""
    with zipfile.ZipFile(path) as package:
        names = [name for name in package.namelist() if name.startswith(folder)]
        return [ET.fromstring(package.read(name)) for name in names if name.endswith(".xml")]


def test_every_picture_is_told_in_words(book_path):
    """Whoever can't see a picture is told what it shows, in a sentence and not only a title."""
    drawings = parts(book_path, "xl/drawings/drawing")
    shown = [one for drawing in drawings for one in drawing.iter(f"{PLACED}graphicFrame")]
    described = [one.find(f".//{PLACED}cNvPr").get("descr", "") for one in shown]
    assert len(described) > 20
    assert [words for words in described if len(words) < 20] == []


def test_vital_few():
    """The fewest that reach 80 %: exactly reached is reached, and nobody without defects is one."""
    few = vital_few(["a", "b", "c", "d"], [5, 3, 2, 0], [0.5, 0.8, 1, 1])
    assert (list(few.names), few.whole, few.reached) == (["a", "b"], 3, 0.8)
    assert list(vital_few(["a", "b"], [9, 1], [0.9, 1]).names) == ["a"]
    assert list(vital_few(["a"], [0], [0]).names) == []
