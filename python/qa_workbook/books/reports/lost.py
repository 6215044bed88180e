"""What recordings lost, in words: items with their marks, and the points that say why."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pandas as pd

from qa_workbook.analysis.key_figures import has_score
from qa_workbook.analysis.model import Analysis
from qa_workbook.books.reports.model import Column, Table
from qa_workbook.books.reports.source import Source
from qa_workbook.codes import separated
from qa_workbook.frames import COUNT, MARK, evidence

RECORDINGS_SHOWN = 3
"""So many of the lowest recordings of a scheme stand in a report."""
_LOSSES_SHOWN = 4  # so many items of a recording stand in words, those that lost most


def lowest_table(source: Source, analysis: Analysis, most: int = RECORDINGS_SHOWN) -> Table | None:
    """Returns the recordings with the lowest final scores, None where none lost anything.

    Of equal ones those that lost more items come first, then the earlier ones. Schemes of clauses
    have a row per recording with a breach, and its points where the period has no score.
    """
    rows = analysis.detail[
        analysis.detail["counted"].astype(bool) & (analysis.detail["final"] >= 0)
    ]
    fell = (rows["defects"] > 0) | (rows["deduction"] > 0) | rows["fatal"].astype(bool)
    rows = rows[fell].sort_values(["final", "defects"], ascending=[True, False], kind="stable")[
        :most
    ]
    if rows.empty:
        return None
    say = source.say
    who = [
        f"{agent} {name}".strip() for agent, name in zip(rows["agent"], rows["name"], strict=True)
    ]
    score = Column("final", say("final"), rows["final"].tolist(), "score")
    caption = say("lowest_of", scheme=source.named(analysis))
    if not has_score(analysis):
        score = Column("lost_points", say("points_lost"), rows["lost"].tolist(), "mark")
        caption = say("most_lost_of", scheme=source.named(analysis))
    columns = (
        Column("agent", say("agent"), who, "wrapped"),
        Column("recording", say("recording"), evidence(rows).tolist(), span=2),
        score,
        Column("lost", say("lost"), lost_words(source, analysis, rows), "wrapped", span=4),
    )
    return Table(columns, caption=caption)


def lost_words(source: Source, analysis: Analysis, rows: pd.DataFrame) -> list[str]:
    """Returns for each row what was lost: items, marks and points, deductions, fatal errors.

    The items that lost the largest part of their full mark come first, of equal ones the first of
    the scheme; beyond a few they are counted.
    """
    return [_one(source, analysis, row) for row in rows.to_dict("records")]


def _one(source: Source, analysis: Analysis, row: Mapping[Hashable, Any]) -> str:
    say, words = source.say, list[str]()
    losses = sorted(_losses(source, analysis, row), key=lambda loss: -loss[0])
    words += [said for _, said in losses[:_LOSSES_SHOWN]]
    if len(losses) > _LOSSES_SHOWN:
        words.append(say("lost_more", count=len(losses) - _LOSSES_SHOWN))
    if row["deduction"]:
        words.append(say("lost_deduction", points=f"{row['deduction']:g}"))
    if row["fatal"]:
        words.append(say("lost_fatal"))
    return say("semicolon").join(words)


def _losses(
    source: Source, analysis: Analysis, row: Mapping[Hashable, Any]
) -> Iterator[tuple[float, str]]:
    """The part of its full mark that each item lost, and its words; a clause lost all of it."""
    scheme, say, reasons = analysis.scheme, source.say, _points(source, analysis, row["points"])
    for node in scheme.nodes:
        name, mark = node.name.say(source.language), row.get(f"{MARK}{node.id}")
        times = row.get(f"{COUNT}{node.id}")
        if mark is not None and mark == mark:  # noqa: PLR0124 - NaN is unlike itself
            full = float(scheme.scale_of(node).full)
            if mark < full:
                why = source.joined(reasons.get(node.id, []))
                why = say("reasons", words=why) if why else ""
                said = say("lost_mark", item=name, mark=f"{mark:g}/{full:g}", why=why)
                yield (full - mark) / full, said
        elif times:
            yield 1.0, say("lost_clause", clause=name, times=int(times))


def _points(source: Source, analysis: Analysis, ids: str) -> Mapping[str, list[str]]:
    """The names of 扣分点 by the item that they belong to."""
    wanted, found = set(separated(ids)), dict[str, list[str]]()
    for node in analysis.scheme.nodes:
        names = [
            point.name.say(source.language) for point in node.scoring_points if point.id in wanted
        ]
        if names:
            found[node.id] = names
    return found
