"""The table of contents: which sheets there are, by scheme and kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from qa_workbook.books.analysis.page import AnalysisPage, SchemeSheets
from qa_workbook.books.cloth.page import Page


@dataclass(frozen=True)
class Contents:
    """`kinds` are the titles of the sheets by key, in their order; `sheets` the name of the sheet
    of a scheme (by number) and kind; `common` those that are of no scheme.
    """

    kinds: dict[str, str] = field(default_factory=dict)
    sheets: dict[tuple[int, str], str] = field(default_factory=dict)
    common: list[str] = field(default_factory=list)

    def row(self, scheme: SchemeSheets) -> list[tuple[str, str]]:
        """Returns title and sheet name of each kind for a scheme, "" for one it doesn't have."""
        return [
            (title, self.sheets.get((scheme.number, kind), ""))
            for kind, title in self.kinds.items()
        ]


def contents(pages: Sequence[Page]) -> Contents:
    """Returns the contents of a workbook of these pages; of a sheet in parts it has the first."""
    found = Contents()
    longest = max(_of_schemes(pages).values(), key=len, default=[])
    for page in [*longest, *(page for page in pages if isinstance(page, AnalysisPage))]:
        found.kinds.setdefault(page.key, page.title)
        found.sheets.setdefault((page.sheets.number, page.key), page.name)
    found.common.extend(page.name for page in pages if not isinstance(page, AnalysisPage))
    return found


def _of_schemes(pages: Sequence[Page]) -> dict[int, list[AnalysisPage]]:
    by_scheme: dict[int, list[AnalysisPage]] = {}
    for page in pages:
        if isinstance(page, AnalysisPage):
            by_scheme.setdefault(page.sheets.number, []).append(page)
    return by_scheme
