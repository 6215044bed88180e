"""What all sheets of the analysis workbook share: words, heading, notices, print setup."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, cast

from qa_workbook.analysis.case_library import CaseLibrary
from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.period_report import SchemeReport
from qa_workbook.analysis.rules import AnalysisRules
from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.page import FIRST_ROW, SHEET_ROWS, Page
from qa_workbook.books.cloth.places import Places
from qa_workbook.books.cloth.style import ALERT, TABS, Tone
from qa_workbook.books.cloth.table import TableColumn

_Made = TypeVar("_Made")

DETAIL_ROWS = SHEET_ROWS - FIRST_ROW - 2
"""Recordings that one 明细 holds; formulas look at one sheet, so that more have none."""


@dataclass
class SchemeSheets:
    """The sheets of one scheme in the workbook, and where everything on them stands.

    `number` counts the schemes from 1; `suffix` follows the names of the sheets when there are
    several schemes. Rates on fewer than `small_sample` recordings are marked. With more than
    `live_up_to` scores values stand instead of formulas. `rules` say what is a repeat and whom to
    coach; `case_library` has the service cases to listen to.
    """

    book: ResultBook
    report: SchemeReport
    number: int = 1
    suffix: str = ""
    small_sample: int | None = None
    live_up_to: int | None = None
    rules: AnalysisRules | None = None
    case_library: CaseLibrary = field(default_factory=CaseLibrary)
    places: Places = field(default_factory=Places)
    _made: dict[Callable[[Analysis], object], object] = field(default_factory=dict)

    coached: Sequence[str] = ()
    """The agents on the coaching list; known when that has its place."""

    def once(self, make: Callable[[Analysis], _Made]) -> _Made:
        """Returns what `make` makes of the analysis, made once for all the sheets that ask.

        They share it: nobody may change it.
        """
        if make not in self._made:
            self._made[make] = make(self.analysis)
        return cast(_Made, self._made[make])

    @property
    def analysis(self) -> Analysis:
        """The figures of the period."""
        return self.report.analysis

    def level_tones(self) -> dict[str, Tone]:
        """Returns the colours of the scheme's alert levels by the level's name."""
        return {name: ALERT[colour] for colour, name in self.levels().items()}

    def levels(self) -> dict[str, str]:
        """Returns the names of the alert levels by colour, worst first; empty without alerts."""
        alerts = self.analysis.scheme.alerts
        if alerts is None:
            return {}
        return {level.colour: level.name.say(self.book.language) for level in alerts.levels}

    def level_names(self, colours: Iterable[str | None]) -> list[str]:
        """Returns the level name of each colour, "" for none."""
        names = self.levels()
        return [names.get(colour or "", "") for colour in colours]

    def level_name(self) -> str:
        """Returns the name of the period's own alert level, "" for none."""
        return self.level_names([self.analysis.overall.alert])[0]

    def of_scheme(self, title: str) -> str:
        """Returns the title of a picture with the scheme's short name."""
        name = self.analysis.scheme.short_name.say(self.book.language)
        return self.book.sayer("charts_sheet")("of_scheme", scheme=name, title=title)

    @cached_property
    def live(self) -> bool:
        """Whether figures are formulas: not where nothing counts, and not where that is slow."""
        few = len(self.analysis.detail) <= self._most_live
        return few and self.analysis.overall.recordings > 0

    @property
    def _most_live(self) -> int:
        return DETAIL_ROWS if self.live_up_to is None else min(self.live_up_to, DETAIL_ROWS)

    @property
    def too_many(self) -> str:
        """In words that there are too many scores for formulas; "" where there aren't."""
        if self.live or not self.analysis.overall.recordings:
            return ""
        return self.book.sayer("live_figures")("too_many", limit=self._most_live)

    @cached_property
    def item_sets(self) -> list[tuple[str, ...]]:
        """The ids of the items, those of the same versions together."""
        versions = self.analysis.versions
        having = [{item.id for item in scheme.items} for scheme in versions]
        sets: dict[tuple[bool, ...], list[str]] = {}
        for id_ in self.analysis.items["id"]:
            sets.setdefault(tuple(id_ in ids for ids in having), []).append(id_)
        return [tuple(ids) for ids in sets.values()]

    def has_helper(self, key: str) -> bool:
        """Returns whether 明细 has a column for formulas to look at."""
        detail = self.places.tables.get("detail")
        return detail is not None and key in detail

    @cached_property
    def one_version(self) -> bool:
        """Whether one version of the scheme scored all recordings."""
        return len(self._used_versions) == 1

    def versions(self) -> str:
        """Returns the scheme versions that scored the recordings, e.g. "2026.1、2026.2"."""
        return "、".join(self._used_versions or [self.analysis.scheme.version])

    @cached_property
    def _used_versions(self) -> list[str]:
        return sorted(self.analysis.detail["version"].unique().tolist())


