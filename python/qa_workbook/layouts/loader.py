"""Reads a folder of layout files into a book; one faulty file does not hide the others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qa_workbook.config.document import yaml_files
from qa_workbook.config.strict import read_with_places
from qa_workbook.layouts.book import LayoutBook

if TYPE_CHECKING:
    from qa_workbook.config.faults import Fault, Places
    from qa_workbook.forms.vocabulary import Vocabulary
    from qa_workbook.layouts.model import Layout
    from qa_workbook.scheme.book import SchemeBook


def load_layouts(
    folder: Path, schemes: SchemeBook, vocabulary: Vocabulary
) -> tuple[LayoutBook, list[Fault]]:
    """Reads every YAML file of `folder`. A folder that isn't there is an empty book.

    Returns the book of all layouts without fault, and every fault by file and line.
    """
    files = yaml_files(folder)
    if not files:
        return LayoutBook(), []
    from qa_workbook.layouts.checks import check_layout, check_together
    from qa_workbook.layouts.model import Layout

    read: list[tuple[Layout, Places]] = []
    faults: list[Fault] = []
    for path in files:
        layout, found, places = read_with_places(path, Layout)
        if layout:
            places = places.worded_by("layouts")
            found = check_layout(layout, places, schemes, vocabulary)
        if layout and not found:
            read.append((layout, places))
        faults += found
    across = check_together(read)
    refused = {fault.file for fault in across}
    valid = tuple(layout for layout, places in read if places.file not in refused)
    return LayoutBook(valid), sorted(faults + across, key=lambda fault: (fault.file, fault.line))
