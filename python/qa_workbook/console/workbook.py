"""qa_workbook.xlsm from text sources and the committed vbaProject.bin.

The same input gives the same bytes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from qa_workbook.books.cloth.style import ACCENT, ACCENT_SOFT, Styles, new_workbook
from qa_workbook.console import names
from qa_workbook.console.conf_sheet import write_conf
from qa_workbook.console.console_sheet import write_console_sheet
from qa_workbook.console.help_sheet import write_help
from qa_workbook.console.list_sheets import write_findings_sheet, write_log_sheet
from qa_workbook.console.names import CODE_NAMES, SHEET_MODULES, sheet_names
from qa_workbook.console.other_sheet import write_other_sheet
from qa_workbook.console.package import complete
from qa_workbook.console.page import Page
from qa_workbook.console.session_sheet import write_session_sheet
from qa_workbook.files import refuse_if_open, written
from qa_workbook.labels import text

# What the shipped workbook starts with; `personalise` puts in month and interpreter. The scheme
# is the first of the list.
DEFAULTS = {
    "qa_period": "",
    "qa_inbox": "inbox",
    "qa_scheme": "",
    "qa_output": "output",
    "qa_language": "zh",
    "qa_withdraw": "",
    "qa_seed": "",
}
_SYSTEMS = ("Win", "Mac", "Linux")


def write_console(
    path: Path,
    schemes: Sequence[str],
    settings: Mapping[str, str] | None = None,
    interpreters: Mapping[str, str] | None = None,
    forms: Sequence[str] = (),
) -> None:
    """Writes the console to `path`.

    `schemes` and `forms`, by name, fill the drop-downs, and the first of each is chosen; `settings`
    and `interpreters` (Win, Mac, Linux) replace the defaults. Raises OutputLocked.
    """
    values = {**DEFAULTS, "qa_scheme": next(iter(schemes), ""), **(settings or {})}
    language = values["qa_language"]
    paths = {system: (interpreters or {}).get(system, "") for system in _SYSTEMS}
    refuse_if_open(path)
    with tempfile.TemporaryDirectory() as folder, written(path) as beside:
        plain = Path(folder) / "console.xlsm"
        _write_plain(plain, values, paths, {"qa_schemes": schemes, "qa_forms": forms})
        complete(plain, beside, language)


def _write_plain(
    path: Path,
    values: dict[str, str],
    paths: dict[str, str],
    lists: Mapping[str, Sequence[str]],
) -> None:
    language = values["qa_language"]
    with new_workbook(path, title=text("console.title", language)) as book:
        styles = Styles(book)
        book.set_vba_name(CODE_NAMES[0])
        sheets = [book.add_worksheet(name) for name in sheet_names(language)]
        for sheet, code_name in zip(sheets, SHEET_MODULES, strict=True):
            sheet.set_vba_name(code_name)
            sheet.set_tab_color(ACCENT if sheet is sheets[0] else ACCENT_SOFT)
        console, other, findings, log, session, guide, conf = (
            Page(book, sheet, styles, language) for sheet in sheets
        )
        write_console_sheet(console, values)
        write_other_sheet(other, next(iter(lists["qa_forms"]), ""), values["qa_period"])
        write_findings_sheet(findings)
        write_log_sheet(log)
        write_session_sheet(session)
        write_help(guide)
        write_conf(conf, paths, lists)
        book.add_vba_project(str(names.VBA_PROJECT))
        sheets[0].activate()
