"""The workbook of one result: its sheet and its rows."""

from __future__ import annotations

from pathlib import Path

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.style import new_workbook
from qa_workbook.books.form_results.page import LABELS, result_pages
from qa_workbook.form_results.model import FormResult


def write_result_book(
    path: Path, result: FormResult, language: str, *, live_up_to: int | None = None
) -> None:
    """Writes the workbook to `path`. Raises OutputLocked. Same input, same bytes."""
    with new_workbook(path, title=result.name, result=True) as workbook:
        book = ResultBook(workbook, LABELS, language)
        for page in result_pages(book, result, live_up_to=live_up_to):
            page.write()