def small_sample_hints(
    book: ResultBook,
    counts: Sequence[int],
    small_sample: int | None,
    formula: Callable[[int], str] | None = None,
) -> list[TableColumn]:
    """Returns a column that marks counts too small for a rate; none if all are large enough."""
    if small_sample is None or all(count >= small_sample for count in counts):
        return []
    notes = [book.say("few_mark") if count < small_sample else "" for count in counts]
    return [TableColumn("few", book.say("hint"), notes, "centred", width=11, formula=formula)]


class AnalysisPage(Page):
    """One sheet of one scheme with its heading: title, period, scheme, sample size."""

    def __init__(
        self,
        sheets: SchemeSheets,
        key: str,
        *,
        part: int = 1,
        labels: str = "",
    ) -> None:
        """`key` names the words of its title; a `part` after the first is numbered in its name.

        Its tab has a colour of the scheme, that of 总览 a stronger one. `labels` is the room of its
        own words, where they are not those of the book.
        """
        book = sheets.book
        say = book.sayer(labels) if labels else book.say
        name = say(key)
        if part > 1:
            name += f" ({part})"
        if sheets.suffix:
            name += f"·{sheets.suffix}"
        strong, soft = TABS[(sheets.number - 1) % len(TABS)]
        super().__init__(book, name, strong if key == "overview" else soft)
        self.say = say
        self.sheets = sheets
        self.analysis = sheets.analysis
        self.places = sheets.places
        self.key = key
        self.title = say(key)

    def hints(
        self, counts: Sequence[int], formula: Callable[[int], str] | None = None
    ) -> list[TableColumn]:
        """Returns the column that marks small samples, if there are any."""
        if self.analysis.months is not None:
            return []  # no sample: all breaches of a month
        return small_sample_hints(self.book, counts, self.sheets.small_sample, formula)

    def write_heading(self) -> None:
        """Writes title, period, scheme, version and sample size, and a notice of a small sample."""
        self.heading(f"{self.book.say('book')} · {self.title}", self._subtitle())
        self.sheet.set_row(2, 16)
        self.notice("　".join(filter(None, [self._notice(), self.sheets.too_many])))

    def _subtitle(self) -> str:
        analysis, scheme = self.analysis, self.analysis.scheme
        return self.book.say(
            "subtitle",
            period=analysis.period.text,
            first=analysis.period.first,
            last=analysis.period.last,
            scheme=scheme.name.say(self.book.language),
            id=scheme.id,
            version=self.sheets.versions(),
            count=analysis.overall.recordings,
        )

    def _notice(self) -> str:
        count, few = self.analysis.overall.recordings, self.sheets.small_sample
        if count == 0:
            return self.book.say("empty")
        if self.analysis.months is not None:
            return self.book.say(f"by_month_{self.analysis.clean_from}")
        if few is not None and count < few:
            return self.book.say("few_warning", count=count, few=few)
        return ""

    def close(self, header_row: int | None = None) -> None:
        """Sets the collected widths, the page setup and the footer."""
        scheme = self.analysis.scheme.name.say(self.book.language)
        self.finish(f"{scheme}  {self.analysis.period.text}  {self.title}", header_row)
