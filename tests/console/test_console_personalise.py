"""Every workspace has its own console: interpreter, period and schemes filled in, nothing of the user's lost."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from qa_workbook.console.names import CONF, CONSOLE
from qa_workbook.console.personalise import NotAConsoleError, _with_text, personalise
from qa_workbook.errors import OutputLocked
from workbook_tools import audit

pytestmark = pytest.mark.slow

AWKWARD = Path("/opt/质检 & 'Söhne' \"2\" <x> $HOME %PATH%/bin/python")
KEY = {"win32": "Interpreter_Win", "darwin": "Interpreter_Mac"}.get(
    sys.platform, "Interpreter_Linux"
)


def interpreter(path: Path) -> str:
    rows = openpyxl.load_workbook(path)[CONF].iter_rows(max_col=2, values_only=True)
    return dict(rows)[KEY]


@pytest.fixture
def console(workspace) -> Path:
    path = workspace.root / "qa_workbook.xlsm"
    path.unlink(missing_ok=True)
    personalise(path, AWKWARD, "2026-09")
    return path


def test_a_new_console_has_interpreter_period_and_schemes(console):
    """A fresh workspace can be used at once, whatever characters its path has."""
    sheet = openpyxl.load_workbook(console)[CONSOLE]
    assert interpreter(console) == str(AWKWARD)
    assert sheet["C4"].value == "2026-09"
    assert sheet["C6"].value == "质检监听评分表"
    assert audit(console) == ""


def listed(path: Path, name: str = "qa_schemes") -> list[str]:
    book = openpyxl.load_workbook(path)
    [(sheet, place)] = book.defined_names[name].destinations
    return [cell.value for [cell] in book[sheet][place]]


def test_schemes_are_offered_by_name_in_the_language_of_the_console(workspace):
    """An id stands only where two have one name; a file that can't be read is named after itself, and any number fits."""
    folder, path = workspace.root / "config" / "schemes", workspace.root / "another.xlsm"
    (folder / "broken.yaml").write_text("name: [", "utf-8")
    for number in range(30):
        name = f"id: own-{number}\nname: {{zh: '自建,方案{number}', en: Own {number}}}\n"
        (folder / f"own-{number}.yaml").write_text(name, "utf-8")
    for number in (1, 2):
        (folder / f"twin-{number}.yaml").write_text(f"id: twin-{number}\nname: 双胞胎\n", "utf-8")
    personalise(path, AWKWARD, "2026-09")
    names = listed(path)
    assert {"twin-1", "twin-2"} <= set(names) and "双胞胎" not in names
    assert names[0] == "质检监听评分表"
    assert {"客服代表服务满意率", "broken", "自建,方案29"} <= set(names)
    assert "monitoring-10x4" not in names
    rules = openpyxl.load_workbook(path)[CONSOLE].data_validations.dataValidation
    assert "qa_schemes" in {rule.formula1 for rule in rules if rule.type == "list"}
    path.unlink()
    personalise(path, AWKWARD, "2026-09", "en")
    assert listed(path)[0] == "Call monitoring score sheet"


def test_forms_of_the_workspace_are_offered_by_name(workspace):
    """Its own forms too, before the lists of the config; none is offered twice."""
    folder, path = workspace.root / "config" / "forms", workspace.root / "another.xlsm"
    (folder / "reviews.yaml").write_text("id: reviews\nname: 回访登记\n", "utf-8")
    personalise(path, AWKWARD, "2026-09")
    names = listed(path, "qa_forms")
    assert names.index("投诉表扬登记") < names.index("回访登记") < names.index("人员")
    assert len(names) == len(set(names))


def test_the_first_of_two_interpreters_is_set_and_read(console):
    """Where a key stands twice, init and macros mean the same row, whatever its case."""
    book = openpyxl.load_workbook(console, keep_vba=True)
    rows = [row[0].value for row in book[CONF].iter_rows(max_row=3)]
    book[CONF].cell(rows.index(KEY) + 1, 1).value = KEY.upper()
    book[CONF].cell(9, 1).value, book[CONF].cell(9, 2).value = KEY, "/another/python"
    book.save(console)
    personalise(console, Path("/new/python"), "2026-09")
    cells = list(openpyxl.load_workbook(console)[CONF].iter_rows(max_col=2, values_only=True))
    assert cells[rows.index(KEY)][1] == str(Path("/new/python"))
    assert cells[8][1] == "/another/python"


def test_a_console_in_use_keeps_everything_else(console):
    """Moving a workspace and running init again changes one cell; every other part stays as it is."""
    with zipfile.ZipFile(console) as package:
        before = {name: package.read(name) for name in package.namelist()}
    personalise(console, Path("/usr/bin/新 python"), "2030-01")
    with zipfile.ZipFile(console) as package:
        after = {name: package.read(name) for name in package.namelist()}
    assert interpreter(console) == str(Path("/usr/bin/新 python"))
    assert list(before) == list(after)
    assert [name for name in before if before[name] != after[name]] == ["xl/worksheets/sheet7.xml"]
    assert audit(console) == ""


def test_twice_is_the_same_as_once(console):
    """Setting the interpreter that is there already gives the same cell again."""
    personalise(console, AWKWARD, "2026-09")
    once = console.read_bytes()
    personalise(console, AWKWARD, "2026-09")
    assert console.read_bytes() == once


def test_an_open_console_is_left_alone(console):
    """A console that is open in a spreadsheet program is not changed behind its back."""
    console.with_name(f"~${console.name}").touch()
    before = console.read_bytes()
    with pytest.raises(OutputLocked):
        personalise(console, Path("python"), "2026-10")
    assert console.read_bytes() == before


def test_a_foreign_workbook_is_refused(tmp_path):
    """A workbook without the configuration sheet is no console."""
    path = tmp_path / "qa_workbook.xlsm"
    openpyxl.Workbook().save(path)
    with pytest.raises(NotAConsoleError):
        personalise(path, Path("python"), "2026-10")


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B3" s="7" t="s"><v>12</v></c>',
        '<c r="B3" s="7"/>',
        '<c r="B3" s="7" t="inlineStr"><is><t>old</t></is></c>',
        '<c r="B3" s="7" t="str"><f>A1</f><v>old</v></c>',
        "",
    ],
)
def test_the_cell_is_replaced_however_it_was_saved(cell):
    """Excel, Calc and XlsxWriter save the same cell in different ways; its neighbours stay."""
    before, after = '<row r="3"><c r="A3" t="s"><v>2</v></c>', '<c r="C3" t="s"><v>9</v></c></row>'
    changed = _with_text(before + cell + after, 3, "new")
    style = ' s="7"' if cell else ""
    assert (
        changed
        == f'{before}<c r="B3"{style} t="inlineStr"><is><t xml:space="preserve">new</t></is></c>{after}'
    )


@examples(100)
@given(st.text(max_size=40))
def test_any_text_stays_one_cell(words):
    """No path can break out of its cell: what is written is well-formed and has one cell more than its neighbours."""
    from xml.etree import ElementTree as ET

    row = ET.fromstring(_with_text('<row><c r="A1"/><c r="B1"/><c r="C1"/></row>', 1, words))
    assert [cell.get("r") for cell in row] == ["A1", "B1", "C1"]
