"""All layouts of a config, asked for by the sheets that they read.

Many a config has none: what layouts are made of is loaded where there is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from qa_workbook.forms.vocabulary import normal

if TYPE_CHECKING:
    from qa_workbook.grids.grid import Grid
    from qa_workbook.layouts.model import Layout
    from qa_workbook.layouts.nearly import Nearly


@dataclass(frozen=True)
class LayoutBook:
    """Every layout of a config, in the order of their ids."""

    layouts: tuple[Layout, ...] = ()

    @cached_property
    def _by_id(self) -> dict[str, Layout]:
        return {one.id: one for one in sorted(self.layouts, key=lambda one: one.id)}

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids in alphabetical order."""
        return tuple(self._by_id)

    def get(self, layout_id: str) -> Layout | None:
        """Returns a layout, or None if there is no such layout."""
        return self._by_id.get(layout_id)

    def of_sheet(self, grid: Grid, file: str) -> tuple[Layout, ...]:
        """Returns the layouts that a sheet of `file` fits best: none, one, or several that ask for
        equally many headings, so that nobody can tell which is meant.

        Layouts that are for parts of a sheet beside another one are none of them.
        """
        named = [one for one in self._by_id.values() if names_fit(one, file, grid.name)]
        if not named:
            return ()
        from qa_workbook.layouts.nearly import lacking_words, texts_of, wanted_words

        texts = texts_of(grid)
        fitting = [one for one in named if not lacking_words(wanted_words(one), texts)]
        parts = {other for one in fitting for other in one.beside}
        fitting = [one for one in fitting if one.id not in parts] or fitting
        most = max((len(wanted_words(one)) for one in fitting), default=0)
        return tuple(one for one in fitting if len(wanted_words(one)) == most)

    def nearest_of(self, grid: Grid, file: str) -> Nearly | None:
        """Returns the layout that a sheet of `file` has nearly all headings of, the one that lacks
        fewest; None if there is none.
        """
        named = [one for one in self._by_id.values() if names_fit(one, file, grid.name)]
        if not named:
            return None
        from qa_workbook.layouts.nearly import nearly, texts_of

        texts = texts_of(grid)
        found = [near for one in named if (near := nearly(one, grid, texts)) is not None]
        return min(found, key=lambda near: len(near.lacking), default=None)

    def parts(self, layout: Layout) -> tuple[Layout, ...]:
        """Returns a layout, and those that read the other parts of its sheets."""
        return (layout, *(self._by_id[other] for other in layout.beside if other in self._by_id))

    def passes_over(self, sheet: str, file: str) -> bool:
        """Returns whether a layout for such files says that it never reads a sheet of that name."""
        return any(
            _is_one_of(sheet, one.match.not_sheets, otherwise=False)
            and _is_one_of(PurePosixPath(file).name, one.match.files, otherwise=True)
            for one in self.layouts
        )


def names_fit(layout: Layout, file: str, sheet: str) -> bool:
    """Returns whether the names of a file and a sheet are those that a layout is for."""
    match = layout.match
    return (
        _is_one_of(PurePosixPath(file).name, match.files, otherwise=True)
        and _is_one_of(sheet, match.sheets, otherwise=True)
        and not _is_one_of(sheet, match.not_sheets, otherwise=False)
    )


def _is_one_of(name: str, patterns: Iterable[str], *, otherwise: bool) -> bool:
    """Whether a name fits one of the patterns; `otherwise` where there are none."""
    found = [fits_pattern(name, pattern) for pattern in patterns]
    return any(found) if found else otherwise


def fits_pattern(text: str, pattern: str) -> bool:
    """Returns whether a text fits a pattern, in which only `*` stands for anything."""
    return bool(_expression(pattern).fullmatch(normal(text)))


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(normal(part)) for part in pattern.split("*")))
