"""空白评分表: a blank score sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qa_workbook.app.outputs import protected
from qa_workbook.books.score_sheet.sheet import write_score_sheet
from qa_workbook.books.score_sheet.template import Head, Template
from qa_workbook.errors import UsageError
from qa_workbook.files import refuse_if_open, written
from qa_workbook.labels import text
from qa_workbook.scheme.policies import MOST_ROWS
from qa_workbook.workspace import Workspace


@dataclass(frozen=True)
class BlankSheet:
    """The blank sheet that is asked for: the id of its scheme, and what already stands on it.

    `rows` is the number of input rows, None for the number that the scheme says.
    """

    scheme: str
    inspector: str = ""
    day: date | None = None
    project: str = ""
    rows: int | None = None


def write_template(
    workspace: Workspace, wanted: BlankSheet, language: str, out: Path | None = None
) -> Path:
    """Writes a blank score sheet and returns its path.

    The scheme version is the one that holds on `wanted.day`, by default the newest. Raises
    UnknownScheme, UsageError for a number of rows that no sheet has, OutputLocked.
    """
    config = workspace.load()
    scheme = config.schemes.at(wanted.scheme, wanted.day) if wanted.day else None
    scheme = scheme or config.schemes.latest(wanted.scheme)
    rows = wanted.rows
    if rows is not None and not 1 <= rows <= MOST_ROWS:
        raise UsageError(what=text("cli.template_rows", language, rows=rows, most=MOST_ROWS))
    name = text("cli.template_name", language, scheme=scheme.id)
    file = protected(workspace, out or workspace.output / name)
    refuse_if_open(file)
    head = Head(wanted.inspector, wanted.day, wanted.project)
    template = Template(scheme, config.vocabulary, language, head, rows)
    with written(file) as beside:
        write_score_sheet(beside, template)
    return file
