"""The key figures of a scheme in one sentence, as a build tells them."""

from __future__ import annotations

from qa_workbook.analysis.model import Figures
from qa_workbook.labels import text


def scheme_summary(analysis: Figures, language: str) -> str:
    """Returns the key figures of one scheme as a sentence."""
    figures = analysis.overall
    if analysis.months is not None:
        mean = figures.mean_score
        return text(
            "cli.summary_clause_scheme",
            language,
            name=analysis.scheme.name.say(language),
            recordings=figures.recordings,
            agents=len(analysis.months),
            mean=text("cli.none", language) if mean is None else f"{mean:.2f}",
            good=_percent(figures.rates["good"], language),
        )
    levels = analysis.scheme.alerts.levels if analysis.scheme.alerts else ()
    alerts: dict[str, str] = {level.colour: level.name.say(language) for level in levels}
    return text(
        "cli.summary_scheme",
        language,
        name=analysis.scheme.name.say(language),
        recordings=figures.recordings,
        mean=f"{figures.mean_score:.2f}",
        final=f"{figures.mean_final:.2f}",
        good=_percent(figures.rates["good"], language),
        defect=_percent(figures.average_defect_ratio, language),
        alert=alerts.get(figures.alert or "", text("cli.none", language)),
    )


def _percent(ratio: float | None, language: str) -> str:
    return text("cli.none", language) if ratio is None else f"{ratio:.1%}"
