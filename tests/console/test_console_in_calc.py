"""The console in a real Calc: it opens, every module compiles, and a button starts exactly what it should."""

from __future__ import annotations

import re
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from qa_workbook.console.__main__ import shipped_schemes
from qa_workbook.console.buttons import BUTTONS
from qa_workbook.console.names import LINK_ROWS, OTHER_LINKS, SETTINGS, SHEETS, STATUS, TEXTS
from qa_workbook.console.vba_sources import SOURCES, own_source
from qa_workbook.console.workbook import write_console
from qa_workbook.labels import text
from xlwings_calc.connection import Office, properties, uno_module

pytestmark = pytest.mark.calc
ALWAYS_RUN_MACROS = 4
UNKNOWN_NAME = 525
# Everything that a shell, printf or Calc could stumble over, and letters of one to four UTF-8 bytes.
AWKWARD = "工作 区'引\"号 & $HOME $(id) %41 (1) `x` ;#[a]\\0101 -n *?<>|~!\t\né߿ࠀ￼😀"
# A program that notes PYTHONPATH and its arguments, a zero byte after each.
FAKE_PYTHON = (
    '#!/bin/sh\nfor word in "$PYTHONPATH" "$@"; do printf "%s\\000" "$word"; done > "$0.tmp"; '
    'mv "$0.tmp" "$0.words"\n'
)


@pytest.fixture
def folder(tmp_path) -> Path:
    """A workspace whose path has everything that a shell or Calc could stumble over."""
    path = tmp_path / AWKWARD
    path.mkdir()
    python = path / "python 3"
    python.write_text(FAKE_PYTHON, encoding="ascii")
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    return path


def opened(office: Office, path: Path) -> Any:
    url = uno_module().systemPathToFileUrl(str(path))
    return office.desktop.loadComponentFromURL(
        url, "_blank", 0, properties(Hidden=True, MacroExecutionMode=ALWAYS_RUN_MACROS)
    )


def run(document: Any, macro: str, *values: object) -> Any:
    address = f"vnd.sun.star.script:VBAProject.{macro}?language=Basic&location=document"
    return document.getScriptProvider().getScript(address).invoke(values, (), ())[0]


def shown(document: Any, name: str) -> str:
    return document.NamedRanges.getByName(name).getReferredCells().getCellByPosition(0, 0).String


@pytest.fixture
def console(office, folder) -> Iterator[Any]:
    path = folder / "qa_workbook.xlsm"
    write_console(
        path,
        shipped_schemes(),
        interpreters={"Linux": str(folder / "python 3"), "Mac": str(folder / "python 3")},
    )
    document = opened(office, path)
    be_patient(document, 0)
    yield document
    document.close(True)


def be_patient(document: Any, seconds: int) -> None:
    """Sets how long the macro waits for Python; the pretended ones here never show themselves."""
    place = document.NamedRanges.getByName("qa_patience").getReferredCells()
    place.getCellByPosition(0, 0).Value = seconds


def words_given(folder: Path) -> list[str]:
    file = folder / "python 3.words"
    for _ in range(200):
        if file.exists():
            return file.read_text("utf-8").split("\0")[:-1]
        time.sleep(0.05)
    raise AssertionError("Python was not started")


def test_calc_shows_sheets_names_and_buttons(console):
    """Calc finds the sheets, the named cells with their texts, and a shape for each button."""
    assert console.Sheets.ElementNames == SHEETS
    assert set(console.NamedRanges.ElementNames) >= {
        *SETTINGS,
        *STATUS,
        *(f"qa_text_{key}" for key in TEXTS),
    }
    assert shown(console, "qa_inbox") == "inbox"
    pages = [console.Sheets.getByIndex(sheet).DrawPage for sheet in (0, 1)]
    named = [page.getByIndex(place).Name for page in pages for place in range(page.Count)]
    assert named[0] == "QaRun"
    assert sorted(named) == sorted(button.macro for button in BUTTONS)


def test_every_action_starts_python_with_its_words(console, folder):
    """A button starts the configured interpreter on this very document, whatever the path holds, and says so at once."""
    for button in BUTTONS:
        run(console, f"QaButtons.{button.macro}")
        assert shown(console, "qa_message") == ""
        assert shown(console, "qa_state") == text("console.text_running")
        document = str(folder / "qa_workbook.xlsm")
        assert words_given(folder) == [
            "",
            "-P",
            "-m",
            "qa_workbook.host.calc_button",
            button.action,
            "--document",
            document,
        ]
        (folder / "python 3.words").unlink()


def test_of_two_rows_with_one_key_the_first_counts(console, folder):
    """The hidden sheet is read as init writes it: a second row with the same key changes nothing."""
    conf = console.Sheets.getByName("xlwings.conf")
    for row, key in enumerate(("Interpreter_Linux", "INTERPRETER_MAC"), 8):
        conf.getCellByPosition(0, row).String = key
        conf.getCellByPosition(1, row).String = "/nowhere/python"
    run(console, "QaButtons.QaHelp")
    assert "help" in words_given(folder)


