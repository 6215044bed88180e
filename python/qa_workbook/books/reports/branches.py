"""All branches beside each other in the monthly report (S13); a notice of one names no other."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from qa_workbook.analysis.branch_standing import VALUE, branch_standing, has_standing, index_nodes
from qa_workbook.analysis.branches import CheckDone
from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.rules import AnalysisRules
from qa_workbook.books.reports.branch import due_of, kept_of
from qa_workbook.books.reports.model import Column, Heading, Paragraph, Part, Table
from qa_workbook.books.reports.source import Source
from qa_workbook.labels import text

_MOST_NODES = 6  # columns of the index that a page has room for


def branch_parts(source: Source) -> Iterator[Part]:
    """Yields checks, rank and index of all branches; nothing where the rules name none."""
    rules = source.report.rules
    if rules is None or not rules.branches:
        return
    yield Heading(source.say("branches"))
    yield from _checks(source, rules)
    every = [one.analysis for one in source.schemes]
    schemes = [one for one in every if has_standing(one, rules.branches)]
    for analysis in schemes:
        frame = branch_standing(analysis, rules.branches, source.report.small_sample)
        yield _standing(source, rules, analysis, frame)
        nodes = index_nodes(analysis)
        if 1 < len(nodes) <= _MOST_NODES:
            yield _index(source, rules, nodes, frame)
    if schemes:
        few = source.report.small_sample or 1
        yield Paragraph(source.say("branches_note", few=few), "note")


def _names(source: Source, rules: AnalysisRules, ids: pd.Series) -> list[str]:
    known = {one.id: one.name.say(source.language) for one in rules.branches}
    return [known.get(id_, source.say("other_projects")) for id_ in ids]


def _checks(source: Source, rules: AnalysisRules) -> Iterator[Part]:
    frame, say = source.report.branch_checks, source.say
    checks = {one.id: one for one in (rules.branch_checks.checks if rules.branch_checks else ())}
    if frame.empty:
        yield Paragraph(say("no_checks"))
        return
    done = [
        CheckDone(checks[id_].name, bound, None if pd.isna(due) else int(due), int(count))
        for id_, bound, due, count in zip(
            frame["check"], frame["bound"], frame["required"], frame["done"], strict=True
        )
    ]
    sizes = [text(f"quotas_sheet.{size}", source.language) for size in frame["size"]]
    columns = (
        Column("branch", say("branch"), _names(source, rules, frame["branch"]), "wrapped"),
        Column("size", say("size"), sizes),
        Column("check", say("check"), [one.name.say(source.language) for one in done], "wrapped"),
        Column("due", say("due"), [due_of(source, one) for one in done], span=2),
        Column("done", say("done_checks"), [one.done for one in done], "integer"),
        Column("kept", say("kept"), [kept_of(source, one) for one in done], span=2),
    )
    yield Table(columns, caption=say("checks"))
    yield Paragraph(say("checks_note"), "note")


def _standing(
    source: Source, rules: AnalysisRules, analysis: Analysis, frame: pd.DataFrame
) -> Table:
    say = source.say
    ends = [
        say("none") if pd.isna(low) else f"{source.score(low)}–{source.score(high)}"
        for low, high in zip(frame["low"], frame["high"], strict=True)
    ]
    rank = [
        say("none") if not id_ else say("few") if place is None else int(place)
        for id_, place in zip(frame["branch"], frame["rank"], strict=True)
    ]
    columns = (
        Column("branch", say("branch"), _names(source, rules, frame["branch"]), "wrapped", 2),
        Column("count", say("recordings"), frame["recordings"].tolist(), "integer"),
        Column("mean", say("mean_final"), source.known(frame["mean_final"]), "score"),
        Column("interval", say("interval_of_mean"), ends, span=2),
        Column("rank", say("rank"), rank, span=2),
    )
    return Table(columns, caption=say("branches_of", scheme=source.named(analysis)))


def _index(
    source: Source, rules: AnalysisRules, nodes: dict[str, str], frame: pd.DataFrame
) -> Table:
    names = _names(source, rules, frame["branch"])
    columns = [Column("branch", source.say("branch"), names, "wrapped", 2)]
    for id_, name in nodes.items():
        columns.append(Column(id_, name, source.known(frame[VALUE + id_]), "score"))
    return Table(tuple(columns), caption=source.say("branches_index"))
