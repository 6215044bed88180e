"""qa_workbook.xlsm as a file: reproducible, sound for Excel, with everything that buttons and ribbon need."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest
import yaml

import qa_workbook.console
from qa_workbook.books.cloth.style import ACCENT
from qa_workbook.console.__main__ import shipped_forms, shipped_schemes
from qa_workbook.console.buttons import BUTTONS, OTHER_GROUP
from qa_workbook.console.names import (
    FORM,
    LINK_ROWS,
    OTHER,
    OTHER_LINKS,
    SETTINGS,
    SHEETS,
    STATUS,
    TEXTS,
    sheet_names,
)
from qa_workbook.console.ribbon import RIBBON_PART, ribbon
from qa_workbook.console.workbook import DEFAULTS, write_console
from qa_workbook.errors import OutputLocked
from workbook_tools import audit

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "qa_workbook.xlsm"
DRAWINGS = ("xl/drawings/drawing1.xml", "xl/drawings/drawing2.xml")
"""The buttons of 控制台, then those of 其他业务."""


@pytest.fixture(scope="module")
def book():
    return openpyxl.load_workbook(SHIPPED, keep_vba=True)


@pytest.fixture(scope="module")
def english(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("english") / "qa_workbook.xlsm"
    write_console(path, shipped_schemes("en"), {"qa_language": "en"}, forms=shipped_forms("en"))
    return path


def test_the_committed_workbook_is_what_the_sources_give(tmp_path):
    """`make workbook` on a clean checkout changes nothing, byte for byte."""
    write_console(tmp_path / "again.xlsm", shipped_schemes(), forms=shipped_forms())
    assert (tmp_path / "again.xlsm").read_bytes() == SHIPPED.read_bytes(), "run make workbook"


@pytest.mark.slow
def test_excel_would_open_it_cleanly(english):
    """The audit for Excel has nothing to say, in either language."""
    assert audit(SHIPPED) == ""
    assert audit(english) == ""


def test_sheets_and_names_are_those_agreed(book):
    """Python finds its sheets and cells by these names; each name is one cell of the sheet it should be on."""
    assert tuple(book.sheetnames) == SHEETS
    texts = {f"qa_text_{key}" for key in TEXTS}
    assert {*SETTINGS, *STATUS, "qa_patience", *texts} <= set(book.defined_names)
    for name in (*SETTINGS, *STATUS):
        [(sheet, place)] = book.defined_names[name].destinations
        assert sheet == SHEETS[0] and re.fullmatch(r"\$[A-Z]+\$\d+", place)


def test_settings_have_their_defaults_as_text(book):
    """A period must stay text: a spreadsheet program that sees a date would show something else."""
    for name, value in {**DEFAULTS, "qa_scheme": "质检监听评分表"}.items():
        [(sheet, place)] = book.defined_names[name].destinations
        cell = book[sheet][place]
        assert (cell.value, cell.number_format) == (value, "@")


def test_every_setting_is_validated(book):
    """A mistyped setting is pointed out when it is typed; which sheets can be withdrawn only the records know."""
    ranges = " ".join(str(found.sqref) for found in book[SHEETS[0]].data_validations.dataValidation)
    places = [
        book.defined_names[name].attr_text.split("!")[1].replace("$", "")
        for name in SETTINGS
        if name != "qa_withdraw"
    ]
    assert set(places) <= set(ranges.split())


def test_the_lists_have_the_agreed_headings():
    """Columns of the findings and of the run log stand in the agreed order, data begins below."""
    book = openpyxl.load_workbook(SHIPPED, data_only=True)
    findings = ["级别", "问题", "文件", "工作表", "单元格", "列", "值", "说明", "怎么改"]
    log = ["时间", "操作", "期间", "结果", "录音", "错误", "警告", "用时(秒)", "说明"]
    assert [cell.value for cell in book["校验结果"][5]] == findings
    assert [cell.value for cell in book["运行记录"][3]] == log


def test_a_console_made_in_english_has_no_chinese(english):
    """Tabs, buttons, help and every label; only the interpreters' sheet holds both, hidden, for the language cell."""
    book = openpyxl.load_workbook(english, data_only=True)
    assert tuple(book.sheetnames) == sheet_names("en")
    han = re.compile(r"[\u4e00-\u9fff]")
    assert not han.search(" ".join(book.sheetnames))
    said = [cell.value for sheet in book for row in sheet for cell in row]
    assert [value for value in said if isinstance(value, str) and han.search(value)] == []
    with zipfile.ZipFile(english) as package:
        drawings = "".join(package.read(name).decode("utf-8") for name in DRAWINGS)
        assert not han.search(drawings)
        assert not han.search(package.read(RIBBON_PART).decode("utf-8"))
    terms = {row[1].value for row in book["Help"].iter_rows(max_col=2)}
    assert {button.caption("en") for button in BUTTONS} <= terms


def test_only_what_people_use_is_in_sight(book):
    """The sheet of the interpreters is hidden, and can be shown: somebody may have to look at the path."""
    states = {sheet.title: sheet.sheet_state for sheet in book}
    assert states == dict.fromkeys(SHEETS[:-1], "visible") | {SHEETS[-1]: "hidden"}


