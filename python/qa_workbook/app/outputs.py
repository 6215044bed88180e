"""Where a use case may write."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qa_workbook.errors import OutputHere
from qa_workbook.workspace import Workspace


def protected(workspace: Workspace, out: Path, inputs: Sequence[Path] = ()) -> Path:
    """Returns `out` made absolute.

    Raises OutputHere where writing it would harm what others own: inputs, records, config.
    """
    target = out.resolve()
    kept = [workspace.root / "data", workspace.root / "config", *inputs]
    inside = any(target == place.resolve() or place.resolve() in target.parents for place in kept)
    if inside or (target.exists() and workspace.inbox.resolve() in target.parents):
        raise OutputHere(path=out)
    return target
