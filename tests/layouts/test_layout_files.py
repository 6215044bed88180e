"""Files of config/layouts: one tiny bad file per fault, and which sheets a layout is for."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_workbook.config.faults import Fault
from qa_workbook.config.strict import read_model
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.grid import CellValue, Grid
from qa_workbook.labels import texts
from qa_workbook.layouts.book import LayoutBook
from qa_workbook.layouts.loader import load_layouts
from qa_workbook.scheme.loader import load_schemes

CONFIG = Path(__file__).parents[2] / "config"
ITEMS = [
    "opening",
    "attitude",
    "wording",
    "voice",
    "expression",
    "promotion",
    "flexibility",
    "dialogue",
    "listening",
    "business",
]
GOOD = """
format: 1
id: store
name: 门店质检表
source: made for the tests
scheme: monitoring-10x4
match: {sheets: ["10.*"], not_sheets: ["10.汇总"], headings: [工号, 开场白 / 得分]}
shape: rows
levels: 2
fields:
  recording: [{made_of: [agent, call_date]}]
  call_date: [{sheet_name: '(.+)', year: 2026}]
  agent: [{heading: 工号}]
  inspector: [{label: 质检员}]
marks:
""" + "".join(
    f"  {item}: {{heading: {'开场白' if item == 'opening' else item} / 得分}}\n" for item in ITEMS
)
NOTATION = 'notations: {default: {words: {"√": "5"}}}\n'
GOOD += NOTATION


def load(folder: Path, *files: str) -> tuple[LayoutBook, list[Fault]]:
    for number, text in enumerate(files, 1):
        (folder / f"{number}.yaml").write_text(text, "utf-8")
    vocabulary, _ = read_model(CONFIG / "intake.yaml", Vocabulary)
    assert vocabulary is not None
    return load_layouts(folder, load_schemes(CONFIG / "schemes")[0], vocabulary)


CASES = [  # code, path of the fault, what is changed
    ("scheme-unknown", "scheme", "monitoring-10x4", "monitoring"),
    ("field-unknown", "fields.colour", "  agent:", "  colour: [{label: 颜色}]\n  agent:"),
    ("field-lacking", "fields", "  inspector: [{label: 质检员}]\n", ""),
    ("source-unclear", "fields.agent.0", "{heading: 工号}", "{heading: 工号, label: 工号}"),
    ("made-of-elsewhere", "fields.inspector.0.made_of", "{label: 质检员}", "{made_of: [agent]}"),
    ("made-of-unknown", "fields.recording.0.made_of", "[agent, call_date]", "[agent, round]"),
    ("head-elsewhere", "fields.inspector.0.head", "{label: 质检员}", "{head: true}"),
    ("expression-unsound", "fields.call_date.0.sheet_name", "'(.+)'", "'(.+'"),
    ("mark-of-long", "marks.opening", "monitoring-10x4", "service-norm-100"),
    ("mark-unknown", "marks.smell", "  opening:", "  smell: {heading: 气味}\n  opening:"),
    ("mark-lacking", "marks", "  voice: {heading: voice / 得分}\n", ""),
    ("mark-place", "marks.voice", "{heading: voice / 得分}", "{reason: voice / 原因}"),
    ("notation-unknown", "marks.voice", "{heading: voice / 得分}", "{heading: a, notation: b}"),
    ("word-no-mark", "notations.default.words.√", '"5"', '"6"'),
    ("beside-unknown", "beside.0", "shape: rows", "beside: [other]\nshape: rows"),
    ("shape-lacks", "form", "shape: rows", "shape: forms\nform: {items: 项目}"),
    ("shape-rows", "form", "shape: rows", "shape: rows\nform: {items: 项目}"),
]


@pytest.mark.parametrize(("code", "path", "old", "new"), CASES)
def test_one_change_of_a_layout_gives_one_fault(
    tmp_path: Path, code: str, path: str, old: str, new: str
) -> None:
    """A single wrong thing gives its fault with its path, and the layout is not used."""
    assert GOOD.count(old) == 1
    book, faults = load(tmp_path, GOOD.replace(old, new))
    assert (code, path) in [(fault.code, fault.path) for fault in faults]
    assert {fault.code for fault in faults} <= {code, "field-unknown", "field-lacking"}
    assert book.layouts == ()


def test_every_fault_of_layouts_has_a_bad_file() -> None:
    """The cases cover all faults that a layout can have beyond its keys."""
    assert {code for code, *_ in CASES} | {"layout-twice"} == set(texts("layouts"))


def test_a_layout_has_one_file(tmp_path: Path) -> None:
    """Of two files with one id the later one is at fault, and not used."""
    book, faults = load(tmp_path, GOOD, GOOD)
    assert [(fault.code, fault.file.name) for fault in faults] == [("layout-twice", "2.yaml")]
    assert book.ids == ("store",)


def grid(name: str, *rows: list[CellValue]) -> Grid:
    return Grid(name, list(rows))


def test_a_layout_is_for_sheets_that_have_all_its_headings_and_its_names(tmp_path: Path) -> None:
    """Names of sheets and files and every level of the headings decide; blanks don't matter."""
    narrow = GOOD.replace("id: store", "id: narrow").replace("[工号, ", "[工号, 姓名, ")
    book, faults = load(tmp_path, GOOD, narrow)
    assert faults == []
    head: list[CellValue] = ["工 号", "开场白"]
    sub: list[CellValue] = ["", "得分"]
    assert [one.id for one in book.of_sheet(grid("10.5", head, sub), "a.xlsx")] == ["store"]
    assert book.of_sheet(grid("11.5", head, sub), "a.xlsx") == ()
    assert book.of_sheet(grid("10.汇总", head, sub), "a.xlsx") == ()
    assert book.of_sheet(grid("10.5", head), "a.xlsx") == ()
    fuller = grid("10.5", [*head, "姓名"], [*sub, ""])
    assert [one.id for one in book.of_sheet(fuller, "a.xlsx")] == ["narrow"]
