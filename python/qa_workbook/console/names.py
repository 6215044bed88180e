"""Names that the workbook, its VBA and the Python behind the buttons agree on."""

from __future__ import annotations

from pathlib import Path

CONSOLE, FINDINGS, LOG, HELP, CONF = "控制台", "校验结果", "运行记录", "使用说明", "xlwings.conf"
SHEETS = (CONSOLE, FINDINGS, LOG, HELP, CONF)

SHEET_MODULES = ("QaConsoleSheet", "QaFindingsSheet", "QaLogSheet", "QaHelpSheet", "QaConfSheet")
CODE_NAMES = ("ThisWorkbook", *SHEET_MODULES)

SETTINGS = ("qa_period", "qa_inbox", "qa_scheme", "qa_output", "qa_language", "qa_withdraw")
STATUS = ("qa_state", "qa_progress", "qa_last_run", "qa_counts", "qa_message", "qa_links")
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
