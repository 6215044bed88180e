"""What the shell offers behind a command: the schemes and forms of the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from qa_workbook.errors import QaWorkbookError

if TYPE_CHECKING:
    from qa_workbook.workspace import Workspace


def schemes_and_forms(context: typer.Context, begun: str) -> list[tuple[str, str]]:
    """Returns id and name of what has a blank sheet and begins so; nothing in a faulty config."""
    try:
        config = _workspace(context).load()
    except QaWorkbookError:
        return []
    names = {scheme.id: scheme.name.say("zh") for scheme in config.schemes.schemes}
    names |= {form.id: form.name.say("zh") for form in config.forms.forms}
    return [(id_, name) for id_, name in names.items() if id_.startswith(begun)]


def exports(context: typer.Context, begun: str) -> list[str]:
    """Returns what can be exported and begins so."""
    from qa_workbook.app.export import TABLES

    try:
        forms = [form.id for form in _workspace(context).load().forms.inbox]
    except QaWorkbookError:
        forms = []
    return [name for name in (*TABLES, *forms) if name.startswith(begun)]


def _workspace(context: typer.Context) -> Workspace:
    from qa_workbook.workspace import Workspace

    above = context.parent.params if context.parent else {}
    folder = context.params.get("workspace") or above.get("workspace")
    return Workspace(folder or Path())
