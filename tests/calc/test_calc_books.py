"""Applications, books, sheets, names, drawings and charts on a live office."""

import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pandas as pd
import pytest
import xlwings as xw

import xlwings_calc as calc
from xlwings_calc.caller import DOCUMENT_VARIABLE, PIPE_VARIABLE, PORT_VARIABLE
from xlwings_calc.connection import Office

pytestmark = pytest.mark.calc


def square_png(path: Path, pixels: int = 40) -> Path:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = (b"\0" + b"\xff\0\0" * pixels) * pixels
    header = struct.pack(">IIBBBBB", pixels, pixels, 8, 2, 0, 0, 0)
    density = struct.pack(">IIB", 3780, 3780, 1)
    parts = (
        chunk(b"IHDR", header)
        + chunk(b"pHYs", density)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + parts)
    return path


def test_app__switches(app: xw.App, sheet: xw.Sheet) -> None:
    """Switches keep what they were set to and give it back after app.properties."""
    with app.properties(
        display_alerts=False, enable_events=False, screen_updating=False, status_bar="working"
    ):
        assert (app.display_alerts, app.enable_events, app.screen_updating, app.status_bar) == (
            False, False, False, "working",
        )  # fmt: skip
        sheet["A1"].value = 1
    assert (app.display_alerts, app.enable_events, app.screen_updating, app.status_bar) == (
        True,
        True,
        True,
        False,
    )
    assert app.version.major >= 7
    assert app.pid > 0
    assert xw.apps[app.pid] == xw.apps.active == app
    assert app.alert("nobody can see this", "title", "yes_no") in ("yes", "no", "cancel")


def test_app__calculation(app: xw.App, sheet: xw.Sheet) -> None:
    """Formulas wait in manual calculation."""
    sheet["A1:B1"].value = [2, "=A1*2"]
    app.calculation = "manual"
    sheet["A1"].value = 4
    assert sheet["B1"].value == 4.0
    app.calculate()
    assert sheet["B1"].value == 8.0
    app.calculation = "automatic"
    sheet["A1"].value = 5
    assert sheet["B1"].value == 10.0


def test_selection(app: xw.App, book: xw.Book) -> None:
    """The selection is the active book's; selecting brings the sheet to the front."""
    assert app.selection.address == "$A$1"
    second = book.sheets.add(after=book.sheets[0])
    book.sheets[0].activate()
    second["B2:C3"].select()
    assert (book.selection.address, book.sheets.active) == ("$B$2:$C$3", second)


def test_books__identity(app: xw.App, book: xw.Book, tmp_path: Path) -> None:
    """A book is found by name, path and number, opened once, and is active when it was opened or activated."""
    path = tmp_path / "质检 二月.xlsx"
    book.sheets[0]["A1"].value = "kept"
    book.save(path)
    assert (book.name, book.fullname) == (path.name, str(path))
    assert app.books[path.name] == app.books.open(path) == xw.Book(path) == book == app.books[-1]
    other = app.books.add()
    assert app.books.active == other
    book.activate()
    assert app.books.active == xw.books.active == book
    other.close()
    book.close()
    reopened = app.books.open(path)
    assert reopened.sheets[0]["A1"].value == "kept"
    reopened.close()
    with pytest.raises(FileNotFoundError):
        app.books.open(tmp_path / "none.xlsx")


@pytest.mark.parametrize("ending", ["xlsx", "xlsm", "xls", "xltx", "ods", "csv"])
def test_save__endings(book: xw.Book, tmp_path: Path, ending: str) -> None:
    """The ending of the name decides the format; saving twice overwrites without asking."""
    book.sheets[0]["A1"].value = [["工号", 1], ["a,b", 2.5]]
    target = tmp_path / f"saved.{ending}"
    book.save(target)
    book.save(target)
    assert target.stat().st_size > 0
    if ending == "csv":
        assert target.read_text(encoding="utf-8") == '工号,1\n"a,b",2.5\n'


def test_save__refusals(book: xw.Book, tmp_path: Path) -> None:
    """Formats LibreOffice cannot write are refused by name."""
    with pytest.raises(NotImplementedError, match="xlsb"):
        book.save(tmp_path / "x.xlsb")


def test_export(book: xw.Book, tmp_path: Path) -> None:
    """Books, sheets and ranges become PDF."""
    book.sheets[0]["A1:B2"].value = "x"
    for part, name in (
        (book, "book"),
        (book.sheets[0], "sheet"),
        (book.sheets[0]["A1:B2"], "range"),
    ):
        part.to_pdf(tmp_path / f"{name}.pdf")
        assert (tmp_path / f"{name}.pdf").read_bytes().startswith(b"%PDF")


