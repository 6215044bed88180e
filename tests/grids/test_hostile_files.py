"""A file that would fill the memory, run for ever or kill its reader is one fault; the rest is read."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from qa_workbook.config.strict import read_model
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.faults import FileFault, TooLarge
from qa_workbook.grids.grid import UNCALCULATED, Grid, Workbook
from qa_workbook.grids.workbook import open_workbook, read_grid

VOCABULARY, _ = read_model(Path(__file__).parents[2] / "config" / "intake.yaml", Vocabulary)
LIMITS = VOCABULARY.limits
SHEET = "xl/worksheets/sheet1.xml"


def package(*rows: list[object], names: tuple[str, ...] = ("a",)) -> bytes:
    """A workbook with the rows in its first sheet."""
    book = openpyxl.Workbook()
    book.active.title = names[0]
    for row in rows or (["x", 1], ["y", 2]):
        book.active.append(row)
    for name in names[1:]:
        book.create_sheet(name).append(["second"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The package with one part changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, change(content) if info.filename == part else content)
    return out.getvalue()


def with_cells(cells: bytes) -> bytes:
    """A workbook whose sheet has further cells in its first row."""
    return changed(package(), SHEET, lambda xml: xml.replace(b"</row>", cells + b"</row>", 1))


def first(data: bytes) -> Grid:
    workbook = open_workbook(data, LIMITS)
    return workbook.grid(workbook.sheets[0][0])


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="XFD1048576"><v>1</v></c>',
        b"<c r='XFD1048576'><v>1</v></c>",
        b'<c r="xfd1048576"><v>1</v></c>',
        b'<c s="0" r = "XFD1048576"><v>1</v></c>',
        b'<c t="e" r="XFD1048576"><v>#N/A</v></c>',
    ],
)
def test_a_far_cell__is_too_large(cell: bytes):
    """However its place is written, and in whatever row it stands: no reader makes room up to there."""
    with pytest.raises(TooLarge):
        first(with_cells(cell))


@pytest.mark.parametrize("place", [b"XFE1", b"A1048577", b"A0", b"1A", b"AAAA1"])
def test_a_cell_outside_any_sheet__is_damage(place: bytes):
    """A place that no sheet has is no reason to fail otherwise."""
    with pytest.raises((ValueError, TooLarge)):
        first(with_cells(b"<c r='%s'><v>1</v></c>" % place))


def test_what_a_comment_holds__is_no_cell():
    """An error value in a comment of the XML neither fills the sheet nor is one."""
    grid = first(with_cells(b'<!-- <c r="XFD1048576" t="e"><v>#N/A</v></c> -->'))
    assert grid.rows == [["x", 1.0], ["y", 2.0]]
    assert not grid.unseen.errors


@pytest.mark.parametrize(
    "tag",
    [
        b"<c r='C1'" + b" " * 200_000 + b'x="e"><v>1</v></c>',
        b'<c r="C1"' + b' r="A9"' * 60_000 + b' t="n"><v>1</v></c>',
        b'<c r="C1" ' + b"w" * 300_000 + b"><v>1</v></c>",
        b'<row r="1"' + b' hidden="1' * 60_000 + b">",
        b"<!--" * 60_000,
    ],
)
def test_long_tags__are_searched_in_one_go(tag: bytes):
    """Blanks, attributes and words without end took minutes; a fault or a value is the same to us."""
    try:
        first(with_cells(tag))
    except Exception as error:  # noqa: BLE001 - readers fail in every way there is
        assert not isinstance(error, MemoryError)


def test_more_shared_texts_than_fit__is_one_fault():
    """Readers make room for as many as the part says: that killed the process."""
    out = io.BytesIO(package())
    with zipfile.ZipFile(out, "a") as book:
        book.writestr("xl/SharedStrings.xml", b"<sst count=\"2\" uniqueCount='99999999999'/>")
    with pytest.raises(FileFault):
        open_workbook(out.getvalue(), LIMITS)


def test_a_table_of_text__is_not_filled_up_to_its_widest_line():
    """One line of commas among many short ones is too large, and takes no memory."""
    with pytest.raises(FileFault) as fault:
        open_workbook(b"," * 20_000 + b"\n" + b"1,2\n" * 100_000, LIMITS)
    assert fault.value.code == "file-too-large"


def test_one_part_behind_many_names__is_one_fault():
    """3,000 sheets that are the same part were read 3,000 times."""

    def repeated(xml: bytes) -> bytes:
        sheet = re.search(rb"<sheet [^>]*/>", xml)
        assert sheet
        return xml.replace(sheet[0], sheet[0] + sheet[0].replace(b'name="a"', b'name="b"'), 1)

    workbook = open_workbook
    with pytest.raises(FileFault):
        workbook(changed(package(), "xl/workbook.xml", repeated), LIMITS)


def test_every_sheet_is_known__whatever_its_name():
    """A name with a bare ">" and a part in another folder hide no sheet."""
    data = package(["x"], names=("a", "b"))
    bare = changed(data, "xl/workbook.xml", lambda xml: xml.replace(b'name="b"', b'name="b>c"'))
    assert [name for name, _ in open_workbook(bare, LIMITS).sheets] == ["a", "b>c"]


@pytest.mark.parametrize("kind", ["chartsheet", "dialogsheet", "xlMacrosheet"])
def test_sheets_without_cells__are_no_sheets(kind: str):
    """A chart, a dialog or a macro sheet is nothing to read, and no fault of the file."""

    def second(xml: bytes) -> bytes:
        tags = re.findall(rb"<Relationship [^>]*sheet2[.]xml[^>]*>", xml)
        return xml.replace(tags[0], tags[0].replace(b'/worksheet"', f'/{kind}"'.encode()))

    data = changed(package(names=("a", "b", "c")), "xl/_rels/workbook.xml.rels", second)
    workbook = open_workbook(data, LIMITS)
    assert [name for name, _ in workbook.sheets] == ["a", "c"]
    assert workbook.grid("a").rows == [["x", 1.0], ["y", 2.0]]
    assert workbook.grid("c").rows == [["second"]]


def test_a_sheet_that_there_is_no_part_of__costs_itself_alone():
    """It is named, and its neighbours are read."""

    def without_part(xml: bytes) -> bytes:
        return re.sub(rb'(<sheet [^>]*name="b"[^>]*?) r:id="[^"]*"', rb"\1", xml)

    data = changed(package(names=("a", "b", "c")), "xl/workbook.xml", without_part)
    workbook = open_workbook(data, LIMITS)
    assert [name for name, _ in workbook.sheets] == ["a", "b", "c"]
    assert workbook.grid("c").rows == [["second"]]
    with pytest.raises(FileFault):
        read_grid(workbook, "b")


# --- cells without a place -----------------------------------------------------------------------


def bare(data: bytes) -> bytes:
    """The package as Dynamics, SSRS or SAP write it: rows and cells don't say where they are."""
    return changed(data, SHEET, lambda xml: re.sub(rb'(<(?:row|c)) r="[A-Z0-9]+"', rb"\1", xml))


