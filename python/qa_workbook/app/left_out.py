"""What the last build of a period refused: who reads its workbooks must know what isn't there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from qa_workbook.files import Together
from qa_workbook.numbers import Period
from qa_workbook.sheets import LeftOut, Sheet
from qa_workbook.workspace import Workspace


def left_out_of(sheets: Sequence[Sheet], kept: int, rejected: int, findings: Path) -> LeftOut:
    """Returns what is left out of a build.

    `kept` are the recordings of the period, from whatever build: the inbox may hold sheets of other
    periods, and those of this one may be filed.
    """
    refused = [sheet.file for sheet in sheets if sheet.rejected or sheet.rows_rejected]
    files = tuple(dict.fromkeys(refused))
    return LeftOut(kept + rejected, rejected, files, findings.name)


def remember(files: Together, workspace: Workspace, span: Period, left_out: LeftOut) -> None:
    """Keeps it for the workbooks of the period that are made later."""
    content = json.dumps(vars(left_out), ensure_ascii=False, sort_keys=True)
    files.add(left_out_file(workspace, span), first=True).write_text(content + "\n", "utf-8")


def remembered(workspace: Workspace, span: Period) -> LeftOut | None:
    """Returns what the last build of this very period left out; None where there was none."""
    try:
        content = json.loads(left_out_file(workspace, span).read_bytes())
        return LeftOut(
            int(content["read"]),
            int(content["rows"]),
            tuple(map(str, content["files"])),
            str(content["findings"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None  # as good as never built: the register says that it doesn't know


def left_out_file(workspace: Workspace, span: Period) -> Path:
    """Returns where it is kept what the last build of a period left out."""
    return workspace.root / "data" / "left-out" / f"{span.text}.json"
