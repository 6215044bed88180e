"""What is read of a plain sheet in one pass is what the reader of any sheet makes of it."""

from __future__ import annotations

import gc
import io
import random
import re
import zipfile
from pathlib import Path

import pytest

from qa_workbook.config.strict import read_model
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids import xlsx
from qa_workbook.grids.grid import Grid, Workbook
from qa_workbook.grids.workbook import open_workbook, read_grid
from qa_workbook.grids.xlsx_plain import PlainSheet

VOCABULARY, _ = read_model(Path(__file__).parents[2] / "config" / "intake.yaml", Vocabulary)
LIMITS = VOCABULARY.limits
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
FORMATS = ("yyyy-mm-dd", "0.00", "yyyy/m/d h:mm", "[h]:mm", "General", '0.0"h"', "m月d日", "")
TEXTS = (
    "<si><t>a</t></si>",
    "<si><t> b </t></si>",
    '<si><t xml:space="preserve"> c </t></si>',
    "<si><t>1 &lt; 2 &amp; 3</t></si>",
    '<si><t>张三</t><phoneticPr fontId="1" type="noConversion"/></si>',
    "<si><t>two\nlines</t></si>",
    "<si><t></t></si>",
    "<si><t>x_000D_y</t></si>",
)


def book(cells: str, texts: tuple[str, ...] = TEXTS, ids: tuple[int, ...] = ()) -> bytes:
    """A workbook with the rows `cells`; styles from 1 on are FORMATS, those behind them `ids`."""
    own = "".join(
        f'<numFmt numFmtId="{164 + at}" formatCode="{code.replace(chr(34), "&quot;")}"/>'
        for at, code in enumerate(FORMATS)
    )
    used = [0, *range(164, 164 + len(FORMATS)), *ids]
    styles = "".join(f'<xf numFmtId="{one}"/>' for one in used)
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/styles.xml": f"<styleSheet {MAIN}><numFmts>{own}</numFmts>"
        f"<cellXfs>{styles}</cellXfs></styleSheet>",
        "xl/sharedStrings.xml": f"<sst {MAIN}>{''.join(texts)}</sst>",
        "xl/worksheets/sheet1.xml": f"<worksheet {MAIN}><sheetData>{cells}</sheetData></worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, xml in parts.items():
            package.writestr(name, xml)
    return out.getvalue()


def row(number: int, cells: list[str]) -> str:
    """A row of cells; {} in each of them is its place."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    placed = (cell.format(f'r="{letters[at]}{number}"') for at, cell in enumerate(cells))
    return f'<row r="{number}" spans="1:9">{"".join(placed)}</row>'


class Seen(list[bool]):
    """Of each sheet that was looked at, whether it was plain."""


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """Notes which sheets are plain."""
    found, read = Seen(), xlsx.read_plain

    def noted(*arguments: object) -> PlainSheet | None:
        sheet = read(*arguments)  # type: ignore[arg-type]
        found.append(sheet is not None)
        return sheet

    monkeypatch.setattr(xlsx, "read_plain", noted)
    return found


def both(data: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[Grid, Grid]:
    """The sheet as it is read, and as it is read when nothing counts as plain."""
    ours = read_grid(open_workbook(data, LIMITS), "a")
    with monkeypatch.context() as patched:
        patched.setattr(xlsx, "read_plain", lambda *_: None)
        return ours, read_grid(open_workbook(data, LIMITS), "a")


def kinds(grid: Grid) -> list[list[tuple[type, object]]]:
    return [[(type(cell), cell) for cell in cells] for cells in grid.rows]


def assert_equal(ours: Grid, theirs: Grid) -> None:
    assert kinds(ours) == kinds(theirs)
    assert ours.unseen == theirs.unseen


PLAIN = {
    "texts": [f'<c {{}} t="s"><v>{at}</v></c>' for at in range(len(TEXTS))],
    "numbers": [f"<c {{}}><v>{one}</v></c>" for one in ("1", "-2.5", "1E-3", "94.0", "00.10")],
    "days": ['<c {} s="1"><v>46309</v></c>', '<c {} s="3"><v>46309.5</v></c>'],
    "other formats": ['<c {} s="2"><v>5</v></c>', '<c {} s="5"><v>5</v></c>'],
    "truths": ['<c {} t="b"><v>1</v></c>', '<c {} t="b"><v>0</v></c>'],
    "formulas": [
        "<c {}><f>SUM(A1)</f><v>5</v></c>",
        '<c {} t="str"><f>A1&amp;"x"</f><v>a&amp;b</v></c>',
        '<c {} t="str"><f>""</f><v></v></c>',
        '<c {}><f t="shared" si="0"/><v>7</v></c>',
    ],
    "blanks": ['<c {} s="1"/>', "<c {}><v>1</v></c>", '<c {} s="2"></c>'],
    "no style": ['<c {} s="99"><v>5</v></c>'],
}


@pytest.mark.parametrize("name", PLAIN)
def test_plain_cells(name: str, seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cells of every plain kind hold is the same, and so is what they don't show."""
    rows = row(2, PLAIN[name]) + '<row r="4" hidden="1"><c r="B4"><v>1</v></c></row><row r="9"/>'
    assert_equal(*both(book(rows), monkeypatch))
    assert seen == [True]