def test_cells_without_places__are_those_of_the_same_file_with_them():
    """Values, errors, uncalculated formulas and hidden rows are found where they would be."""
    data = package(["x", 1, "=1/0"], ["y", 2, "=A1"], ["z", 3])
    data = changed(data, SHEET, lambda xml: xml.replace(b'<row r="3"', b'<row r="3" hidden="1"'))
    data = changed(
        data,
        SHEET,
        lambda xml: xml.replace(b"<v />", b"").replace(b"<v></v>", b"").replace(b"<v/>", b""),
    )
    with_places, without = first(data), first(bare(data))
    assert without.rows == with_places.rows
    assert without.unseen == with_places.unseen
    assert without.unseen.errors == {(0, 2): UNCALCULATED, (1, 2): UNCALCULATED}
    assert without.unseen.hidden_rows == {2}


# --- what is not what it is called ---------------------------------------------------------------

HTML = """<html><head><meta charset="utf-8"></head><body><table><tr><th colspan="2">录音</th><th>分</th></tr>
<tr><td rowspan="2">R1</td><td>001</td><td>5</td></tr><tr><td>002<br>x</td><td>=1+1</td></tr></table></body></html>"""

XML_2003 = """<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="评分表"><Table>
<Row ss:Index="2"><Cell ss:Index="2"><Data ss:Type="String">001</Data></Cell>
<Cell ss:MergeAcross="1"><Data ss:Type="Number">5</Data></Cell><Cell><Data ss:Type="Error">#N/A</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def test_a_web_page_called_xls__is_read_as_text():
    """Its tables are sheets; cells over several columns or rows stand in their first place."""
    grid = first(HTML.encode())
    assert grid.rows == [["录音", "", "分"], ["R1", "001", "5"], ["", "002 x", "=1+1"]]
    assert grid.unseen.merged == {(0, 0): (1, 2), (1, 0): (2, 1)}
    assert not grid.typed


def test_xml_of_excel_2003__is_read():
    """Numbers are numbers, texts texts, and places that are left out are counted."""
    workbook = open_workbook(XML_2003.encode(), LIMITS)
    assert workbook.sheets == (("评分表", False),)
    grid = workbook.grid("评分表")
    assert [list(map(str, row)) for row in grid.rows] == [[""] * 5, ["", "001", "5.0", "", "#N/A"]]


def test_entities_and_far_cells_in_markup__are_refused():
    """Nothing is expanded, and nothing is filled up."""
    bomb = XML_2003.replace(
        '<?xml version="1.0"?>', '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'
    )
    far = XML_2003.replace('ss:Index="2"', 'ss:Index="9999999"')
    wide = HTML.replace('colspan="2"', 'colspan="99999999"')
    for data in (bomb, far, wide):
        with pytest.raises(FileFault):
            open_workbook(data.encode(), LIMITS)


def test_a_package_with_backslashes__is_read():
    """Some writers part the folders of a package in the way of Windows."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package())) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename.replace("/", "\\"), old.read(info))
    assert first(out.getvalue()).rows == [["x", 1.0], ["y", 2.0]]


