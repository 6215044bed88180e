"""The console in a real Calc: it opens, every module compiles, and a button starts exactly what it should."""

from __future__ import annotations

import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qa_workbook.console.__main__ import shipped_schemes
from qa_workbook.console.buttons import BUTTONS
from qa_workbook.console.names import LINK_ROWS, SETTINGS, SHEETS, STATUS, TEXTS
from qa_workbook.console.workbook import write_console
from qa_workbook.labels import text
from xlwings_calc.connection import Office, properties, uno_module

pytestmark = pytest.mark.calc
ALWAYS_RUN_MACROS = 4
AWKWARD = "工作 区'引\"号 & $HOME %41 (1) `x` ;#[a] 😀"
FAKE_PYTHON = '#!/bin/sh\nfor word in "$PYTHONPATH" "$@"; do printf "%s\\n" "$word"; done > "$0.tmp"; mv "$0.tmp" "$0.words"\n'


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
    yield document
    document.close(True)


def words_given(folder: Path) -> list[str]:
    file = folder / "python 3.words"
    for _ in range(200):
        if file.exists():
            return file.read_text("utf-8").splitlines()
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
    assert shown(console, "qa_period") == "2026-10"
    page = console.Sheets.getByIndex(0).DrawPage
    assert [page.getByIndex(place).Name for place in range(page.Count)] == [
        button.macro for button in BUTTONS
    ]


def test_every_action_starts_python_with_its_words(console, folder):
    """A button starts the configured interpreter on this very document, whatever the path holds, and says so at once."""
    for button in BUTTONS:
        run(console, f"QaButtons.{button.macro}")
        assert shown(console, "qa_state") == text("console.text_running")
        document = str(folder / "qa_workbook.xlsm")
        assert words_given(folder) == [
            "",
            "-m",
            "qa_workbook.host.calc_button",
            button.action,
            "--document",
            document,
        ]
        (folder / "python 3.words").unlink()


def test_the_code_beside_the_workbook_is_used(console, folder):
    """In a checkout the package beside the workbook comes first."""
    (folder / "python" / "qa_workbook").mkdir(parents=True)
    run(console, "QaButtons.QaHelp")
    assert words_given(folder)[0] == str(folder / "python")


@pytest.mark.parametrize("path", ["", "/nowhere/python"])
def test_a_missing_interpreter_is_one_sentence(office, folder, path):
    """Without an interpreter the status area says what to do."""
    file = folder / "qa_workbook.xlsm"
    write_console(file, shipped_schemes(), interpreters={"Linux": path, "Mac": path})
    document = opened(office, file)
    run(document, "QaButtons.QaBuild")
    assert shown(document, "qa_message") == text("console.text_no_interpreter")
    assert shown(document, "qa_state") == text("console.text_stopped")
    document.close(True)


def test_a_cell_is_no_command(office, folder):
    """What stands in the interpreter's cell is a name and never a command line."""
    file, made = folder / "qa_workbook.xlsm", folder.parent / "made"
    write_console(
        file,
        shipped_schemes(),
        interpreters={"Linux": f"sh; touch {made} #", "Mac": f"$(touch {made})"},
    )
    document = opened(office, file)
    run(document, "QaButtons.QaBuild")
    time.sleep(0.3)
    document.close(True)
    assert not made.exists()


def test_labels_follow_the_language(console):
    """Choosing en turns labels and messages of the console into English."""
    sheet = console.Sheets.getByIndex(0)
    console.NamedRanges.getByName("qa_language").getReferredCells().getCellByPosition(
        0, 0
    ).String = "en"
    console.calculateAll()
    assert sheet.getCellRangeByName("B1").String == text("console.title", "en")
    assert shown(console, "qa_text_running") == text("console.text_running", "en")


@pytest.mark.parametrize(
    "word", ["a/b-c_9.Z", "质检", "😀", "'\"$`\\ \n\t;&|<>*?[]#~!%", "-n", "\\0101", "é߿ࠀ￼"]
)
def test_the_shell_gets_any_word_as_it_is(console, word):
    """What QaWord makes of a text is ASCII without an apostrophe, and the shell turns it back into the same text."""
    quoted = run(console, "QaCalc.QaWord", word)
    assert quoted.isascii() and "'" not in quoted and "\n" not in quoted
    done = subprocess.run(
        ["/bin/sh", "-c", f"printf %s:end {quoted}"], capture_output=True, check=True
    )
    assert done.stdout.decode("utf-8") == f"{word}:end"


def test_links_fit_on_the_small_screen(console):
    """Everything down to the last link lies within 1366 × 768 less what Calc itself needs (at 96 dots per inch)."""
    sheet = console.Sheets.getByIndex(0)
    links = console.NamedRanges.getByName("qa_links").getReferredCells().RangeAddress
    last = sheet.getCellByPosition(6, links.StartRow + LINK_ROWS - 1)
    pixels = [
        size / 2540 * 96
        for size in (last.Position.X + last.Size.Width, last.Position.Y + last.Size.Height)
    ]
    assert pixels[0] < 1300 and pixels[1] < 600
