"""docs/findings.md, generated from the catalogue: `python -m qa_workbook.findings.catalogue` prints it."""

from __future__ import annotations

import sys

from qa_workbook.findings.finding import SEVERITIES, catalogue

_TITLES = {
    "error": "Errors 错误: the row (or the whole sheet) is kept out",
    "warning": "Warnings 警告: read, but look at it",
    "info": "Notes 提示: read, nothing to do",
}


def catalogue_markdown() -> str:
    """Returns the reference of all findings as Markdown, worst first, in the order of the catalogue."""
    lines = [
        "# Findings 检查结果",
        "",
        "Every fault of a score sheet has a stable code, a severity, the cell (A1), the value found, a sentence and a",
        "fix in Chinese and in English. An error on a row keeps that row out, an error on a sheet all its rows;",
        "warnings and notes keep nothing out. Equal findings one below another are one line with a range.",
        "The words are in `python/qa_workbook/labels/finding.yaml`;",
        "this page is generated from them.",
    ]
    for severity in SEVERITIES:
        lines += [
            "",
            f"## {_TITLES[severity]}",
            "",
            "| code | 含义 | meaning | 怎么改 | what to do |",
            "|---|---|---|---|---|",
        ]
        for code, entry in catalogue().items():
            if entry["severity"] == severity:
                cells = (
                    f"`{code}`",
                    entry["about_zh"],
                    entry["about_en"],
                    _plain(entry["fix_zh"]),
                    _plain(entry["fix_en"]),
                )
                lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _plain(words: str) -> str:
    return words.replace("{", "‹").replace("}", "›")


if __name__ == "__main__":
    sys.stdout.write(catalogue_markdown())