def test_utf_16_without_its_mark__is_read():
    """Half of its bytes are zero, and which half tells the order."""
    for encoding in ("utf-16-le", "utf-16-be"):
        assert first("录音编号\t工号\nR1\t001\n".encode(encoding)).rows == [
            ["录音编号", "工号"],
            ["R1", "001"],
        ]


# --- one cell, one sheet, one list ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("number_format", "expected"),
    [
        ('0.0"%"', False),
        ("0.0\\%", False),
        ("0_%", False),
        ("0.0%", True),
        ('"x"0.0%', True),
    ],
)
def test_a_percent_sign_that_is_only_shown__makes_no_percents(number_format: str, expected: bool):
    """Excel shows 0.9 as 0.9% with such a format, not as 90%."""
    book = openpyxl.Workbook()
    book.active["A1"] = 0.9
    book.active["A1"].number_format = number_format
    out = io.BytesIO()
    book.save(out)
    assert first(out.getvalue()).percents() == ({(0, 0)} if expected else set())


@pytest.mark.parametrize("content", [MemoryError(), TooLarge(), KeyError("styles.xml")])
def test_whatever_a_reader_raises__is_a_fault_of_the_file(content: Exception):
    """A sheet that needs too much memory or lacks a part stops its own list, nothing else."""

    def fails(_name: str) -> Grid:
        raise content

    with pytest.raises(FileFault):
        read_grid(Workbook((("a", False),), fails), "a")


@pytest.mark.parametrize("number", [1e9, 1e300, -1e300])
@pytest.mark.parametrize("number_format", ["[h]:mm", "yyyy-mm-dd"])
def test_a_number_that_is_no_time__costs_its_cell_not_the_sheet(number: float, number_format: str):
    """Shown as a duration or a date, it stays the number it is, and its neighbours are read."""
    book = openpyxl.Workbook()
    book.active.append(["x", number, 3])
    book.active["B1"].number_format = number_format
    out = io.BytesIO()
    book.save(out)
    assert first(out.getvalue()).rows == [["x", number, 3.0]]


def test_a_part_whose_checksum_is_wrong__is_one_fault():
    """A damaged part is never read as if it were whole, though it unpacks."""
    data = package()
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        right = book.getinfo(SHEET).CRC.to_bytes(4, "little")
    workbook = open_workbook(data.replace(right, bytes(4)), LIMITS)
    with pytest.raises(FileFault):
        read_grid(workbook, "a")


@pytest.mark.parametrize(
    ("cell", "is_formula", "is_uncalculated"),
    [
        (b'<c r="C1"><f>A1+1</f><v>2</v></c>', True, False),
        (b'<c r="C1"><f>A1+1</f></c>', True, True),
        (b'<c r="C1"><f t="shared" si="0"/></c>', True, True),
        (b'<c r="C1" t="str"><f>""</f><v></v></c>', True, False),
        (b'<c r="C1"><v>2</v></c>', False, False),
        (b'<c r="C1" s="0"/>', False, False),
    ],
)
def test_formulas_are_seen(cell: bytes, is_formula: bool, is_uncalculated: bool):
    """A formula is told from a number, and one without a result from one that has it."""
    seen = first(with_cells(cell)).unseen
    assert (seen.formulas == {(0, 2)}) is is_formula
    assert (seen.errors == {(0, 2): UNCALCULATED}) is is_uncalculated
