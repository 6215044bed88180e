"""The list of wages (form `wages`): what it may say, and what is wrong with one that can be misread."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from qa_workbook.config.faults import ConfigError, Fault
from qa_workbook.config.strict import read_model
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.penalties.caps import Pay, Wages
from qa_workbook.penalties.wages import fault_code, wages_of
from qa_workbook.workspace import Workspace

SHIPPED = Path(__file__).parents[2] / "config"


def read(folder: Path) -> tuple[Wages | None, list[Fault]]:
    """Reads the list of a workspace as `schemes check` does."""
    workspace = Workspace(folder)
    forms, faults = workspace.check_forms()
    vocabulary, _ = read_model(SHIPPED / "intake.yaml", Vocabulary)
    assert faults == [] and vocabulary is not None
    return workspace.read_wages(forms.form("wages"), vocabulary)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with the shipped config."""
    shutil.copytree(SHIPPED, tmp_path / "config")
    return tmp_path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_wages_are_exact(folder: Path, encoding: str) -> None:
    """Wages are exact by agent, in UTF-8 or GBK; leading zeros stay; without a month they always hold."""
    assert read(folder) == (None, [])
    words = "姓名,工号,月工资\n李四,007,4500.50\n,,\n王五,０08,¥3000\n"
    (folder / "config" / "wages.csv").write_text(words, encoding)
    assert read(folder) == (
        {("007", ""): Pay(Decimal("4500.50")), ("008", ""): Pay(Decimal(3000))},
        [],
    )


def test_wages_of_a_month(folder: Path) -> None:
    """An agent has one wage a month and one for all other months."""
    words = "工号,月份,月工资\n007,,4000\n007,2026年10月,4500\n007,2026-11,4600元\n"
    (folder / "config" / "wages.csv").write_text(words, "utf-8")
    found = {"": 4000, "2026-10": 4500, "2026-11": 4600}
    assert read(folder) == ({("007", month): Pay(Decimal(of)) for month, of in found.items()}, [])


def test_floating_part_of_the_pay(folder: Path) -> None:
    """绩效工资 or 浮动工资 is a column of its own; where it is empty nobody knows it."""
    words = "工号,月工资,浮动工资\n007,4000,800.5\n008,4000,\n"
    (folder / "config" / "wages.csv").write_text(words, "utf-8")
    wages, faults = read(folder)
    assert faults == []
    assert wages == {
        ("007", ""): Pay(Decimal(4000), Decimal("800.5")),
        ("008", ""): Pay(Decimal(4000), None),
    }


def test_wages_in_a_workbook(folder: Path) -> None:
    """A workbook is read as a text file is, with real numbers and a month typed as a date."""
    book = xlsxwriter.Workbook(folder / "config" / "wages.xlsx")
    book.add_worksheet("说明").write(0, 0, "工资表")
    page = book.add_worksheet("月工资")
    page.write_row(0, 0, ["工号", "月份", "月工资"])
    page.write_row(1, 0, ["007", "2026-10", 4500.5])
    page.write_row(2, 0, ["合计", "", 4500.5])
    book.close()
    assert read(folder) == ({("007", "2026-10"): Pay(Decimal("4500.5"))}, [])


@pytest.mark.parametrize(
    ("words", "code", "line"),
    [
        ("工号,收入\n1,2\n", "wages-heading", 1),
        ("", "wages-heading", 1),
        ("工号,月工资\n,5\n", "wages-no-agent", 2),
        ("工号,月工资\n1,5\n1,6\n", "wages-agent-twice", 2),
        ("工号,月工资\n1,5\n1,5\n", "wages-agent-twice", 3),
        ("工号,月份,月工资\n1,2026-10,5\n1,2026年10月,6\n", "wages-agent-twice", 2),
        ("工号,月工资\n1,多\n", "wages-amount", 2),
        ("工号,月工资\n1,\n", "wages-amount", 2),
        ("工号,月工资\n1,-5\n", "wages-amount", 2),
        ("工号,月份,月工资\n1,十月,5\n", "wages-month", 2),
    ],
)
def test_a_list_that_could_be_misread_is_refused(
    folder: Path, words: str, code: str, line: int
) -> None:
    """Each fault has a code, its line and a sentence in both languages; nothing is read then."""
    (folder / "config" / "wages.csv").write_text(words, "utf-8")
    wages, faults = read(folder)
    assert wages is None
    assert {fault.code for fault in faults} == {code}
    assert faults[0].line == line
    assert all(fault.zh and fault.en != fault.zh for fault in faults)
    workspace = Workspace(folder)
    assert [fault.code for fault in workspace.check()[1]] == [fault.code for fault in faults]
    with pytest.raises(ConfigError):
        workspace.load_penalties(workspace.load())


def test_codes_of_faults() -> None:
    """What is wrong with a cell is told by its column, all else is about the headings."""
    assert fault_code("number-unreadable", "wage") == "wages-amount"
    assert fault_code("file-encrypted", "") == "wages-heading"
    assert wages_of([]) == {}
