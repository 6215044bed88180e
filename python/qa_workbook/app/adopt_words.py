"""What is told of sheets to be adopted, by command line and console alike."""

from __future__ import annotations

from qa_workbook.app.adopt import Known
from qa_workbook.books.adoption.model import ReadSheet
from qa_workbook.books.adoption.words import sentence
from qa_workbook.labels import text


def known_words(known: Known, language: str) -> str:
    """Returns why nothing is proposed for a file."""
    key = "known_result" if known.is_result else "known_ours"
    if known.layout:
        key = "known_layout"
    return text(f"adopting.{key}", language, file=known.file, layout=known.layout)


def sheet_words(sheet: ReadSheet, language: str, *, is_open: bool = False) -> str:
    """Returns what was understood of a sheet; `is_open` as for `sentence`."""
    file, name = sheet.place
    where = f"{file} · {name}" if name else file
    words = sentence(sheet, language, is_open=is_open)
    return text("adopting.sheet", language, where=where, words=words)


def totals_words(compared: int, agreeing: int, language: str) -> str:
    """Returns how many totals of the sheets are what we compute."""
    return text("adopting.totals", language, compared=f"{compared:,}", agreeing=f"{agreeing:,}")