def test_the_cell_of_the_scheme_says_what_it_is_for(book):
    """Who goes to the cell is told that it is about blank sheets alone."""
    rules = book[SHEETS[0]].data_validations.dataValidation
    [about] = [rule.prompt for rule in rules if "空白评分表" in (rule.prompt or "")]
    assert "与这一格无关" in about


def test_links_have_room(book):
    """The rows for links below qa_links are free and look like links."""
    for name in ("qa_links", OTHER_LINKS):
        [(sheet, place)] = book.defined_names[name].destinations
        first = book[sheet][place]
        for row in range(LINK_ROWS):
            cell = first.offset(row, 0)
            assert cell.value is None and cell.font.underline == "single"


def test_the_status_is_shown_on_the_other_sheet_too(book):
    """Every cell of the status is mirrored there: who clicks there sees what came of it."""
    cells = [str(cell.value) for row in book[OTHER] for cell in row]
    for name in STATUS:
        if name != "qa_links":
            assert f'=IF({name}="","",{name})' in cells


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_button_runs_its_macro(language, english):
    """Every button is a shape named after its macro, with caption and description to read aloud."""
    with zipfile.ZipFile(SHIPPED if language == "zh" else english) as package:
        drawings = [package.read(name).decode("utf-8") for name in DRAWINGS]
    other = {button.macro for button in BUTTONS if button.group == OTHER_GROUP}
    macros = [re.findall(r'macro="\[0\]!([^"]*)"', drawing) for drawing in drawings]
    assert set(macros[1]) == other
    assert sorted(macros[0] + macros[1]) == sorted(button.macro for button in BUTTONS)
    for drawing, ours in zip(drawings, macros, strict=True):
        named = re.findall(r'<xdr:cNvPr id="\d+" name="(\w+)" descr="[^"]+"', drawing)
        assert named == ours
        captions = re.findall(r"<a:t>([^<]*)</a:t>", drawing)
        assert len(captions) == 2 * len(ours)
    assert ("一键完成" in drawings[0]) == (language == "zh")


def test_a_newcomer_finds_the_one_button_first():
    """一键完成 is the first of its sheet, the largest, and the only dark one."""
    with zipfile.ZipFile(SHIPPED) as package:
        drawing = package.read(DRAWINGS[0]).decode("utf-8")
    shapes = re.findall(r"<xdr:sp .*?</xdr:sp>", drawing, re.DOTALL)
    sizes = [re.search(r'<a:ext cx="(\d+)" cy="(\d+)"/>', shape).groups() for shape in shapes]
    areas = [int(width) * int(height) for width, height in sizes]
    assert "QaRun" in shapes[0]
    assert areas[0] > 2 * max(areas[1:])
    dark = f'<a:srgbClr val="{ACCENT.lstrip("#")}"/></a:solidFill><a:ln'
    assert [dark in shape for shape in shapes] == [True] + [False] * (len(shapes) - 1)


def test_the_forms_with_a_button_are_offered_first(book):
    """The blank sheet of what has a result at a click comes first, lists of people and wages last."""
    [(sheet, place)] = book.defined_names["qa_forms"].destinations
    offered = [cell.value for [cell] in book[sheet][place]]
    assert offered[0] == "投诉表扬登记"
    assert {"人员", "花名册", "月工资", "通话清单"} == set(offered[-4:])
    [(sheet, place)] = book.defined_names[FORM].destinations
    assert (sheet, book[sheet][place].value) == (OTHER, offered[0])


def test_the_ribbon_has_the_same_actions():
    """Every button is on the ribbon, through the one callback that knows it."""
    root = ET.fromstring(ribbon("zh"))
    buttons = list(root.iter("{http://schemas.microsoft.com/office/2009/07/customui}button"))
    assert sorted(button.get("id") for button in buttons) == sorted(
        button.macro for button in BUTTONS
    )
    assert {button.get("onAction") for button in buttons} == {"QaRibbon"}
    with zipfile.ZipFile(SHIPPED) as package:
        assert package.read(RIBBON_PART).decode("utf-8") == ribbon("zh")
        assert RIBBON_PART in package.read("_rels/.rels").decode("utf-8")


def test_texts_fit_a_formula():
    """Excel takes at most 255 characters of text inside a formula."""
    labels = yaml.safe_load((ROOT / "python/qa_workbook/labels/console.yaml").read_text("utf-8"))
    assert [key for key, words in labels.items() if max(map(len, words.values())) > 255] == []


def test_an_open_workbook_is_not_overwritten(tmp_path):
    """Writing over a console that is open elsewhere is refused."""
    path = tmp_path / "qa_workbook.xlsm"
    path.with_name(".~lock.qa_workbook.xlsm#").touch()
    with pytest.raises(OutputLocked):
        write_console(path, shipped_schemes())
    assert not path.exists()


def test_users_need_no_packages_for_vba():
    """Only `make workbook` imports what packs VBA; making a workspace does not."""
    folder = Path(qa_workbook.console.__file__).parent
    packing = re.compile(r"ms_ovba|ms_cfb|vba_project import")
    found = {path.name for path in folder.glob("*.py") if packing.search(path.read_text("utf-8"))}
    assert found == {"vba_project.py", "__main__.py"}
