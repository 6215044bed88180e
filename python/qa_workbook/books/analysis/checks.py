"""Sheet 核对: the main figures once more as live formulas over 明细 and the other sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qa_workbook.books.analysis.page import FIRST_ROW, Book, Page
from qa_workbook.books.cloth.columns import Placed
from qa_workbook.books.cloth.reconcile import Check, cells, write_checks
from qa_workbook.frames import MARK


@dataclass(frozen=True)
class Sources:
    """Where the recordings and the sums of other sheets lie."""

    detail: Placed
    items: Placed
    agents: Placed
    days: Placed


def write(book: Book, sheet: Any, analysis: Any, sources: Sources) -> None:
    """Writes the sheet; the verdict above the table says whether all agree."""
    page = Page(book, sheet, book.say("checks"), analysis)
    write_checks(page, FIRST_ROW, [*_totals(page, sources), *_items(page, sources)], book.say)
    page.finish(FIRST_ROW)
    sheet.fit_to_pages(1, 1)


def _totals(page: Page, sources: Sources) -> Iterator[Check]:
    say, metrics = page.say, page.analysis.metrics
    counted = f'{cells(sources.detail, "counted")},"{page.say("yes")}"'
    yield Check(say("recordings"), metrics["recordings"], f"=COUNTIFS({counted})")
    for name, placed in (("days", sources.days), ("agents", sources.agents)):
        label = say("check_sum", sheet=say(name), what=say("recordings"))
        yield Check(label, metrics["recordings"], f"=SUM({cells(placed, 'recordings')})")
    for key, column in (("mean_score", "raw"), ("mean_final", "final")):
        formula = f"=SUMIFS({cells(sources.detail, column)},{counted})/COUNTIFS({counted})"
        yield Check(say(key), metrics[key], formula, "score")
    defects = sum(agent["defects"] for agent in metrics["agents"])
    yield Check(say("defects"), defects, f"=SUMIFS({cells(sources.detail, 'defects')},{counted})")
    if "deduction" in sources.detail.columns:
        taken = sum(agent["error_deduction"] for agent in metrics["agents"])
        formula = f"=SUMIFS({cells(sources.detail, 'deduction')},{counted})"
        yield Check(say("error_deduction_sum"), taken, formula, "General")
    if "fatal" in sources.detail.columns:
        fatal = sum(agent["fatal"] for agent in metrics["agents"])
        formula = f'=COUNTIFS({cells(sources.detail, "fatal")},"{say("yes")}",{counted})'
        yield Check(say("fatal"), fatal, formula)


def _items(page: Page, sources: Sources) -> Iterator[Check]:
    """The defects of every item marked directly, when one version (and so one scale) scored all recordings."""
    analysis = page.analysis
    if analysis.detail["version"].nunique() > 1:
        return
    counted = f'{cells(sources.detail, "counted")},"{page.say("yes")}"'
    defective = dict(zip(analysis.items["id"], analysis.items["defective"], strict=True))
    for item in analysis.scheme.items:
        key = f"{MARK}{item.id}"
        if key not in sources.detail.columns or item.children:
            continue
        full = analysis.scheme.scale_of(item).full
        formula = f'=COUNTIFS({cells(sources.detail, key)},"<{full}",{counted})'
        label = page.say("check_item", item=item.name.say(page.book.language))
        yield Check(label, int(defective[item.id]), formula)
