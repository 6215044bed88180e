"""Blank score sheets of the shipped schemes, kept under templates/ so that they can be handed out as they are.

`python -m qa_workbook.books.score_sheet.templates config/schemes templates` writes them anew.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from qa_workbook.books.score_sheet.sheet import write_score_sheet
from qa_workbook.forms.score_form import Entry
from qa_workbook.scheme.loader import load_schemes
from qa_workbook.scheme.model import Scheme


def template_names(scheme: Scheme) -> dict[str, Entry | None]:
    """Returns file name → entry of a scheme's blank sheets: a second one, by points, where either is allowed."""
    names: dict[str, Entry | None] = {f"{scheme.id}.xlsx": None}
    if scheme.sheet.entry == "either":
        names[f"{scheme.id}-points.xlsx"] = "points"
    return names


def blank_templates(folder: Path, schemes: Sequence[Scheme]) -> list[Path]:
    """Writes the blank sheets of `schemes` (one version each) into `folder`, always the same bytes."""
    written = []
    for scheme in schemes:
        for name, entry in template_names(scheme).items():
            write_score_sheet(folder / name, scheme, entry=entry)
            written.append(folder / name)
    return written


if __name__ == "__main__":
    known = load_schemes(Path(sys.argv[1]))[0]
    blank_templates(Path(sys.argv[2]), [known.latest(scheme) for scheme in known.ids])
