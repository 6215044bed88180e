"""Blank score sheets of the shipped schemes, kept under templates/ to be handed out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qa_workbook.books.score_sheet.sheet import write_score_sheet
from qa_workbook.books.score_sheet.template import Template
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.scheme.model import Scheme


def template_files(scheme: Scheme, vocabulary: Vocabulary) -> dict[str, Template]:
    """Returns file name → template of a scheme's blank sheets.

    There is a second one, by points, where a sheet may be filled by items or by points.
    """
    files = {f"{scheme.id}.xlsx": Template(scheme, vocabulary)}
    if scheme.sheet.entry == "either":
        files[f"{scheme.id}-points.xlsx"] = Template(scheme, vocabulary, entry="points")
    return files


def write_blank_sheets(
    folder: Path, schemes: Sequence[Scheme], vocabulary: Vocabulary
) -> list[Path]:
    """Writes the blank sheets of schemes, one version each; always the same bytes."""
    written = []
    for scheme in schemes:
        for name, template in template_files(scheme, vocabulary).items():
            write_score_sheet(folder / name, template)
            written.append(folder / name)
    return written
