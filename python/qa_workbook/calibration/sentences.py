"""One plain sentence per figure: what it means, and whether there are enough recordings for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from qa_workbook.calibration.disputes import dispute_counts
from qa_workbook.calibration.figure import Figure
from qa_workbook.calibration.items import item_names
from qa_workbook.calibration.panel import DEDUCTION, FATAL
from qa_workbook.calibration.report import CalibrationReport, PanelFigures
from qa_workbook.labels import text
from qa_workbook.numbers import as_shown, percent
from qa_workbook.statistics.severity import Verdict

Kind = Literal["percent", "score", "number", "text"]
Verdicts = Literal["", "met", "not_met", "only_hint"]


@dataclass(frozen=True)
class Told:
    """A figure with its sentence. `met` says whether it reaches the target, None without one.

    `value` is a number, or words where the figure is a list of names. `sure` is False where there
    are too few recordings, or nothing can be told apart: then it is a hint, whatever `met` says.
    """

    key: str
    kind: Kind
    value: float | str | None
    interval: tuple[float, float] | None
    n: int
    target: float | None
    met: bool | None
    sentence: str
    sure: bool = True

    @property
    def verdict(self) -> Verdicts:
        """The word for it: none without a target, met or not, or a hint."""
        if self.met is None:
            return ""
        if not self.sure:
            return "only_hint"
        return "met" if self.met else "not_met"


def told(report: CalibrationReport, language: str) -> list[Told]:
    """Returns the figures of a report in the order of reading, each with its sentence."""
    return list(_Teller(report, language).all())


class _Teller:
    """Makes the sentences of one report."""

    def __init__(self, report: CalibrationReport, language: str) -> None:
        self.report, self.language = report, language
        self.targets, self.enough = report.rules.targets, report.rules.enough
        self.names = item_names(report.figures.panel.items, language)

    def all(self) -> Iterator[Told]:
        """Yields every figure."""
        figures = self.report.figures
        yield self._agreement("agreement", figures)
        yield self._weakest(figures)
        yield self._icc("icc", figures)
        yield self._away(figures)
        yield self._severity(figures)
        yield self._disputed(figures)
        yield self._repeats()
        if self.report.pooled and self.report.pooled_sessions > self.report.sessions:
            yield self._agreement("pooled_agreement", self.report.pooled)
            yield self._icc("pooled_icc", self.report.pooled)
            yield self._severity(self.report.pooled, "pooled_severity")

    def _say(self, key: str, **details: object) -> str:
        return text(f"calibration.{key}", self.language, **details)

    def _figure(
        self, key: str, kind: Kind, found: Figure, target: float, words: Callable[[], str]
    ) -> Told:
        if found.value is None:
            why = self._say(f"reason_{found.reason}")
            sentence = self._say("no_figure", why=why)
            return Told(key, kind, None, None, found.n, target, None, sentence)
        sentence = self._joined(words(), self._sure(found))
        met = found.value >= target
        sure = found.n >= self.enough.recordings
        return Told(key, kind, found.value, found.interval, found.n, target, met, sentence, sure)

    def _sure(self, found: Figure) -> str:
        few = self._few(found.n, self.enough.recordings)
        if found.interval is None and found.reason:
            why = self._say(f"reason_{found.reason}")
            return self._joined(few, self._say("no_interval", why=why))
        return few

    def _few(self, n: int, enough: int) -> str:
        key = "few_recordings" if n < enough else "enough_recordings"
        return self._say(key, n=n, enough=enough)

    def _joined(self, *sentences: str) -> str:
        return self._say("between_sentences").join(filter(None, sentences))

    def _agreement(self, key: str, figures: PanelFigures) -> Told:
        target = float(self.targets.agreement)
        found = figures.overall
        return self._figure(
            key,
            "percent",
            found,
            target,
            lambda: self._say(
                "agreement_means",
                times=as_shown(100 * (found.value or 0), 0),
                target=percent(target),
            ),
        )

    def _weakest(self, figures: PanelFigures) -> Told:
        known = [one for one in figures.items if one.coefficient.value is not None]
        n = min((one.percent.n for one in known), default=0)
        if not known:
            sentence = self._say("no_figure", why=self._say("reason_too-few-units"))
            return Told("weakest", "text", None, None, n, None, None, sentence)
        weakest = min(known, key=lambda one: one.coefficient.value or 0)
        target = float(self.targets.coefficient)
        below = sum(1 for one in known if (one.coefficient.value or 0) < target)
        details = {
            "item": self.names[weakest.item.id],
            "measure": weakest.measure,
            "value": as_shown(weakest.coefficient.value or 0, 2),
            "target": f"{target:.2f}",
            "below": below,
            "items": self._items(one.item.id for one in known),
        }
        sentence = self._joined(
            self._say("weakest_means", **details), self._few(n, self.enough.recordings)
        )
        value = details["item"]
        sure = n >= self.enough.recordings
        return Told("weakest", "text", str(value), None, n, None, below == 0, sentence, sure)

    def _items(self, ids: Iterable[str]) -> str:
        """So many items of the sheet, and by name what stands beside them."""
        known = list(ids)
        beside = [self.names[id_] for id_ in known if id_ in (DEDUCTION, FATAL)]
        names = self._say("between_names").join(beside)
        key = "items_beside" if beside else "items_alone"
        return self._say(key, count=len(known) - len(beside), names=names)

    def _icc(self, key: str, figures: PanelFigures) -> Told:
        found = figures.scores.icc
        target = float(self.targets.icc)
        share = percent(max(found.value or 0, 0.0))
        return self._figure(
            key,
            "score",
            found,
            target,
            lambda: self._say("icc_means", share=share, target=f"{target:.2f}"),
        )

    def _away(self, figures: PanelFigures) -> Told:
        apart = [one.away for one in figures.inspectors if one.away is not None]
        counts = [one.with_gold for one in figures.inspectors if one.away is not None]
        n = max(counts, default=0)
        if not apart:
            return Told("away", "score", None, None, 0, None, None, self._say("no_gold"))
        mean = sum(a * c for a, c in zip(apart, counts, strict=True)) / sum(counts)
        sentence = self._say("away_means", points=as_shown(mean, 1))
        sentence = self._joined(sentence, self._few(n, self.enough.recordings))
        return Told("away", "score", mean, None, n, None, None, sentence)

    def _severity(self, figures: PanelFigures, key: str = "severity") -> Told:
        strict = self._named(figures, Verdict.STRICT)
        lenient = self._named(figures, Verdict.LENIENT)
        known = [one for one in figures.inspectors if one.severity.value is not None]
        n = max((one.severity.n for one in known), default=0)
        if not known:
            sentence = self._say("no_figure", why=self._say("reason_too-few-units"))
            return Told(key, "text", None, None, 0, None, None, sentence)
        parts = [self._say("strict_names", names=strict)] if strict else []
        parts += [self._say("lenient_names", names=lenient)] if lenient else []
        value = self._say("between_sentences").join(parts) or self._say("nobody_apart")
        target = float(self.targets.severity)
        beyond = [one for one in known if abs(one.severity.value or 0) > target]
        sentence = self._say("severity_means", target=f"{target:g}", beyond=len(beyond))
        sentence = self._joined(sentence, self._few(n, self.enough.recordings))
        # Who lies beyond the target without being told apart may be there by chance.
        apart = [one for one in beyond if one.verdict is not Verdict.UNCLEAR]
        sure = n >= self.enough.recordings and len(apart) == len(beyond)
        return Told(key, "text", value, None, n, target, not beyond, sentence, sure)

    def _named(self, figures: PanelFigures, verdict: Verdict) -> str:
        names: Sequence[str] = [
            one.inspector for one in figures.inspectors if one.verdict is verdict
        ]
        return self._say("between_names").join(names)

    def _disputed(self, figures: PanelFigures) -> Told:
        share = figures.disputed_share
        if share is None:
            return Told("disputed", "percent", None, None, 0, None, None, self._say("no_gold"))
        counts = dispute_counts(figures.disputes)
        marks = figures.panel.marks
        items = [id_ for id_, one in marks.items() if np.isfinite(one.away).any()]
        details = {"count": counts.marks, "compared": figures.compared}
        sentence = self._say("disputed_means", **details, items=self._items(items))
        if counts.silent or counts.totals:
            also = self._say("disputed_also", silent=counts.silent, totals=counts.totals)
            sentence = self._joined(sentence, also)
        n = len(figures.panel.units)
        return Told("disputed", "percent", share, None, n, None, None, sentence)

    def _repeats(self) -> Told:
        found, target = self.report.repeats, float(self.targets.repeatability)
        if found.overall is None:
            sentence = self._say("no_repeats")
            return Told("repeats", "score", None, None, 0, None, None, sentence)
        parts = [self._say("repeats_mean", points=as_shown(found.overall.sd, 1))]
        if found.share is not None:
            share = percent(found.share)
            parts.append(self._say("repeats_share", share=share, target=percent(target)))
        parts.append(self._few_repeats(found.overall.n))
        met = None if found.share is None else found.share <= target
        sure = found.overall.n >= self.enough.repeats
        return Told(
            "repeats",
            "score",
            found.overall.sd,
            None,
            found.overall.n,
            None,
            met,
            self._joined(*parts),
            sure,
        )

    def _few_repeats(self, n: int) -> str:
        enough = self.enough.repeats
        return self._say("few_repeats", n=n, enough=enough) if n < enough else ""
