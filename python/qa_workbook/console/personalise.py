"""The console of one workspace: its interpreter; a new one with period, schemes and forms."""

from __future__ import annotations

import re
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import yaml

from qa_workbook.books.cloth.characters import UNSTORABLE
from qa_workbook.console import buttons
from qa_workbook.console.calc_saved import restore
from qa_workbook.console.names import CONF
from qa_workbook.console.saved_console import replace_parts, sheet_parts
from qa_workbook.console.workbook import write_console
from qa_workbook.errors import QaWorkbookError
from qa_workbook.files import refuse_if_open
from qa_workbook.labels import YAML_LOADER

_SYSTEM = {"win32": "Win", "cygwin": "Win", "darwin": "Mac"}
_UNSTORABLE = re.compile(f"[{UNSTORABLE}]")


class NotAConsoleError(QaWorkbookError):
    """The workbook has no sheet xlwings.conf with a row for the interpreter. Needs `path`."""

    label = "console.not_a_console"


def personalise(xlsm: Path, interpreter: Path, period: str, language: str = "zh") -> None:
    """Makes the console at `xlsm`, or, where there is one, sets only the interpreter in it.

    A new one is rebuilt from the same sources as the shipped workbook, with the schemes of its
    workspace; an existing one keeps what its user typed. Raises OutputLocked, NotAConsoleError.
    """
    key = _SYSTEM.get(sys.platform, "Linux")
    if xlsm.exists():
        _set_interpreter(xlsm, f"Interpreter_{key}", str(interpreter))
        restore(xlsm)
        return
    config = xlsm.parent / "config"
    schemes = scheme_names(config / "schemes", language)
    forms = form_names(config / "forms", language)
    settings = {"qa_period": period, "qa_language": language}
    write_console(xlsm, schemes, settings, {key: str(interpreter)}, forms)


def scheme_names(folder: Path, language: str) -> list[str]:
    """Returns the names of the schemes of a folder, monitoring first, each once."""
    files = sorted(folder.glob("*.yaml"), key=lambda file: (not _monitors(file), file.name))
    return _names(files, language)


def form_names(folder: Path, language: str) -> list[str]:
    """Returns the names of the forms of a folder: those with a button, others, then lists.

    Lists (people, wages) are forms that stand in the config and not in the inbox.
    """
    order = [button.form for button in buttons.BUTTONS if button.form]

    def rank(file: Path) -> tuple[bool, int, str]:
        known = order.index(file.stem) if file.stem in order else len(order)
        return _declared(file).get("place") == "config", known, file.name

    return _names(sorted(folder.glob("*.yaml"), key=rank), language)


def _names(files: Iterable[Path], language: str) -> list[str]:
    """Returns what is declared in some files, by name.

    Where two have the same name their ids tell them apart. What can't be read is named after its
    file: a console is no place to tell what is wrong there.
    """
    known = dict.fromkeys(_id_and_name(file, language) for file in files)
    often = Counter(name for _, name in known)
    return list(dict.fromkeys(id_ if often[name] > 1 else name for id_, name in known))


def _monitors(file: Path) -> bool:
    return file.name.startswith("monitoring")


def _id_and_name(file: Path, language: str) -> tuple[str, str]:
    declared = _declared(file)
    id_, name = declared.get("id"), declared.get("name")
    if isinstance(name, dict):
        name = name.get(language)
    return (str(id_), str(name)) if id_ and name else (file.stem, file.stem)


def _declared(file: Path) -> dict[str, Any]:
    """Returns what a file of the config says; nothing where it can't be read."""
    try:
        found = yaml.load(file.read_text("utf-8"), Loader=YAML_LOADER)  # noqa: S506
    except (OSError, ValueError, yaml.YAMLError):
        return {}
    return found if isinstance(found, dict) else {}


def _set_interpreter(xlsm: Path, key: str, value: str) -> None:
    """Changes one cell of xlwings.conf and nothing else."""
    row, found = _row_of(xlsm, key)
    if found == value:
        return
    refuse_if_open(xlsm)
    with zipfile.ZipFile(xlsm) as package:
        part = sheet_parts(package)[CONF]
        sheet = package.read(part).decode("utf-8")
    replace_parts(xlsm, {part: _with_text(sheet, row, value).encode("utf-8")})


def _row_of(xlsm: Path, key: str) -> tuple[int, str]:
    """Returns the row of a key of xlwings.conf, and its value."""
    book = openpyxl.load_workbook(xlsm, read_only=True)
    try:
        rows = (
            list(book[CONF].iter_rows(max_col=2, values_only=True))
            if CONF in book.sheetnames
            else []
        )
    finally:
        book.close()
    for number, (name, value) in enumerate(rows, 1):
        if str(name).upper() == key.upper():
            return number, str(value or "")
    raise NotAConsoleError(path=xlsm)


def _with_text(sheet: str, row: int, value: str) -> str:
    """Returns the sheet's XML with `value` as text in column B of `row`.

    The cell keeps its style.
    """
    words = escape(_UNSTORABLE.sub("", value))
    content = f't="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'
    attributes = r'((?: (?!t=)[\w:]+="[^"]*")*?)'
    there = re.compile(
        rf'<c r="B{row}"{attributes}(?: t="\w+")?{attributes}\s*(?:/>|>.*?</c>)', re.DOTALL
    )
    changed, count = there.subn(
        lambda found: f'<c r="B{row}"{found[1]}{found[2]} {content}', sheet, count=1
    )
    if count:
        return changed
    before = re.compile(rf'<c r="A{row}"(?:[^>]*/>|[^>]*[^/]>.*?</c>)', re.DOTALL)
    return before.sub(lambda found: f'{found[0]}<c r="B{row}" {content}', sheet, count=1)
