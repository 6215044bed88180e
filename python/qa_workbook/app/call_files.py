"""The call list that lies in the workspace's own folder, and the sample that is drawn from it."""

from __future__ import annotations

import secrets
from pathlib import Path

from qa_workbook.app.sample_draw import AlreadyDrawnError, DrawReport, WantedDraw, draw_sample
from qa_workbook.errors import UsageError
from qa_workbook.numbers import Period, period
from qa_workbook.workspace import Workspace

SUFFIXES = (".csv", ".parquet", ".xlsx", ".xlsm", ".xls", ".ods")
_BYTES_OF_SEED = 8
_MOST_NAMED = 5


class NoCallFileError(UsageError):
    """There is no call list in the folder. Needs `path`."""

    label = "host.no_call_file"


class ManyCallFilesError(UsageError):
    """Nobody can tell which of several call lists is meant. Needs `path`, `period` and `names`."""

    label = "host.many_call_files"


def call_file(folder: Path, span: Period) -> Path:
    """Returns the call list of a folder; of several the one with the period in its name.

    Raises NoCallFileError, ManyCallFilesError.
    """
    there = sorted(folder.iterdir()) if folder.is_dir() else []
    files = [one for one in there if one.is_file() and one.suffix.lower() in SUFFIXES]
    files = [one for one in files if not one.name.startswith(("~$", "."))]
    if len(files) == 1:
        return files[0]
    if not files:
        raise NoCallFileError(path=folder)
    month = f"{span.first:%Y-%m}"
    for said in (span.text, month):
        named = [one for one in files if said in one.stem]
        if len(named) == 1:
            return named[0]
    names = "、".join(one.name for one in files[:_MOST_NAMED])
    raise ManyCallFilesError(path=folder, period=month, names=names)


def draw_from_folder(
    workspace: Workspace, period_text: str, scheme: str, seed: str, language: str
) -> DrawReport:
    """Draws from the call list in the workspace's folder of them.

    Without a seed the sample of that period and scheme is given again, or, where there is none, a
    seed is made that nobody could have chosen. Raises as `call_file` and `draw_sample` do.
    """
    file = call_file(workspace.calls, period(period_text))

    def drawn(chosen: str) -> DrawReport:
        wanted = WantedDraw(file, period_text, chosen, scheme=scheme)
        return draw_sample(workspace, wanted, language)

    if seed:
        return drawn(seed)
    try:
        return drawn(secrets.token_hex(_BYTES_OF_SEED))
    except AlreadyDrawnError as known:
        return drawn(str(known.details["seed"]))
