"""The tables that several reports have: schemes, teams, items, what recordings lost, quotas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from qa_workbook.analysis.key_figures import has_score, points_lost
from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.natural_order import natural_order
from qa_workbook.analysis.period_report import SchemeReport
from qa_workbook.books.reports.model import Cell, Column, Paragraph, Part, Table
from qa_workbook.books.reports.source import CHANGE, POINTS, Source, difference
from qa_workbook.labels import text

ITEMS_SHOWN = 5
"""So many of the weakest items stand in a report."""


def scheme_table(source: Source) -> list[Part]:
    """Returns the key figures of each scheme, and what must be known to read them."""
    if not source.schemes:
        return [Paragraph(source.unit_say("nothing"), "strong")]
    schemes = [one for one in source.schemes if has_score(one.analysis)]
    if not schemes:
        return [*breach_table(source), *reading_notes(source)]
    overall = [one.analysis.overall for one in schemes]
    level = [
        source.level(one.analysis, one.analysis.overall.alert, one.analysis.overall.recordings)
        for one in schemes
    ]
    say = source.say
    rules = [one.analysis.scheme for one in schemes]
    pairs = list(zip(rules, overall, strict=True))
    taken = [source.where(rule.error_deduction, [one.error_deduction])[0] for rule, one in pairs]
    found = [source.where(rule.fatal, [one.fatal])[0] for rule, one in pairs]
    columns = (
        Column("scheme", say("scheme"), [source.named(one.analysis) for one in schemes], "wrapped"),
        Column("recordings", say("recordings"), [one.recordings for one in overall], "integer"),
        _figures(source, "mean_final", [one.mean_final for one in overall], "score"),
        _figures(source, "good", [one.rates["good"] for one in overall], "percent"),
        _figures(source, "ratio", [one.average_defect_ratio for one in overall], "percent"),
        Column("alert", say("alert"), level, tones=source.tones()),
        Column("deduction", say("deduction"), taken, "mark"),
        Column("fatal", say("fatal"), found, "integer"),
    )
    return [Table(columns), *breach_table(source), *reading_notes(source)]


def breach_table(source: Source) -> list[Part]:
    """Returns what was found under schemes whose scores are of months, in a day or week."""
    found = [one.analysis for one in source.schemes if not has_score(one.analysis)]
    if not found:
        return []
    say = source.say
    counts, lost = [one.overall.recordings for one in found], [points_lost(one) for one in found]
    columns = (
        Column("scheme", say("scheme"), [source.named(one) for one in found], "wrapped", span=4),
        Column("recordings", say("breach_recordings"), counts, "integer", span=2),
        Column("lost", say("points_lost"), lost, "mark", span=2),
    )
    return [Table(columns, caption=say("by_month"))]


def reading_notes(source: Source) -> list[Part]:
    """How schemes of clauses count, that few recordings say little, what is left out."""
    notes = []
    for one in source.schemes:
        analysis = one.analysis
        if not has_score(analysis):
            continue
        if analysis.months is not None:
            how = text(f"analysis_book.by_month_{analysis.clean_from}", source.language)
            notes.append(source.say("of_scheme", scheme=source.named(analysis), words=how))
        elif source.is_small(analysis.overall.recordings):
            details = {"count": analysis.overall.recordings, "few": source.report.small_sample}
            notes.append(source.say("few_of", scheme=source.named(analysis), **details))
    return [Paragraph(words, "note") for words in notes]


def change_table(source: Source) -> list[Part]:
    """Returns the key figures of each scheme beside what they changed since the period before."""
    if not source.schemes:
        return [Paragraph(source.unit_say("nothing"), "strong")]
    schemes = [one for one in source.schemes if has_score(one.analysis)]
    if not schemes:
        return [*breach_table(source), *reading_notes(source)]
    now = [one.analysis.overall for one in schemes]
    then = [one.before.overall if one.before else None for one in schemes]
    say = source.say
    columns = [
        Column("scheme", say("scheme"), [source.named(one.analysis) for one in schemes], "wrapped"),
        Column("recordings", say("recordings"), [one.recordings for one in now], "integer"),
    ]
    pairs = list(zip(now, then, strict=True))
    means = [(one.mean_final, old.mean_final if old else None) for one, old in pairs]
    good = [(one.rates["good"], old.rates["good"] if old else None) for one, old in pairs]
    ratio = [
        (one.average_defect_ratio, old.average_defect_ratio if old else None) for one, old in pairs
    ]
    columns += _with_change(source, "mean_final", means, "score", 1)
    columns += _with_change(source, "good", good, "percent", 100)
    columns += _with_change(source, "ratio", ratio, "percent", 100)
    return [Table(tuple(columns)), *breach_table(source), *reading_notes(source)]


def _with_change(
    source: Source,
    key: str,
    pairs: Sequence[tuple[float | None, float | None]],
    kind: str,
    factor: int,
) -> list[Column]:
    """A figure and its change, which is in points: `factor` makes points of fractions."""
    changes = [difference(new, old) for new, old in pairs]
    heading = source.unit_say("change" if factor == 1 else "change_points")
    shown = [None if change is None else change * factor for change in changes]
    number = CHANGE if factor == 1 else POINTS
    cells = source.known(shown, "no_before")
    return [
        _figures(source, key, [new for new, _ in pairs], kind),
        Column(f"{key}_change", heading, cells, "score", number=number),
    ]


def _figures(source: Source, key: str, values: Iterable[object], kind: str) -> Column:
    return Column(key, source.say(key), source.known(values), kind)


def team_table(source: Source, one: SchemeReport) -> Table:
    """Returns a row per team of one scheme, in the order of people."""
    analysis, say = one.analysis, source.say
    teams = in_order(analysis.teams)
    names = [team or say("no_team") for team in teams["team"]]
    levels = [
        source.level(analysis, colour, count)
        for colour, count in zip(teams["alert"], teams["recordings"], strict=True)
    ]
    columns = [
        Column("team", say("team"), names),
        Column("recordings", say("recordings"), teams["recordings"].tolist(), "integer"),
        _figures(source, "mean_final", teams["mean_final"], "score"),
        _figures(source, "good", teams["good"], "percent"),
        _figures(source, "ratio", teams["average_defect_ratio"], "percent"),
        Column("alert", say("alert"), levels, tones=source.tones()),
        Column("deduction", say("deduction"), deductions(source, analysis, teams), "mark"),
        Column("fatal", say("fatal"), fatals(source, analysis, teams), "integer"),
    ]
    return Table(tuple(columns), caption=say("teams_of", scheme=source.named(analysis)))


def deductions(source: Source, analysis: Analysis, rows: pd.DataFrame) -> list[Cell]:
    """Returns 差错扣分 of teams or agents, a dash where the scheme has none."""
    return source.where(analysis.scheme.error_deduction, rows["error_deduction"].tolist())


def fatals(source: Source, analysis: Analysis, rows: pd.DataFrame) -> list[Cell]:
    """Returns 致命错误 of teams or agents, a dash where the scheme knows none."""
    return source.where(analysis.scheme.fatal, rows["fatal"].tolist())


def in_order(teams: pd.DataFrame) -> pd.DataFrame:
    """Returns the rows of teams as people order them: 一班, 二班, 三班."""
    return teams.sort_values("team", key=lambda names: names.map(natural_order), kind="stable")


def weakest_items(analysis: Analysis, most: int = ITEMS_SHOWN) -> pd.DataFrame:
    """Returns the items with the most defects, the weakest first; those without any are left out.

    Of equal ones the first of the scheme comes first.
    """
    found = analysis.items[analysis.items["defective"] > 0]
    return found.sort_values("defective", ascending=False, kind="stable").head(most)


def item_table(source: Source, one: SchemeReport, key: str = "") -> Table | None:
    """Returns the weakest items of a scheme beside the period before, None where nothing was wrong.

    With `key` a chart may show the columns `before` and `ratio`.
    """
    analysis, say = one.analysis, source.say
    items = weakest_items(analysis)
    if items.empty:
        return None
    old = {}
    if one.before is not None:
        old = dict(zip(one.before.items["id"], one.before.items["ratio"], strict=True))
    ratios, before = items["ratio"].tolist(), [old.get(id_) for id_ in items["id"]]
    changes = [difference(new, then) for new, then in zip(ratios, before, strict=True)]
    points = [None if change is None else 100 * change for change in changes]
    count = analysis.overall.recordings
    levels = [source.level(analysis, colour, count) for colour in items["alert"]]
    columns = (
        Column("name", say("item"), items["name"].tolist(), "wrapped", span=2),
        Column("defective", say("defective"), items["defective"].tolist(), "integer"),
        Column("share", say("share"), items["share"].tolist(), "percent"),
        Column("before", source.unit_say("before"), source.known(before, "no_before"), "percent"),
        Column("ratio", source.unit_say("now"), ratios, "percent"),
        Column(
            "change",
            source.unit_say("change_points"),
            source.known(points, "no_before"),
            "score",
            number=POINTS,
        ),
        Column("alert", say("alert"), levels, tones=source.tones()),
    )
    return Table(columns, key=key, caption=say("items_of", scheme=source.named(analysis)))


def quota_table(source: Source, roles: Iterable[str] | None = None) -> Table | None:
    """Returns done against required of each person, of some roles or all; None without any."""
    quotas = source.report.quotas
    if roles is not None:
        quotas = quotas[quotas["role"].isin(list(roles))]
    if quotas.empty:
        return None
    say = source.say
    required, done = quotas["required"].tolist(), quotas["done"].tolist()
    missing: list[Cell] = [
        None if must is None else max(must - did, 0)
        for must, did in zip(required, done, strict=True)
    ]
    roles_said = [text(f"procedure.word-{role}", source.language) for role in quotas["role"]]
    columns = (
        Column("who", say("who"), quotas["who"].tolist(), "wrapped"),
        Column("role", say("role"), roles_said, span=2),
        Column("required", say("required"), source.known(required, "no_calendar"), "integer"),
        Column("done", say("done"), done, "integer"),
        Column("missing", say("missing"), source.known(missing, "no_calendar"), "integer"),
    )
    return Table(columns, caption=say("quotas"))