def test_sheets__order(book: xw.Book) -> None:
    """Sheets are added, moved, copied, renamed, hidden and deleted where they were told to."""
    first = book.sheets[0]
    first["A1"].value = "mark"
    second = book.sheets.add("二月", after=first)
    assert book.sheets.active == second
    third = book.sheets.add(before="二月")
    assert [sheet.name for sheet in book.sheets] == ["Sheet1", third.name, "二月"]
    second.move(before=first)
    second.move(after=third)
    assert second.index == 3
    copied = first.copy()
    assert (copied.name, copied.index, copied["A1"].value) == ("Sheet1 (2)", 4, "mark")
    assert first.copy(before=first, name="copy").index == 1
    third.name = "Third"
    third.visible = False
    assert ("third" in book.sheets, book.sheets["THIRD"].visible) == (True, False)
    third.delete()
    assert [sheet.name for sheet in book.sheets] == ["copy", "Sheet1", "二月", "Sheet1 (2)"]
    with pytest.raises(ValueError, match="already present"):
        second.name = "copy"
    with pytest.raises(KeyError):
        book.sheets["gone"]


def test_sheets__copy_to_another_book(app: xw.App, book: xw.Book) -> None:
    """A sheet can be copied into another book, and renamed there when its name is taken."""
    book.sheets[0]["A1"].value = "xyz"
    target = app.books.add()
    book.sheets[0].copy(after=target.sheets[0])
    assert [sheet.name for sheet in target.sheets] == ["Sheet1", "Sheet1 (2)"]
    assert target.sheets[1]["A1"].value == "xyz"
    target.close()


def test_sheet__view(book: xw.Book) -> None:
    """Grid lines belong to one sheet; panes freeze, print areas are addresses."""
    first, second = book.sheets[0], book.sheets.add(after=book.sheets[0])
    first.show_gridlines = False
    assert (first.show_gridlines, second.show_gridlines) == (False, True)
    assert book.sheets.active == second
    first.freeze_panes.freeze_at("B2")
    first.freeze_panes.unfreeze()
    assert first.page_setup.print_area is None
    first.page_setup.print_area = "A1:B2"
    assert first.page_setup.print_area == "$A$1:$B$2"
    first["A1"].value, first["A1"].color = 1, (1, 2, 3)
    first.clear_contents()
    assert (first["A1"].value, first["A1"].color) == (None, (1, 2, 3))
    first.clear_formats()
    assert first["A1"].color is None


def test_names(book: xw.Book) -> None:
    """Names belong to the book or to a sheet, refer to ranges or constants, and can be changed and deleted."""
    sheet = book.sheets[0]
    sheet["B2:D10"].name = "marks"
    sheet["A1"].name = "Sheet1!own"
    book.names.add("limit_value", "=90")
    assert [name.name for name in book.names] == ["limit_value", "marks", "Sheet1!own"]
    assert [name.name for name in sheet.names] == ["Sheet1!own"]
    assert book.names["marks"].refers_to == "=Sheet1!$B$2:$D$10"
    assert sheet.range("MARKS") == book.names["marks"].refers_to_range == sheet["B2:D10"]
    assert (sheet["B2:D10"].name.name, sheet["A2"].name) == ("marks", None)
    sheet["F1"].formula = "=limit_value*2"
    book.names["limit_value"].refers_to = "=80"
    assert sheet["F1"].value == 160.0
    sheet.name = "评分 表"
    assert book.names["marks"].refers_to == "='评分 表'!$B$2:$D$10"
    other = book.sheets.add(after=sheet)
    with pytest.raises(ValueError, match="own"):
        other.range("own")
    del book.names["marks"]
    assert "marks" not in book.names


def test_pictures(sheet: xw.Sheet, tmp_path: Path) -> None:
    """Pictures have their own size first, can be placed, scaled, replaced by name and deleted."""
    image = square_png(tmp_path / "red.png")
    picture = sheet.pictures.add(image, name="logo", anchor=sheet["C3"])
    assert (picture.name, int(picture.width), picture.left) == ("logo", 30, sheet["C3"].left)
    picture.left, picture.width = 20, 50
    assert (picture.left, picture.width) == (20, 50)
    sheet.pictures.add(image, name="logo", update=True)
    assert len(sheet.pictures) == 1
    with pytest.raises(xw.ShapeAlreadyExists):
        sheet.pictures.add(image, name="logo")
    assert (sheet.shapes["logo"].type, sheet.shapes[0]) == ("picture", sheet.shapes["logo"])
    sheet.shapes["logo"].scale_width(factor=2)
    assert int(picture.height) == 60
    picture.delete()
    assert "logo" not in sheet.pictures


