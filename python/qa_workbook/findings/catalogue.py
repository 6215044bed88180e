"""docs/findings.md, generated: `python -m qa_workbook.findings.catalogue` prints it."""

from __future__ import annotations

import sys

from qa_workbook.findings.codes import CODES, SEVERITIES, Code
from qa_workbook.labels import entries

_TITLES = {
    "error": "Errors 错误: the row (or the whole sheet) is kept out",
    "warning": "Warnings 警告: read, but look at it",
    "info": "Notes 提示: read, nothing to do",
}
_BEGINNING = """\
# Findings 检查结果

Every fault of a score sheet has a stable code, a severity, the cell (A1), the value found, a
sentence and a fix in Chinese and in English. An error on a row or a cell keeps the row out, an
error on a sheet, a label or a heading all its rows; warnings and notes keep nothing out. Equal
findings one below another are one line with a range. The codes are in
`python/qa_workbook/findings/codes.py`, their words in `python/qa_workbook/labels/finding.yaml`;
this page is generated from both.
"""
_TABLE = """\
| code | on | 含义 | meaning | 怎么改 | what to do |
|---|---|---|---|---|---|
"""


def catalogue_markdown() -> str:
    """Returns the reference of all findings as Markdown, worst first, in the order of the codes."""
    parts = [_BEGINNING]
    for severity in SEVERITIES:
        lines = [_line(code) for code in CODES.values() if code.severity == severity]
        parts.append(f"\n## {_TITLES[severity]}\n\n{_TABLE}{''.join(lines)}")
    return "".join(parts)


def _line(code: Code) -> str:
    words = entries("finding")[code.name]
    cells = [
        f"`{code.name}`",
        ", ".join(code.targets),
        words["about_zh"],
        words["about_en"],
        _with_marked_details(words["fix_zh"]),
        _with_marked_details(words["fix_en"]),
    ]
    line = " | ".join(cell.replace("|", "\\|") for cell in cells)
    return f"| {line} |\n"


def _with_marked_details(words: str) -> str:
    return words.replace("{", "‹").replace("}", "›")


if __name__ == "__main__":
    sys.stdout.write(catalogue_markdown())
