"""The sentences of reports that are filled from the figures."""

from __future__ import annotations

from collections.abc import Sequence

from qa_workbook.analysis.key_figures import has_score, points_lost
from qa_workbook.analysis.sentences import NextWeek, report_sentences
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


def in_sentences(source: Source, themes: Sequence[str] = ()) -> list[str]:
    """Returns how much was listened to, then what the period comes to.

    `themes` are the names of those of the coming week.
    """
    return [overview(source), *report_sentences(source.report, source.language, NextWeek(themes))]


def theme_words(source: Source, themes: Sequence[Theme], *, coming: bool = False) -> list[str]:
    """Returns a sentence per theme of the week or of the coming one: which item, and why."""
    if not themes:
        return [source.say("no_theme")]
    said = []
    for one in themes:
        week = one.chosen_by.short if one.chosen_by else ""
        details = {"item": one.name, "share": source.percent(one.share), "week": week}
        said.append(source.say(f"{'coming' if coming else 'theme'}_{one.reason}", **details))
    return said


def key_figures(source: Source) -> dict[str, str]:
    """Returns the key figures of each scheme for a mail: name of the scheme → its figures."""
    found = {}
    for one in source.schemes:
        overall = one.analysis.overall
        if not has_score(one.analysis):
            details = {"count": overall.recordings, "lost": f"{points_lost(one.analysis):g}"}
            found[source.named(one.analysis)] = source.say("said_breaches", **details)
            continue
        said = [source.say("said_recordings", count=overall.recordings)]
        said.append(source.say("said_mean", score=source.score(overall.mean_final)))
        if overall.rates["good"] is not None:
            said.append(source.say("said_good", rate=source.percent(overall.rates["good"])))
        if overall.average_defect_ratio is not None:
            ratio = source.percent(overall.average_defect_ratio)
            said.append(source.say("said_ratio", ratio=ratio))
        found[source.named(one.analysis)] = source.joined(said)
    return found