ODD = {
    "rich text": ('<c {} t="s"><v>0</v></c>', ("<si><r><t>a</t></r><r><t>b</t></r></si>",)),
    "written by number": ('<c {} t="s"><v>0</v></c>', ("<si><t>a_x000D_b</t></si>",)),
    "other entity": ('<c {} t="s"><v>0</v></c>', ("<si><t>&#65;</t></si>",)),
    "inline": ('<c {} t="inlineStr"><is><t>a</t></is></c>', TEXTS),
    "error": ('<c {} t="e"><v>#N/A</v></c>', TEXTS),
    "never calculated": ("<c {}><f>A1</f></c>", TEXTS),
    "span of time": ('<c {} s="4"><v>1.5</v></c>', TEXTS),
    "unclear format": ('<c {} s="6"><v>1.5</v></c>', TEXTS),
    "time of day": ('<c {} s="3"><v>0.5</v></c>', TEXTS),
    "below zero": ('<c {} s="1"><v>-1</v></c>', TEXTS),
    "comment": ("<!-- <c><v>1</v></c> --><c {}><v>2</v></c>", TEXTS),
    "pretty": ("<c {}>\n<v>2</v>\n</c>", TEXTS),
    "not a number": ("<c {}><v>abc</v></c>", TEXTS),
    "quotes": ("<c {} t='s'><v>0</v></c>", TEXTS),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_cells_are_left_to_the_reader(
    name: str, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sheet with anything out of the ordinary isn't read in one pass, and nothing is lost."""
    cell, texts = ODD[name]
    assert_equal(*both(book(row(1, [cell, "<c {}><v>1</v></c>"]), texts), monkeypatch))
    assert seen == [False]


def test_moments(seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    """Days and moments from 1900 to 9999 are those that calamine makes of them."""
    pick = random.Random(7)
    said = [f"{pick.uniform(61, 2_958_464):.{pick.randint(0, 12)}f}" for _ in range(2_000)]
    said += [f"{day}.{pick.randint(0, 10**9)}" for day in range(46_000, 46_400)]
    rows = "".join(
        row(number, [f'<c {{}} s="3"><v>{one}</v></c>']) for number, one in enumerate(said, 1)
    )
    assert_equal(*both(book(rows), monkeypatch))
    assert seen == [True]


def test_built_in_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers in cells of every built-in number format are read alike."""
    ids = tuple(range(164))
    first = len(FORMATS) + 1
    rows = "".join(
        row(at + 1, [f'<c {{}} s="{first + at}"><v>46309.25</v></c>']) for at in range(len(ids))
    )
    whole, _ = both(book(rows, ids=ids), monkeypatch)
    for at in range(len(ids)):
        one = row(1, [f'<c {{}} s="{first + at}"><v>46309.25</v></c>'])
        ours, theirs = both(book(one, ids=ids), monkeypatch)
        assert kinds(ours) == kinds(theirs), at
        assert kinds(ours)[0] == kinds(whole)[at], at


def test_a_damaged_list_of_sheets_is_no_plain_file() -> None:
    """Where a reader fails at the list of sheets, no sheet of the file is read."""
    data = book(row(1, ["<c {}><v>1</v></c>"]))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            xml = old.read(info)
            new.writestr(info, re.sub(rb"<sheet name", b"<sheet word name", xml))
    book_of: Workbook = open_workbook(out.getvalue(), LIMITS)
    patched = [name for name, _ in book_of.sheets]
    assert patched == ["a"]
    with pytest.raises(Exception):  # noqa: B017 - whatever the reader says
        book_of.grid("a")


def test_a_workbook_leaves_nothing_behind() -> None:
    """All that was read of a workbook goes with it: while files are read nobody looks for it."""
    data = book(row(1, ['<c {} t="s"><v>0</v></c>', "<c {}><v>1</v></c>"]))
    read_grid(open_workbook(data, LIMITS), "a")  # what is loaded or made once
    gc.collect()
    gc.disable()
    try:
        read_grid(open_workbook(data, LIMITS), "a")
        assert gc.collect() == 0
    finally:
        gc.enable()
