"""What a command of statistics answers: an object for programs, sentences for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from qa_workbook.app.plain_table import PlainTable
from qa_workbook.labels import text
from qa_workbook.labels.reasons import listed
from qa_workbook.numbers import as_shown, percent
from qa_workbook.statistics.reasons import Reason

Interval = tuple[float, float]

ENOUGH = 10
"""Units below which no interval is called sure, however narrow it is.

The bootstrap of n units can draw C(2n − 1, n) different samples: 35 of 4 units, 1,716 of 7, 92,378
of 10. Of few units it has only a handful of values, and its ends are two of them; intervals by
Student's t, F and chi-square rest on a shape of the errors that so few can't show. The AIAG's
manual asks for 10 parts, too.
"""


@dataclass(frozen=True)
class Sentence:
    """A text of labels/statistics.yaml with what fills it: words, sentences, words by language."""

    name: str
    details: dict[str, Any] = field(default_factory=dict)

    def say(self, language: str) -> str:
        """Returns it in a language."""
        filled = {key: _said(one, language) for key, one in self.details.items()}
        return text(f"statistics.{self.name}", language, **filled)


def _said(detail: Any, language: str) -> Any:
    if isinstance(detail, Sentence):
        return detail.say(language)
    return detail[language] if isinstance(detail, dict) else detail


@dataclass(frozen=True)
class Answer:
    """`result` has plain full words as keys, unrounded fractions, and reasons as {"reason": …}."""

    result: dict[str, Any]
    sentences: tuple[Sentence, ...]

    def lines(self, language: str) -> list[str]:
        """Returns the sentences in a language."""
        return [one.say(language).rstrip() for one in self.sentences]


def plain(value: Any) -> Any:
    """Returns a figure, a reason or an interval as JSON has it."""
    if isinstance(value, Reason):
        return {"reason": value.value}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return value


def missing(name: Sentence, reason: Reason) -> Sentence:
    """Returns the sentence of a figure that can't be had, with the reason."""
    return Sentence("no_figure", {"name": name, "reason": Sentence(f"reason_{reason}")})


def number(value: float, digits: int = 3) -> str:
    """Returns a figure as people read it: 0.775; never −0.000."""
    shown = as_shown(value, digits)
    return f"{shown if shown else abs(shown):f}"


def ends(interval: Interval, digits: int = 3) -> str:
    """Returns an interval as people read it."""
    return f"{number(interval[0], digits)} – {number(interval[1], digits)}"


def signed(value: float, digits: int = 2) -> str:
    """Returns a difference as people read it, with its sign: +2.38."""
    shown = number(value, digits)
    return shown if value < 0 else f"+{shown}"


def sure(level: float) -> str:
    """Returns a level of confidence as people read it: 95%."""
    return f"{100 * level:.4g}%"


def percents(interval: Interval) -> str:
    """Returns an interval of ratios as people read it."""
    return f"{percent(interval[0])} – {percent(interval[1])}"


def graded(
    value: float, interval: Interval | Reason, edges: dict[float, str], kind: str, units: int
) -> Sentence:
    """Returns what a coefficient means, and whether there are enough units to say so.

    `edges` are the lowest values of the classes, rising, with their names. Units are enough where
    there are 10 or more and both ends of the interval fall into one class.
    """
    meant = Sentence(f"{kind}_{_class_of(value, edges)}")
    if isinstance(interval, Reason):
        return Sentence("meaning_unsure", {"meant": meant})
    low, high = (_class_of(end, edges) for end in interval)
    few = Sentence("few", {"units": units}) if units < ENOUGH else Sentence("not_enough")
    if low == high:
        name = "meaning_few" if units < ENOUGH else "meaning_enough"
        return Sentence(name, {"meant": meant, "few": few})
    between = {"low": Sentence(f"{kind}_{low}"), "high": Sentence(f"{kind}_{high}")}
    return Sentence("meaning_too_few", {"meant": meant, **between, "few": few})


def _class_of(value: float, edges: dict[float, str]) -> str:
    return [name for edge, name in edges.items() if value >= edge][-1]


def doubt_of_few(units: int) -> list[Sentence]:
    """Returns the sentence that doubts all intervals above it, where there are too few units."""
    return [Sentence("few_units", {"units": units})] if units < ENOUGH else []


def head(table: PlainTable, level: float) -> dict[str, Any]:
    """Returns what is said of every table of raters."""
    return {
        "units": len(table.units),
        "raters": list(table.raters),
        "missing": table.missing,
        "numbered_column": table.numbered or None,
        "level": level,
    }


def about(table: PlainTable) -> Sentence:
    """Returns the sentence that says how a table was understood."""
    details = {"units": len(table.units), "raters": len(table.raters), "missing": table.missing}
    doubt: Sentence | str = ""
    if table.numbered:
        doubt = Sentence("numbered_column", {"column": table.numbered})
    return Sentence("about", {**details, "names": listed(table.raters), "doubt": doubt})


def with_interval(
    name: str,
    shown: Sentence,
    value: str,
    interval: tuple[float, float] | Reason,
    level: float,
    in_percent: bool = False,
) -> Sentence:
    """Returns a figure and its interval, or why it has none."""
    between = Sentence("no_interval")
    if not isinstance(interval, Reason):
        shown_ends = percents(interval) if in_percent else ends(interval)
        between = Sentence("interval", {"level": sure(level), "ends": shown_ends})
    return Sentence(name, {"name": shown, "value": value, "interval": between})
