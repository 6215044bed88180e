"""One list of buttons: what is added to it appears everywhere, without another edit."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from oletools.olevba import VBA_Parser
from test_console_in_calc import FAKE_PYTHON, be_patient, opened, run, shown, words_given

import xlwings_calc
from qa_workbook import host, labels
from qa_workbook.console import buttons, names, workbook
from qa_workbook.console.__main__ import main
from qa_workbook.console.buttons import BUTTONS, Button, button_of
from qa_workbook.console.names import HELP
from qa_workbook.console.vba_project import vba_project
from qa_workbook.host import calc_button, calc_click, run_button
from qa_workbook.host.outcome import Outcome
from qa_workbook.labels import LANGUAGES

WORDS = {"zh": "打个招呼", "en": "Say hello"}
CUSTOM_UI = "{http://schemas.microsoft.com/office/2009/07/customui}"


@pytest.fixture
def pretend(monkeypatch, tmp_path) -> Button:
    """A button that a newcomer adds: an entry, a function, its words; then `make workbook`."""
    button = Button("say_hello", icon="HappyFace", group="more")
    monkeypatch.setattr(buttons, "BUTTONS", (*BUTTONS, button))
    monkeypatch.setattr(
        host.buttons, "say_hello", lambda _click: Outcome(message="你好"), raising=False
    )
    for ending in ("", "_about", "_help"):
        monkeypatch.setitem(labels.entries("buttons"), f"say_hello{ending}", WORDS)
    project = tmp_path / "vbaProject.bin"
    project.write_bytes(vba_project())
    monkeypatch.setattr(names, "VBA_PROJECT", project)
    return button


@pytest.fixture
def console(pretend, tmp_path) -> Path:  # noqa: ARG001 - the button has to be there
    """A console with the pretended button, whose Python notes what it was asked to do."""
    python = tmp_path / "python 3"
    python.write_text(FAKE_PYTHON, encoding="ascii")
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    path = tmp_path / "qa_workbook.xlsm"
    interpreters = {"Linux": str(python), "Mac": str(python)}
    workbook.write_console(path, ["monitoring-10x4"], interpreters=interpreters)
    return path


def test_the_sheet_gets_its_shape(console):
    """The console shows the new button with its caption and its macro."""
    with zipfile.ZipFile(console) as package:
        drawing = package.read("xl/drawings/drawing1.xml").decode("utf-8")
    assert 'macro="[0]!QaSayHello"' in drawing
    assert "<a:t>打个招呼</a:t>" in drawing


def test_the_ribbon_gets_its_control(console):
    """The ribbon has it, with its icon, in its group."""
    with zipfile.ZipFile(console) as package:
        root = ET.fromstring(package.read("customUI/customUI14.xml"))
    [control] = [
        found for found in root.iter(f"{CUSTOM_UI}button") if found.get("id") == "QaSayHello"
    ]
    assert (control.get("imageMso"), control.get("label")) == ("HappyFace", "打个招呼")
    groups = {group.get("id"): list(group) for group in root.iter(f"{CUSTOM_UI}group")}
    assert control in groups["QaGroup_more"]


def test_the_help_explains_it(console):
    """The help sheet names it in both languages."""
    sheet = openpyxl.load_workbook(console)[HELP]
    terms = [row[1] for row in sheet.iter_rows(max_col=2, values_only=True)]
    assert WORDS["zh"] in terms and WORDS["en"] in terms


def test_the_macros_start_it(console):
    """VBA gets a macro, a case of the ribbon's callback and a constant command."""
    modules = {
        Path(name).stem: code for _, _, name, code in VBA_Parser(str(console)).extract_macros()
    }
    start = 'Public Sub QaSayHello()\r\n    ThisWorkbook.QaStart "say_hello"'
    assert start in modules["QaButtons"]
    assert 'Case "QaSayHello": QaSayHello' in modules["QaButtons"]
    assert "click('say_hello')" in modules["ThisWorkbook"]


def test_calc_may_ask_for_it(pretend, tmp_path, monkeypatch):
    """The launcher of Calc's clicks takes the new action and no other word."""
    document = str(tmp_path / "none.xlsm")
    monkeypatch.setattr(calc_click, "_start_keeper", lambda *_: None)
    monkeypatch.setattr(calc_click, "_PATIENCE", 0.1)
    monkeypatch.setenv("PATH", str(tmp_path))
    words = ["--document", document, "--profile", "file:///nowhere"]
    assert calc_button.main([pretend.action, *words]) == 4  # taken, but there is no office
    with pytest.raises(SystemExit):
        calc_button.main(["say_goodbye", *words])


@pytest.mark.calc
def test_a_click_in_calc_runs_its_function(office, console, tmp_path, pretend):
    """The macro starts Python with the action, and the action runs the function on the console."""
    document = opened(office, console)
    be_patient(document, 0)
    run(document, "QaButtons.QaSayHello")
    assert "say_hello" in words_given(tmp_path)
    xlwings_calc.connect(pipe=office.url.removeprefix("pipe,name="))
    xlwings_calc.caller_book(console).set_mock_caller()
    run_button.run_button(pretend.action)
    assert shown(document, "qa_message") == "你好"
    document.close(True)


@pytest.mark.parametrize("button", BUTTONS, ids=lambda button: button.action)
def test_every_button_has_its_words_and_function(button):
    """Caption, small line and help in both languages, and a function under the action's name."""
    for language in LANGUAGES:
        assert all((button.caption(language), button.about(language), button.help(language)))
    assert callable(getattr(host.buttons, button.action))
    assert button_of(button.action) is button


def test_a_button_without_words_stops_before_anything_is_written(monkeypatch):
    """Macros and console are written both or not at all, and the missing words are named."""
    pretended = (*BUTTONS, Button("unheard_of", icon="Help", group="more"))
    monkeypatch.setattr("qa_workbook.console.__main__.BUTTONS", pretended)
    before = names.VBA_PROJECT.read_bytes()
    with pytest.raises(SystemExit, match="unheard_of: caption"):
        main()
    assert names.VBA_PROJECT.read_bytes() == before
