"""The report of a session as one object for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qa_workbook.calibration.agreement import ItemAgreement
from qa_workbook.calibration.disputes import Dispute
from qa_workbook.calibration.inspectors import InspectorFigures
from qa_workbook.calibration.items import item_names
from qa_workbook.calibration.repeats import Repeats, Stability
from qa_workbook.calibration.report import CalibrationReport, PanelFigures
from qa_workbook.calibration.sentences import told
from qa_workbook.calibration.session import Session


def about_session(session: Session) -> dict[str, Any]:
    """Returns what every object about a session begins with."""
    return {
        "session": session.id,
        "scheme": session.key.id,
        "version": session.key.version,
        "day": session.day.isoformat(),
        "announced_on": session.announced_on.isoformat(),
        "late": session.late or None,
    }


def published_report(report: CalibrationReport, language: str) -> dict[str, Any]:
    """Returns the object that `calibration report --json` prints.

    Ratios are fractions, scores and marks numbers in points and marks, nothing is rounded; what
    can't be had is null, with the reason beside it.
    """
    session = report.session
    return {
        **about_session(session),
        "state": str(session.state),
        "open_recordings": list(session.open_recordings),
        "lead": {
            "name": session.lead.called,
            "handed_in": not report.figures.panel.lead_absent,
        },
        "sessions": report.sessions,
        **_figures(report.figures, language),
        "not_handed_in": list(report.figures.panel.absent),
        "missing": [vars(one) for one in report.figures.panel.missing],
        "repeats": _repeats(report.repeats),
        "pooled": _pooled(report, language),
        "trend": [{**vars(point), "day": point.day.isoformat()} for point in report.trend],
        "idle_weeks": report.idle_weeks,
        "sentences": {one.key: one.sentence for one in told(report, language)},
    }


def _pooled(report: CalibrationReport, language: str) -> dict[str, Any] | None:
    if report.pooled is None:
        return None
    return {"sessions": report.pooled_sessions, **_figures(report.pooled, language)}


def _figures(figures: PanelFigures, language: str) -> dict[str, Any]:
    names = item_names(figures.panel.items, language)
    return {
        "recordings": list(figures.panel.units),
        "agreement": figures.overall.as_dict(),
        "icc": figures.scores.icc.as_dict(),
        "items": [_item(one, names) for one in figures.items],
        "inspectors": [_inspector(one) for one in figures.inspectors],
        "disputed_share": figures.disputed_share,
        "disputed": [_dispute(one) for one in figures.disputes],
    }


def _item(one: ItemAgreement, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "item": one.item.id,
        "name": names[one.item.id],
        "kind": str(one.item.kind),
        "agreement": one.percent.as_dict(),
        "measure": one.measure,
        "coefficient": one.coefficient.as_dict(),
        "kappa": one.kappa.as_dict() if one.kappa else None,
        "alpha": one.alpha.as_dict() if one.alpha else None,
        "prevalent": one.prevalent,
    }


def _inspector(one: InspectorFigures) -> dict[str, Any]:
    return {
        "inspector": one.inspector,
        "handed_in": one.handed_in,
        "recordings": one.n,
        "mean_score": one.mean,
        "severity": one.severity.as_dict(),
        "method": str(one.method),
        "verdict": str(one.verdict) if one.verdict else None,
        "gold": {
            "recordings": one.with_gold,
            "bias": one.bias,
            "bias_interval": list(one.bias_interval) if one.bias_interval else None,
            "limits": list(one.limits) if one.limits else None,
            "distance": one.away,
        },
        "items": dict(one.items),
    }


def _dispute(one: Dispute) -> dict[str, Any]:
    return {
        "recording": one.recording,
        "item": one.item or "score",
        "inspector": one.inspector,
        "mark": one.mark,
        "gold": one.gold,
        "difference": one.difference,
        "tolerance": one.tolerance,
    }


def _repeats(found: Repeats) -> dict[str, Any]:
    gauge = found.gauge
    return {
        "overall": _stability(found.overall) if found.overall else None,
        "inspectors": [_stability(one) for one in found.each],
        "share": found.share,
        "reason": found.reason or None,
        "gauge": vars(gauge) if gauge else None,
    }


def _stability(one: Stability) -> dict[str, Any]:
    return {
        "inspector": one.inspector or None,
        "recordings": one.n,
        "sd": one.sd,
        "interval": list(one.interval) if one.interval else None,
        "mean_difference": one.mean,
        "largest": one.farthest,
        "equal_marks": one.equal,
    }
