"""Why a sheet is passed over, in words."""

from __future__ import annotations

from qa_workbook.adopt.asking import said
from qa_workbook.adopt.found import Looked
from qa_workbook.adopt.header import find_header
from qa_workbook.config.base import Text
from qa_workbook.forms.text_cells import blank
from qa_workbook.forms.vocabulary import normal

_FARTHEST = 40


def reason_of(looked: Looked) -> Text:
    """Returns why nothing is read from a sheet."""
    name = normal(looked.sample.sheet)
    if all(blank(cell) for cells in looked.rows for cell in cells):
        return said("passed.empty")
    known = [word for word in looked.words.no_scores if normal(word) in name]
    if known:
        return said("passed.named", word=known[0])
    if is_summary(looked):
        return said("passed.summary")
    header = find_header(looked)
    if header is None:
        return said("passed.no_header")
    keys = {looked.names.meaning(levels[-1]).key for levels in header.levels.values()}
    return said("passed.no_items" if keys & {"agent", "name"} else "passed.no_header")


def is_summary(looked: Looked) -> bool:
    """Returns whether a row names several figures of many recordings: 抽检量, 平均分, 合格率."""
    statistics = looked.names.words_of("statistics")
    for row in range(min(len(looked.rows), _FARTHEST)):
        texts = [normal(looked.text(row, c)) for c in range(len(looked.rows[row]))]
        if sum(text in statistics for text in texts) > 1:
            return True
    return False
