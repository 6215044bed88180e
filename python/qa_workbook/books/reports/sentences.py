"""The sentences of reports that are filled from the figures."""

from __future__ import annotations

from collections.abc import Sequence

from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.themes import Theme
from qa_workbook.books.reports.source import Source


def overview(source: Source) -> str:
    """Returns how much was listened to, and what of it is not here."""
    agents = {agent for one in source.schemes for agent in one.analysis.agents["agent"]}
    details = {"count": source.report.recordings, "schemes": len(source.schemes)}
    words = source.unit_say("overview", agents=len(agents), **details)
    left_out = source.report.left_out
    if left_out is not None and left_out.rows:
        words += source.say("left_out", rows=left_out.rows, read=left_out.read)
    return words


def theme_words(source: Source, themes: Sequence[Theme], *, coming: bool = False) -> list[str]:
    """Returns a sentence per theme of the week or of the coming one: which item, and why."""
    if not themes:
        return [source.say("no_theme")]
    said = []
    for one in themes:
        details = {"item": one.name, "share": source.percent(one.share)}
        said.append(source.say(f"{'coming' if coming else 'theme'}_{one.reason}", **details))
    return said


def key_figures(source: Source) -> dict[str, str]:
    """Returns the key figures of each scheme for a mail: name of the scheme → its figures."""
    found = {}
    for one in source.schemes:
        overall = one.analysis.overall
        said = [source.say("said_recordings", count=overall.recordings)]
        said.append(source.say("said_mean", score=source.score(overall.mean_final)))
        if overall.rates["good"] is not None:
            said.append(source.say("said_good", rate=source.percent(overall.rates["good"])))
        if overall.average_defect_ratio is not None:
            ratio = source.percent(overall.average_defect_ratio)
            said.append(source.say("said_ratio", ratio=ratio))
        found[source.named(one.analysis)] = source.joined(said)
    return found


def alert_days(source: Source, analysis: Analysis) -> str:
    """Returns how many days had each alert level, "" for a scheme without levels."""
    days, names = analysis.overall.alert_days, source.levels(analysis)
    if analysis.overall.average_defect_ratio is None or not names:
        return ""
    counts = [
        source.say("level_days", level=name, count=days[colour])
        for colour, name in names.items()
        if days[colour]
    ]
    return source.say("alert_days", scheme=source.named(analysis), days=source.joined(counts))
