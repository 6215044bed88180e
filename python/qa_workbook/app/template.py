"""空白评分表: a blank score sheet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from qa_workbook.app.outputs import protected
from qa_workbook.books.score_sheet.sheet import write_score_sheet
from qa_workbook.errors import UsageError
from qa_workbook.files import refuse_if_open, written
from qa_workbook.labels import text
from qa_workbook.scheme.policies import MOST_ROWS
from qa_workbook.workspace import Workspace


def write_template(
    workspace: Workspace,
    scheme_id: str,
    language: str,
    out: Path | None = None,
    inspector: str = "",
    day: date | None = None,
    project: str = "",
    rows: int | None = None,
) -> Path:
    """Writes a blank score sheet and returns its path.

    The scheme version is the one that holds on `day`, by default the newest.
    """
    schemes = workspace.load().schemes
    scheme = (day and schemes.at(scheme_id, day)) or schemes.latest(scheme_id)
    if rows is not None and not 1 <= rows <= MOST_ROWS:
        raise UsageError(what=text("cli.template_rows", language, rows=rows, most=MOST_ROWS))
    file = protected(
        workspace, out or workspace.output / text("cli.template_name", language, scheme=scheme.id)
    )
    refuse_if_open(file)
    with written(file) as beside:
        write_score_sheet(
            beside,
            scheme,
            language=language,
            inspector=inspector,
            date=day,
            project=project,
            rows=rows,
        )
    return file
