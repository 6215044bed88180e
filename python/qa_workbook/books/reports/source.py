"""What a written report is written from, and how its text speaks of figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.period_report import PeriodReport, SchemeReport
from qa_workbook.books.cloth.style import ALERT, Tone
from qa_workbook.books.reports.model import Cell, LongTable, Part, Report
from qa_workbook.labels import text
from qa_workbook.numbers import half_up, percent

Unit = Literal["day", "week", "month"]
CHANGE = "+0.00;-0.00;0.00"
POINTS = "+0.0;-0.0;0.0"


@dataclass(frozen=True)
class Source:
    """The report of a period; `unit` is what the paper covers.

    Recordings, rates and scores below are those of `report`, unrounded; None is unknown.
    """

    report: PeriodReport
    unit: Unit
    language: str = "zh"
    organisation: str = ""

    def say(self, key: str, /, **details: object) -> str:
        """Returns a text of the reports in their language."""
        return text(f"reports.{key}", self.language, **details)

    def unit_say(self, key: str, /, **details: object) -> str:
        """Returns the text of the unit: of the day, of the week or of the month."""
        return self.say(f"{key}_{self.unit}", **details)

    @property
    def schemes(self) -> list[SchemeReport]:
        """The schemes with recordings in the period."""
        return [one for one in self.report.schemes if one.analysis.overall.recordings]

    @property
    def period(self) -> str:
        """The period as the paper names it: with its days, where its spelling doesn't say them."""
        span = self.report.period
        if span is None:
            return ""
        if self.unit == "week":
            year, week, _ = span.last.isocalendar()
            return self.say("week_of", year=year, week=week, first=span.first, last=span.last)
        return span.text

    def named(self, analysis: Analysis) -> str:
        """Returns the name of a scheme."""
        return analysis.scheme.name.say(self.language)

    def is_small(self, count: int) -> bool:
        """Returns whether so few recordings are too few for rank and alarm."""
        few = self.report.small_sample
        return few is not None and count < few

    def levels(self, analysis: Analysis) -> dict[str, str]:
        """Returns the names of the scheme's alert levels by colour."""
        alerts = analysis.scheme.alerts
        if alerts is None:
            return {}
        return {level.colour: level.name.say(self.language) for level in alerts.levels}

    def level(self, analysis: Analysis, colour: str | None, count: int) -> str:
        """Returns the name of an alert level, or why there is none."""
        if not colour:
            return self.say("none")
        return self.say("few") if self.is_small(count) else self.levels(analysis)[colour]

    def tones(self) -> dict[Cell, Tone]:
        """Returns the colours of the alert levels of all schemes by their names."""
        names = [self.levels(one.analysis) for one in self.schemes]
        return {name: ALERT[colour] for levels in names for colour, name in levels.items()}

    def known(self, values: Iterable[object], why: str = "none") -> list[Cell]:
        """Returns values as cells, with a word where there is none."""
        word = self.say(why)
        return [word if is_missing(value) else value for value in values]  # type: ignore[misc]

    def score(self, value: float | None) -> str:
        """Returns points in words, to two places."""
        return self.say("none") if value is None else f"{_rounded(value, 2)}"

    def percent(self, value: float | None) -> str:
        """Returns a fraction in per cent, to one place."""
        return self.say("none") if value is None else percent(value)

    def where(self, known: object, values: Sequence[Cell]) -> list[Cell]:
        """Returns values as cells, with a dash where the scheme does not know such a thing.

        `known` is its rule, None without one: 0 would say that it was looked for.
        """
        return [self.say("unknown_thing")] * len(values) if known is None else [*values]

    def joined(self, words: Iterable[str]) -> str:
        """Returns words as a list in a sentence."""
        return self.say("between").join(words)

    def written(
        self,
        key: str,
        parts: Sequence[Part],
        tables: Sequence[LongTable] = (),
        subject: str = "",
    ) -> Report:
        """Returns the report called `key` in the words."""
        return Report(
            title=self.say(key),
            period=self.period,
            organisation=self.organisation,
            subject=subject,
            parts=tuple(parts),
            tables=tuple(tables),
        )


def is_missing(value: object) -> bool:
    """Returns whether a figure is unknown: None or not a number."""
    return value is None or value != value  # noqa: PLR0124 - NaN is unlike itself


def difference(new: float | None, old: float | None) -> float | None:
    """Returns new − old, None where one of them is unknown."""
    if new is None or old is None or is_missing(new) or is_missing(old):
        return None
    return new - old


def _rounded(value: float, digits: int) -> Decimal:
    """Half up of the number as it is printed: what a spreadsheet shows in its cell."""
    return half_up(Decimal(repr(float(value))), digits)
