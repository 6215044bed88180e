"""Names that the workbook, its VBA and the Python behind the buttons agree on."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from qa_workbook.labels import LANGUAGES, text

CONF = "xlwings.conf"
_TABS = ("console", "other", "findings", "log", "calibration", "help")


def sheet_names(language: str) -> tuple[str, ...]:
    """Returns the names of the sheets of a console that was made in a language."""
    return (*(text(f"console.tab_{key}", language) for key in _TABS), CONF)


SHEETS = sheet_names("zh")
CONSOLE, OTHER, FINDINGS, LOG, CALIBRATION, HELP = SHEETS[:-1]


class SheetNames(Protocol):
    """What tells whether a workbook has a sheet: its sheets, or a list of their names."""

    def __contains__(self, name: str, /) -> bool: ...


def sheet_called(name: str, there: SheetNames) -> str:
    """Returns what the sheet `name` of SHEETS is called among the sheets `there`.

    A console keeps the names that it was made with, whatever language is chosen in it later.
    Raises KeyError where there is none.
    """
    place = SHEETS.index(name)
    for language in LANGUAGES:
        if sheet_names(language)[place] in there:
            return sheet_names(language)[place]
    raise KeyError(name)


SHEET_MODULES = (
    "QaConsoleSheet",
    "QaOtherSheet",
    "QaFindingsSheet",
    "QaLogSheet",
    "QaCalibrationSheet",
    "QaHelpSheet",
    "QaConfSheet",
)
CODE_NAMES = ("ThisWorkbook", *SHEET_MODULES)

SETTINGS = (
    "qa_period",
    "qa_inbox",
    "qa_scheme",
    "qa_output",
    "qa_language",
    "qa_withdraw",
    "qa_seed",
)
SESSION = ("qa_session_day", "qa_session_lead", "qa_session_late")
"""The single cells of the sheet of a calibration session."""
STATUS = ("qa_state", "qa_progress", "qa_last_run", "qa_counts", "qa_message", "qa_links")
OTHER_LINKS = "qa_other_links"
"""The links of the sheet 其他业务, which shows the status too."""
FORM = "qa_form"
"""The form whose blank sheet is asked for, on the sheet 其他业务."""
LINK_ROWS = 6
TEXTS = (
    "ready",
    "running",
    "stopped",
    "failed",
    "not_started",
    "not_saved",
    "in_cloud",
    "unsafe_name",
    "no_interpreter",
    "no_script",
    "not_on_windows",
)

# The committed VBA project, made by `make workbook`.
VBA_PROJECT = Path(__file__).with_name("vbaProject.bin")

# Rows of the headings of the two lists (1-based); data begins below.
FINDINGS_HEADER_ROW = 5
LOG_HEADER_ROW = 3
# The sheet of a calibration session: recordings in the first column, inspectors in the second.
SESSION_HEADER_ROW = 8
SESSION_ROWS = 40