def test_tables(sheet: xw.Sheet) -> None:
    """A named database range is a table with header, body and a name that ranges understand."""
    sheet["A1"].value = [["n", "v"], ["a", 1], ["b", 2]]
    table = sheet.tables.add(source=sheet["A1:B3"], name="Scores")
    assert (table.range.address, table.header_row_range.value) == ("$A$1:$B$3", ["n", "v"])
    assert (sheet.range("Scores").address, sheet["B2"].table) == ("$A$2:$B$3", table)
    assert [known.name for known in sheet.tables] == ["Scores"]
    table.show_totals = True
    assert table.totals_row_range.address == "$A$4:$B$4"
    table.show_totals = False
    table.resize(sheet["A1:B5"])
    table.name = "Marks"
    assert sheet.tables["Marks"].range.address == "$A$1:$B$5"
    empty = sheet.tables.add(source=sheet["D1"])
    assert (empty.insert_row_range.address, empty.data_body_range) == ("$D$2", None)
    empty.update(pd.DataFrame({"x": [1, 2]}), index=False)
    assert sheet["D1:D3"].value == ["x", 1.0, 2.0]


def test_macro(book: xw.Book) -> None:
    """Macros in the document run with arguments and give results back."""
    libraries = book.api.BasicLibraries
    library = (
        libraries.getByName("Standard")
        if libraries.hasByName("Standard")
        else libraries.createLibrary("Standard")
    )
    library.insertByName("Module1", "Function Total(x, y)\nTotal = x + y\nEnd Function\n")
    assert book.macro("Total")(1, 2) == book.macro("Module1.Total")(2, 1) == 3
    with pytest.raises(KeyError, match="Nothing"):
        book.macro("Nothing")()


def test_caller__unchanged_button_code(office: Office, book: xw.Book, tmp_path: Path) -> None:
    """A script started with the launcher's variables finds its document through xw.Book.caller()."""
    path = tmp_path / "按钮.xlsx"
    book.save(path)
    button = "import xlwings as xw\nxw.Book.caller().sheets[0]['A1'].value = [['done', 2]]\n"
    code = f"import xlwings_calc\nxlwings_calc.install_caller()\n{button}"
    variables = {
        PIPE_VARIABLE: office.url.removeprefix("pipe,name="),
        DOCUMENT_VARIABLE: str(path),
    }
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | variables, timeout=60)
    assert book.sheets[0]["A1:B1"].value == ["done", 2.0]
    assert calc.caller_book(path) == calc.caller_book("按钮.xlsx") == book
    with pytest.raises(calc.CalcNotReachable, match="not open"):
        calc.caller_book("other.xlsx")


def test_caller__not_from_calc(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the launcher's variables nothing is changed."""
    monkeypatch.delenv(PIPE_VARIABLE, raising=False)
    monkeypatch.delenv(PORT_VARIABLE, raising=False)
    assert calc.install_caller() is None


@pytest.mark.usefixtures("office")
def test_connect__nobody_there() -> None:
    """A channel where no office listens is an error that names it."""
    with pytest.raises(calc.CalcNotReachable) as caught:
        calc.connect(pipe="nobody-listens-here", seconds=0)
    assert "nobody-listens-here" in str(caught.value)


@pytest.mark.usefixtures("office")
def test_app__one_of_our_own() -> None:
    """xw.App() starts an office of its own, which ends with the block and leaves the others alone."""
    before = xw.apps.count
    with xw.App(visible=False) as own:
        assert xw.apps.count == before + 1
        assert xw.apps.active == own
        assert len(own.books) == 1
        own.books[0].sheets[0]["A1"].value = 1
    assert xw.apps.count == before


def test_open__a_file_that_another_office_has(app: xw.App, tmp_path: Path) -> None:
    """As in Excel it can be read; saving it in its place is refused in words."""
    path = tmp_path / "theirs.xlsx"
    with xw.App(visible=False) as other:
        theirs = other.books[0]
        theirs.sheets[0]["A1"].value = "theirs"
        theirs.save(path)
        ours = app.books.open(path)
        assert ours.sheets[0]["A1"].value == "theirs"
        with pytest.raises(PermissionError, match="reading only"):
            ours.save()
        ours.save(tmp_path / "ours.xlsx")
        ours.close()
    assert (tmp_path / "ours.xlsx").exists()


def test_table__sorted_filtered_and_given_a_header(sheet: xw.Sheet) -> None:
    """A table's rows are sorted between header and totals; data without headings gets some."""
    sheet["B2"].value = [["south", 3], ["north", 1], ["east", 2]]
    table = sheet.tables.add(sheet["B2:C4"], has_headers=False, name="areas")
    assert table.header_row_range.value == ["Column1", "Column2"]
    table.sort(2)
    assert table.data_body_range.value == [["north", 1.0], ["east", 2.0], ["south", 3.0]]
    table.sort([1], [False])
    assert [row[0] for row in table.range.value] == ["Column1", "south", "north", "east"]
