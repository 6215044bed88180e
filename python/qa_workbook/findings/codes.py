"""Every code a finding can have: how bad it is, what it falls on, and the names of its details.

This is the one table to add a code to. Its sentences go into labels/finding.yaml, the tiny bad file
that gives it into tests/findings/bad_files.py; `make generated` renews docs/findings.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, cast

from qa_workbook.grids.grid import CellError

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""Worst first: the order in which findings are counted and listed everywhere."""

Mend = Literal["", "number", "text", "swap"]
"""How a finding can be mended without asking: write what was read, or swap number and name."""

Target = Literal["file", "sheet", "label", "heading", "rows", "row", "cell", "roster", "merge"]
"""What a finding falls on, and with it what an error keeps out.

file            the whole file
sheet           the sheet
label           a label above the header, or its value: the sheet
heading         a heading, or the place where one is missing: the sheet
rows            cells of one column in many rows, told as one finding: those rows
row, cell       several cells, or one cell, of a data row: the row
roster          config/roster.*: nothing
merge           a row as the records compare it with those of other sheets (contract 3.3)
"""


@dataclass(frozen=True)
class Code:
    """One kind of finding. `details` are what its sentences may name beside value, cell and column.

    The detail `technical` is in no sentence: it is what a reader of files says itself, for the log.
    """

    name: str
    severity: Severity
    targets: tuple[Target, ...]
    details: tuple[str, ...]
    is_of_block: bool = False
    """Whether rows below one another are one fault though their values differ, as of a block that
    was pasted twice.
    """
    mend: Mend = ""
    """What the detail `read` may be written into the cell as, for nothing but how it is written is
    wrong with it; "" where a person has to decide.
    """
    is_returned: bool = True
    """Whether a file with this finding goes back to whoever filled it in."""


def _code(
    name: str,
    severity: Severity,
    targets: str,
    details: str = "",
    *,
    is_of_block: bool = False,
    mend: Mend = "",
) -> Code:
    found = cast("tuple[Target, ...]", tuple(targets.split()))
    returned = name not in _NOT_RETURNED
    return Code(name, severity, found, tuple(details.split()), is_of_block, mend, returned)


_NOT_RETURNED = frozenset(
    [
        "file-skipped",
        "own-output",
        "folder-unreadable",
        "copy-came-back",
        "copy-passed-over",
        "cell-changed",
        "row-new",
        "row-gone",
    ]
)
"""What nobody has to mend in the file itself: it is no score sheet, or in order."""


