"""A workbook of results while it is written: its look, its language and its sheets."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import cast

from xlsxwriter import Workbook

from qa_workbook.books.cloth.fast_sheet import FastWorksheet
from qa_workbook.books.cloth.links import SeenFrom
from qa_workbook.books.cloth.style import Styles
from qa_workbook.files import filed_periods, where_it_stands
from qa_workbook.labels import text
from qa_workbook.sheets import LeftOut

_NAME_LIMIT = 31
_NAMED_FILES = 3  # so many sheets stand for all of which something was refused
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def unique_sheet_name(wanted: str, taken: set[str]) -> str:
    """Returns `wanted` as a valid sheet name unlike any in `taken`, which grows by it."""
    base = " ".join(wanted.translate(_FORBIDDEN).split()) or "_"
    name, number = _whole_words(base, _NAME_LIMIT), 1
    while name.casefold() in taken:
        number += 1
        name = f"{_whole_words(base, _NAME_LIMIT - len(str(number)) - 1)}~{number}"
    taken.add(name.casefold())
    return name


def _whole_words(name: str, limit: int) -> str:
    """As much of a name as fits, no Latin word of it cut unless it is longer than half of that."""
    if len(name) <= limit:
        return name
    words = name[: limit + 1].rpartition(" ")[0]
    cut = name[limit - 1 : limit + 1]
    if cut.isascii() and cut.isalnum() and len(words) > limit // 2:
        return words
    return name[:limit].rstrip()


class ResultBook:
    """A workbook that people read: analysis, register or findings.

    `labels` is the room of its words. Source files are relative to `inbox`, links to them are seen
    from `folder`; where one of the two is missing the workbook has no links. `notes` are what
    people wrote into an earlier one (`cloth.notes`).
    """

    def __init__(
        self,
        workbook: Workbook,
        labels: str,
        language: str,
        *,
        inbox: Path | None = None,
        folder: Path | None = None,
    ) -> None:
        self.workbook = workbook
        self.styles = Styles(workbook)
        self.language = language
        self._labels = labels
        self._inbox = inbox
        self._names: set[str] = set()
        self._paths: dict[str, str] = {}
        self._folders: dict[str, Path] = {}
        self._listed: dict[Path, frozenset[str]] = {}
        self._seen_from = SeenFrom(folder) if folder is not None else None
        self.left_out: LeftOut | None = None
        self.home: tuple[str, str] | None = None
        """The first sheet and what the way back to it is called, on every other sheet."""
        self.notes: Mapping[str, str | float] = {}

    def left_out_words(self) -> str:
        """Returns how much of what was read is not in this workbook; "" where nobody knows."""
        found = self.left_out
        if found is None:
            return ""
        if not found.rows and not found.files:
            return text("left_out.nothing", self.language, read=found.read)
        more = text("left_out.more", self.language) if len(found.files) > _NAMED_FILES else ""
        names = text("left_out.between", self.language).join(found.files[:_NAMED_FILES]) + more
        details = {"read": found.read, "rows": found.rows, "count": len(found.files)}
        return text("left_out.some", self.language, files=names, findings=found.findings, **details)

    def say(self, key: str, /, **details: object) -> str:
        """Returns a text of this workbook in its language."""
        return text(f"{self._labels}.{key}", self.language, **details)

    def sayer(self, labels: str) -> Callable[..., str]:
        """Returns `say` of another room of words: for pages that many books might have."""

        def say(key: str, /, **details: object) -> str:
            return text(f"{labels}.{key}", self.language, **details)

        return say

    def add_sheet(self, name: str, colour: str) -> FastWorksheet:
        """Adds a sheet called `name`, or as near to it as Excel allows, with a tab in `colour`."""
        valid = unique_sheet_name(name, self._names)
        sheet = cast(FastWorksheet, self.workbook.add_worksheet(valid, FastWorksheet))
        sheet.set_tab_color(colour)
        sheet.hide_gridlines(2)
        return sheet

    @property
    def has_links(self) -> bool:
        """Whether it knows where the source files are."""
        return self._inbox is not None and self._seen_from is not None

    def source_path(self, file: str) -> str | None:
        """Returns the path of a source file as seen from this workbook; None for no link."""
        if not file or self._inbox is None or self._seen_from is None:
            return None
        if file not in self._paths:
            above, _, name = file.rpartition("/")
            folder = self._folders.setdefault(above, self._inbox / above)
            if name in self._plain_files(folder):
                self._paths[file] = self._seen_from.within(folder, name)
            else:
                stands = where_it_stands(self._inbox, file, self._periods)
                self._paths[file] = self._seen_from.path(stands)
        return self._paths[file]

    def _plain_files(self, folder: Path) -> frozenset[str]:
        """What a folder holds but links: listed once, for a register names thousands of files.

        Nothing where a file may be called otherwise than somebody wrote it.
        """
        if os.sep != "/":
            return frozenset()
        if folder not in self._listed:
            try:
                with os.scandir(folder) as entries:
                    found = frozenset(one.name for one in entries if not one.is_symlink())
            except (OSError, ValueError):  # no folder, or none that can be looked into
                found = frozenset()
            self._listed[folder] = found
        return self._listed[folder]

    @cached_property
    def _periods(self) -> list[Path]:
        return filed_periods(self._inbox) if self._inbox is not None else []
