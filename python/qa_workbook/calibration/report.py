"""All figures of a session, of several sessions together, and over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from qa_workbook.calibration.agreement import ItemAgreement, agreement_of, overall_agreement
from qa_workbook.calibration.disputes import Dispute, compared_marks, disputed_share, disputes_of
from qa_workbook.calibration.figure import Figure
from qa_workbook.calibration.inspectors import InspectorFigures, inspectors_of
from qa_workbook.calibration.panel import Panel, pooled
from qa_workbook.calibration.repeats import Repeats
from qa_workbook.calibration.rules import CalibrationRules
from qa_workbook.calibration.scores import ScoreAgreement, scores_of
from qa_workbook.calibration.session import Session
from qa_workbook.numbers import week_of


@dataclass(frozen=True)
class PanelFigures:
    """What the marks of a panel come to."""

    panel: Panel
    items: Sequence[ItemAgreement]
    overall: Figure
    scores: ScoreAgreement
    inspectors: Sequence[InspectorFigures]
    disputes: Sequence[Dispute]

    @property
    def compared(self) -> int:
        """How many marks of items stand beside a gold mark."""
        return compared_marks(self.panel)

    @property
    def disputed_share(self) -> float | None:
        """Disputed marks of items ÷ marks beside a gold mark; None where there are none."""
        return disputed_share(self.panel, self.disputes)


@dataclass(frozen=True)
class TrendPoint:
    """One session in the course of time; None where a measure can't be had.

    `agreement` is over all items, `away` the mean distance of scores from gold scores, in points.
    """

    session: str
    day: date
    recordings: int
    inspectors: int
    agreement: float | None
    icc: float | None
    away: float | None
    disputed: float | None


@dataclass(frozen=True)
class CalibrationReport:
    """The report of a session. `figures` are those of `sessions` sessions, the last one `session`.

    `pooled` are those of the last `pooled_sessions` sessions, None where there is one only.
    `idle_weeks` counts the weeks since the first session that had fewer than the rules want.
    """

    session: Session
    rules: CalibrationRules
    figures: PanelFigures
    sessions: int
    pooled: PanelFigures | None
    pooled_sessions: int
    trend: Sequence[TrendPoint]
    idle_weeks: int
    repeats: Repeats


def figures_of(panel: Panel, rules: CalibrationRules) -> PanelFigures:
    """Returns what the marks of a panel come to."""
    return PanelFigures(
        panel,
        agreement_of(panel),
        overall_agreement(panel),
        scores_of(panel),
        inspectors_of(panel),
        disputes_of(panel, rules.tolerance),
    )


def report_of(
    sessions: Sequence[Session],
    panels: Mapping[str, Panel],
    rules: CalibrationRules,
    repeats: Repeats,
    together: int = 1,
) -> CalibrationReport:
    """Returns the report of the last of `sessions`, which are of one scheme and in their order.

    `panels` are theirs, by id. The figures are those of the last `together` sessions.
    """
    last = sessions[-1]
    own = [panels[one.id] for one in sessions[-together:]]
    recent = [panels[one.id] for one in sessions[-rules.enough.pooled :]]
    several = len(recent) > 1
    return CalibrationReport(
        session=last,
        rules=rules,
        figures=figures_of(pooled(own) if len(own) > 1 else own[0], rules),
        sessions=len(own),
        pooled=figures_of(pooled(recent), rules) if several else None,
        pooled_sessions=len(recent),
        trend=[_point(one, panels[one.id], rules) for one in sessions],
        idle_weeks=_idle_weeks(sessions, rules.sessions.per_week),
        repeats=repeats,
    )


def _point(session: Session, panel: Panel, rules: CalibrationRules) -> TrendPoint:
    away = np.abs(panel.total.away)
    known = away[np.isfinite(away)]
    return TrendPoint(
        session.id,
        session.day,
        len(panel.units),
        len(panel.present),
        overall_agreement(panel).value,
        scores_of(panel).icc.value,
        float(known.mean()) if len(known) else None,
        disputed_share(panel, disputes_of(panel, rules.tolerance)),
    )


def _idle_weeks(sessions: Sequence[Session], least: int) -> int:
    """Weeks from the first session to the last with fewer sessions than `least`."""
    mondays = [week_of(one.day).first for one in sessions]
    weeks = (mondays[-1] - mondays[0]).days // 7 + 1
    enough = sum(1 for monday in set(mondays) if mondays.count(monday) >= least)
    return weeks - enough if least else 0