_TABLE = (
    # --- files
    _code("file-empty", "error", "file"),
    _code("file-encrypted", "error", "file"),
    _code("file-unreadable", "error", "file", "why technical"),
    _code("row-invalid-ignored", "info", "cell"),
    _code("validity-unclear", "error", "cell"),
    _code("row-nameless", "error", "row"),
    _code("status-unclear", "warning", "rows"),
    _code("row-called-void", "warning", "cell"),
    _code("rows-not-scored", "info", "rows"),
    _code("group-row-ignored", "info", "cell"),
    _code("example-row-ignored", "info", "cell"),
    _code("full-mark-row-ignored", "info", "cell"),
    _code("remark-example", "warning", "cell"),
    _code("comment-void", "warning", "cell"),
    _code("comment-differs", "warning", "cell"),
    _code("remark-void", "warning", "cell"),
    _code("rows-struck", "warning", "rows"),
    _code("heading-merged", "error", "heading", "names"),
    _code("heading-decorated", "info", "heading", "names"),
    _code("heading-points", "warning", "heading", "stated full"),
    _code("second-table", "info", "heading"),
    _code("rows-of-second-table", "error", "rows"),
    _code("second-scheme", "error", "heading", "other"),
    _code("labels-between-rows", "warning", "label", "name"),
    _code("side-table", "info", "heading"),
    _code("merged-filled-down", "info", "rows"),
    _code("date-of-group", "info", "rows"),
    _code("merged-unclear", "error", "rows"),
    _code("file-kills-reader", "error", "file"),
    _code("file-too-slow", "error", "file", "limit"),
    _code("folder-unreadable", "error", "file", "why technical"),
    _code("file-unsupported", "error", "file"),
    _code("file-skipped", "info", "file"),
    _code("own-output", "info", "file"),
    _code("file-too-large", "error", "file", "limit"),
    _code("no-score-sheet", "error", "file", "sheets why"),
    # --- copies that were sent back
    _code("copy-came-back", "info", "file", "original changed"),
    _code("copy-passed-over", "info", "file", "other_file"),
    _code("copies-differ", "error", "file", "others"),
    _code("copy-unknown", "warning", "file"),
    _code("copy-of-other", "warning", "file", "original"),
    _code("cell-changed", "info", "cell", "old new"),
    _code("row-new", "info", "row"),
    _code("row-gone", "info", "sheet"),
    # --- sheets
    _code("sheet-unreadable", "error", "sheet", "why technical"),
    _code("sheet-too-large", "error", "sheet"),
    _code("csv-quote-open", "error", "sheet"),
    _code("sheet-empty", "warning", "sheet"),
    _code("sheet-without-rows", "warning", "sheet"),
    _code("sheet-name-unknown", "warning", "sheet", "expected"),
    _code("sheet-passed-over", "warning", "sheet"),
    _code("sheet-hidden", "warning", "sheet"),
    _code("layout-ambiguous", "error", "sheet", "known"),
    _code("layout-nearly-fits", "error", "sheet", "layout expected near"),
    _code("sheet-beside-layout", "info", "sheet"),
    _code("cell-not-understood", "warning", "heading"),
    _code("item-line-missing", "error", "cell heading", "item"),
    _code("item-line-doubled", "error", "cell heading", "item"),
    _code("item-line-unknown", "warning", "cell heading", "item"),
    _code("mark-without-item", "warning", "cell heading"),
    _code("marks-without-recording", "error", "cell heading"),
    _code("header-not-found", "error", "sheet", "limit"),
    _code("scheme-missing", "warning", "label", "scheme"),
    _code("scheme-undetermined", "error", "label", "known why"),
    _code("scheme-unknown", "error", "label", "nearest known"),
    _code("version-missing", "warning", "label", "scheme version"),
    _code("version-ambiguous", "error", "label", "scheme known"),
    _code("version-unknown", "error", "label", "scheme known"),
    _code("inspector-missing", "error", "label cell"),
    _code("inspector-from-sheet", "warning", "sheet"),
    _code("inspection-date-unreadable", "warning", "label cell"),
    _code("inspected-on-in-future", "warning", "label cell", "today"),
    _code("inspected-on-missing", "info", "label rows"),
    _code("label-doubled", "error", "label", "name first other"),
    _code("list-unknown", "error", "label"),
    _code("sample-unknown", "error", "label", "allowed"),
    _code("not-on-list", "warning", "sheet", "rows list"),
    _code("kept-apart", "info", "sheet", "purpose rows"),
    _code("date-system-1904", "info", "sheet"),
    _code("row-against-label", "warning", "rows", "label"),
    # --- columns
    _code("column-missing", "error", "heading", "expected"),
    _code("column-missing-optional", "warning", "heading", "expected"),
    _code("columns-moved", "info", "heading"),
    _code("column-renamed", "error", "heading", "nearest"),
    _code("column-renamed-ignored", "warning", "heading", "nearest"),
    _code("column-doubled", "error", "heading", "first"),
    _code("column-doubled-ignored", "warning", "heading", "first"),
    _code("column-unknown", "warning", "heading"),
    _code("column-without-heading", "warning", "rows heading"),
    _code("hidden-rows", "warning", "rows"),
    _code("hidden-columns", "warning", "rows"),
    _code("header-repeated", "info", "cell"),
    _code("total-row-ignored", "info", "cell"),
    _code("note-row-ignored", "info", "cell"),
    _code("total-overwritten", "info", "rows"),
    _code("total-differs", "warning", "cell", "ours"),
    _code("clause-points-differ", "error", "cell", "ours clause"),
    # --- numbers of recordings and agents
    _code("recording-taken-off", "error", "cell", "list"),
    _code("recording-missing", "error", "cell"),
    _code("agent-missing", "error", "cell", "why"),
    _code("agent-from-name", "info", "cell", "read"),
    _code("agent-with-name", "info", "cell", "read"),
    _code("agent-name-unclear", "error", "cell", "name"),
    _code("id-lost-digits", "error", "cell label"),
    _code("id-not-text", "error", "cell label"),
    _code("id-leading-zeros", "warning", "cell", "read", mend="text"),
    _code("id-full-width", "warning", "cell label", "read", mend="text"),
    _code("id-cleaned", "info", "cell label", "read signs", mend="text"),
    _code("id-spelling", "warning", "cell", "read where"),
    _code("id-zeros-differ", "warning", "cell", "other where"),
    _code("name-with-two-numbers", "warning", "cell", "name other where"),
    _code("agent-unknown", "warning", "cell", "nearest"),
    _code("agent-name-swapped", "warning", "cell", "read", mend="swap"),
    _code("name-disagrees", "error", "cell", "agent expected"),
    _code("name-differs", "warning", "cell", "agent expected"),
    _code("team-unknown", "warning", "cell", "nearest"),
    _code("team-disagrees", "warning", "cell", "agent expected"),
    _code("roster-unreadable", "warning", "roster", "why technical"),
    _code("roster-repeated", "warning", "roster"),
    # --- dates
    _code("date-missing", "error", "cell"),
    _code("date-unreadable", "error", "cell label"),
    _code("date-ambiguous", "error", "cell label"),
    _code("date-in-future", "error", "cell", "today"),
    _code("date-outside-period", "warning", "rows", "period"),
    _code("date-after-inspection", "warning", "rows", "inspected"),
    _code("date-before-version", "warning", "rows", "version"),
    _code("newer-version-exists", "warning", "rows", "newer version"),
    _code("date-serial", "warning", "cell label", "read"),
    _code("date-as-text", "warning", "cell label", "read"),
    _code("date-compact", "warning", "cell label", "read"),
    # --- marks
    _code("mark-missing", "error", "cell"),
    _code("row-without-marks", "error", "row"),
    _code("mark-out-of-range", "error", "cell", "allowed nearest"),
    _code("mark-off-step", "error", "cell", "allowed nearest"),
    _code("mark-not-a-number", "error", "cell", "allowed"),
    _code("mark-looks-like-fraction", "error", "cell", "allowed read"),
    _code("mark-as-text", "warning", "cell", "read", mend="number"),
    _code("mark-full-width", "warning", "cell", "read", mend="number"),
    _code("mark-with-unit", "warning", "cell", "read", mend="number"),
    _code("mark-percent", "warning", "cell", "read"),
    _code("not-applicable-refused", "error", "cell"),
    _code("nothing-applicable", "error", "cell"),
    _code("count-invalid", "error", "cell"),
    _code("count-implausible", "error", "cell", "limit"),
    _code("count-as-text", "warning", "cell", "read", mend="number"),
    _code("number-as-text", "warning", "cell label", "read", mend="number"),
    # --- other forms
    _code("form-header-not-found", "error", "sheet", "limit expected"),
    _code("label-missing", "error", "label"),
    _code("label-empty", "warning", "label"),
    _code("value-missing", "error", "cell"),
    _code("number-unreadable", "error", "cell label"),
    _code("duration-unreadable", "error", "cell label"),
    _code("number-not-whole", "error", "cell label"),
    _code("number-out-of-range", "error", "cell label", "lowest highest"),
    _code("month-unreadable", "error", "cell label"),
    _code("yes-no-unclear", "error", "cell label", "yes no"),
    _code("choice-unknown", "error", "cell label", "nearest allowed"),
    _code("day-too-early", "error", "cell", "other earliest"),
    _code("number-above-other", "error", "cell", "other most"),
    _code("day-in-future", "error", "cell label", "today"),
    _code("value-needed", "error", "cell", "other said"),
    _code("value-lacking", "error", "cell", "other excuses"),
    _code("value-unexpected", "error", "cell", "other said"),
    _code("value-ignored", "warning", "cell", "other said"),
    _code("value-repeated", "error", "cell", "others"),
    _code("value-against-number", "warning", "cell", "other number bound read"),
    _code("count-differs", "warning", "label", "other counted"),
    _code("row-repeated", "error", "cell", "first"),
    _code("rows-differ", "error", "cell", "others"),
    _code("row-of-faulty-group", "error", "cell", "faulty"),
    # --- any cell
    _code("formula-error", "error", "cell label"),
    _code("formula-not-calculated", "error", "cell label"),
    # --- sheets with a layout of their own
    _code("layout-header-missing", "error", "heading", "names"),
    _code("layout-column-missing", "error", "heading", "expected"),
    _code("label-differs", "warning", "heading", "first"),
    _code("full-mark-differs", "error", "cell", "full"),
    _code("lost-unclear", "error", "cell", "allowed"),
    _code("lost-not-a-number", "error", "cell", "allowed"),
    _code("lost-outside-scale", "error", "cell", "allowed"),
    _code("ticks-several", "error", "cell", "headings"),
    _code("tick-unclear", "error", "cell", "headings"),
    _code("answers-differ", "error", "cell", "first name"),
    # --- deductions, codes, points
    _code("deduction-not-a-number", "error", "cell", "highest"),
    _code("deduction-negative", "error", "cell", "positive"),
    _code("deduction-out-of-range", "error", "cell", "lowest highest"),
    _code("deduction-off-step", "error", "cell", "step"),
    _code("deduction-without-reason", "error", "cell"),
    _code("unknown-code", "warning", "cell", "known"),
    _code("code-without-deduction", "warning", "cell"),
    _code("fatal-unclear", "error", "cell", "named"),
    _code("fatal-without-code", "error", "cell", "known"),
    _code("code-without-fatal", "error", "cell", "codes"),
    _code("fatal-code-in-fatal-column", "info", "cell", "codes"),
    _code("round-unclear", "info", "cell"),
    _code("unknown-point", "warning", "cell", "nearest"),
    _code("point-of-other-item", "warning", "cell", "nearest"),
    _code("point-ambiguous", "warning", "cell"),
    _code("point-of-full-item", "warning", "cell", "item"),
    _code("point-of-inapplicable-item", "warning", "cell", "item"),
    _code("point-missing", "error", "cell", "item"),
    # --- breaches
    _code("clause-missing", "error", "cell"),
    _code("clause-unknown", "error", "cell", "nearest"),
    _code("aggravated-unclear", "error", "cell"),
    _code("aggravated-not-allowed", "error", "cell", "clause"),
    _code("registrar-missing", "error", "cell"),
    _code("basis-missing", "warning", "cell"),
    _code("recording-incomplete", "error", "cell", "faulty"),
    _code("dates-disagree", "error", "cell", "recording others"),
    # --- the same recording twice
    _code("duplicate-in-sheet", "error", "cell", "first", is_of_block=True),
    _code("repeated-without-basis", "error", "cell", "first", is_of_block=True),
    _code("conflicting-rows", "error", "cell", "others"),
    _code("duplicate-between-sheets", "warning", "cell", "where"),
    _code("two-inspectors", "warning", "cell", "inspector other where"),
    _code("inspectors-disagree", "warning", "cell", "recording inspector other other_value where"),
    # --- merge: what the records noticed when the sheets were merged (contract 3.3)
    _code("conflicting-sheets", "error", "merge", "other_file other_sheet other_row"),
    _code("recording-replaced", "info", "merge", "other_file other_sheet other_row changed"),
    _code("recording-withdrawn", "warning", "merge", "other_file"),
    _code("kept-earlier-version", "warning", "merge", "other_file"),
    _code("sheet-kept", "warning", "merge", "rows"),
    _code("other-periods", "info", "merge", "sheets errors warnings period"),
    _code("still-counted", "warning", "merge", "other_file rows"),
    _code("renamed-still-counted", "warning", "merge", "other_file rows"),
    _code("superseded-row", "info", "merge", "other_file other_sheet other_row"),
    # --- merge of other forms
    _code("conflicting-forms", "error", "merge", "other_file other_sheet other_row"),
    _code("row-replaced", "info", "merge", "other_file other_sheet other_row changed"),
    _code("row-withdrawn", "warning", "merge", "other_file"),
    _code("row-kept", "warning", "merge", "other_file"),
    _code("row-superseded", "info", "merge", "other_file other_sheet other_row"),
)

CODES: Mapping[str, Code] = MappingProxyType({code.name: code for code in _TABLE})
"""All codes by name, in the order of the table."""


def code_of_error(error: CellError) -> str:
    """Returns the code for a cell that holds an error value, or a formula without a result."""
    return "formula-error" if error.words else "formula-not-calculated"