def test_a_console_under_another_name_works(office, folder):
    """Two workspaces can be open at once: Excel wants different names, and no button minds."""
    python, file = str(folder / "python 3"), folder / "质检二组.xlsm"
    write_console(file, shipped_schemes(), interpreters={"Linux": python, "Mac": python})
    document = opened(office, file)
    be_patient(document, 0)
    run(document, "QaButtons.QaBuild")
    assert words_given(folder)[-1] == str(file)
    document.close(True)


def test_code_beside_the_workbook_is_not_used(console, folder):
    """Whoever can put files beside the workbook can't have them run by a click."""
    (folder / "python" / "qa_workbook").mkdir(parents=True)
    run(console, "QaButtons.QaHelp")
    assert words_given(folder)[0] == ""  # PYTHONPATH


NO_PYTHON = ["", "/nowhere/python", "python", "bin/python", "/bin/sh", "/bin/sh python", "/usr/bin"]


@pytest.mark.parametrize("path", NO_PYTHON)
def test_what_is_no_python_is_one_sentence(office, folder, path):
    """Only the full path of a file that is called python is started; the status area says so."""
    file = folder / "qa_workbook.xlsm"
    write_console(file, shipped_schemes(), interpreters={"Linux": path, "Mac": path})
    document = opened(office, file)
    run(document, "QaButtons.QaBuild")
    assert shown(document, "qa_message") == text("console.text_no_interpreter")
    assert shown(document, "qa_state") == text("console.text_stopped")
    document.close(True)


def test_a_python_without_the_program_is_one_sentence(office, folder):
    """Where nothing shows itself in time the status area says so; it doesn't stay at "starting"."""
    python = folder / "python"
    python.symlink_to("/bin/false")
    file = folder / "qa_workbook.xlsm"
    write_console(file, shipped_schemes(), interpreters={"Linux": str(python), "Mac": str(python)})
    document = opened(office, file)
    be_patient(document, 1)
    run(document, "QaButtons.QaBuild")
    assert shown(document, "qa_message") == text("console.text_not_started")
    assert shown(document, "qa_state") == text("console.text_stopped")
    document.close(True)


COMMANDS = ["/x/python; touch {made} #", "/x/python$(touch {made})", "/x/python`touch {made}`"]
COMMANDS += [
    "/x/python' ; touch {made} '",
    '/x/python" ; touch {made} "',
    "/x/python\ntouch {made}",
]


@pytest.mark.parametrize("words", COMMANDS)
def test_a_cell_is_no_command(office, folder, words):
    """What stands in the interpreter's cell is a name and never a command line, even of a file."""
    made = folder.parent / "made"
    path = words.format(made="made").replace("/x", str(folder))
    with suppress(OSError):
        Path(path).write_text(FAKE_PYTHON, encoding="ascii")
    file = folder / "qa_workbook.xlsm"
    write_console(file, shipped_schemes(), interpreters={"Linux": path, "Mac": path})
    document = opened(office, file)
    be_patient(document, 0)
    run(document, "QaButtons.QaBuild")
    time.sleep(0.3)
    document.close(True)
    assert not made.exists() and not Path("made").exists()


def procedures() -> set[str]:
    sources = "\n".join(own_source(name) for name in SOURCES)
    return set(re.findall(r"(?:Sub|Function) (\w+)\(", sources))


def test_no_function_of_ours_runs_from_a_cell(console):
    """A formula reaches none of our procedures: a cell of a score sheet can't start anything."""
    names = procedures()
    assert {"QaRun", "Word", "TextOf", "CommandOf", "QaStart"} <= names
    cell = console.Sheets.getByIndex(0).getCellByPosition(20, 0)
    for name in sorted(names):
        for module in ("", "QAButtons.", "ThisWorkbook."):
            cell.setFormula(f'={(module + name).upper()}("x")')
            assert cell.getError() == UNKNOWN_NAME, name


@pytest.mark.parametrize("name", ["Quoted", "Octal", "QaRun", "QaStart", "Show", "CommandOf"])
def test_not_even_the_first_formula_runs_a_function(console, name):
    """Calc's first search for a name goes through modules that it leaves out later."""
    cell = console.Sheets.getByIndex(0).getCellByPosition(20, 0)
    cell.setFormula(f'={name.upper()}("x")')
    assert cell.getError() == UNKNOWN_NAME


def test_labels_follow_the_language(console):
    """Choosing en turns labels and messages of the console into English."""
    sheet = console.Sheets.getByIndex(0)
    console.NamedRanges.getByName("qa_language").getReferredCells().getCellByPosition(
        0, 0
    ).String = "en"
    console.calculateAll()
    assert sheet.getCellRangeByName("B1").String == text("console.title", "en")
    assert shown(console, "qa_text_running") == text("console.text_running", "en")


def test_links_fit_on_the_small_screen(console):
    """Everything down to the last link lies within 1366 × 768 less what Calc itself needs (at 96 dots per inch)."""
    for place, name in enumerate(("qa_links", OTHER_LINKS)):
        sheet = console.Sheets.getByIndex(place)
        links = console.NamedRanges.getByName(name).getReferredCells().RangeAddress
        last = sheet.getCellByPosition(6, links.StartRow + LINK_ROWS - 1)
        pixels = [
            size / 2540 * 96
            for size in (last.Position.X + last.Size.Width, last.Position.Y + last.Size.Height)
        ]
        assert pixels[0] < 1300 and pixels[1] < 600
