"""Why a sheet is passed over, in words."""

from __future__ import annotations

from qa_workbook.adopt.asking import said
from qa_workbook.adopt.found import Looked
from qa_workbook.adopt.header import find_header
from qa_workbook.config.base import Text
from qa_workbook.forms.text_cells import blank
from qa_workbook.forms.vocabulary import normal


def reason_of(looked: Looked) -> Text:
    """Returns why nothing is read from a sheet."""
    name = normal(looked.sample.sheet)
    if all(blank(cell) for cells in looked.rows for cell in cells):
        return said("passed.empty")
    known = [word for word in looked.words.no_scores if normal(word) in name]
    if known:
        return said("passed.named", word=known[0])
    header = find_header(looked)
    if header is None:
        return said("passed.no_header")
    keys = {looked.names.meaning(levels[-1]).key for levels in header.levels.values()}
    statistics = looked.names.words_of("statistics")
    if any(normal(levels[-1]) in statistics for levels in header.levels.values()):
        return said("passed.summary")
    return said("passed.no_items" if keys & {"agent", "name"} else "passed.no_header")
