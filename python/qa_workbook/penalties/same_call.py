"""What a line of a complaint tells whoever judges it: from whom, about what, and what else is paid.

One recording may have a fatal error in its score sheet and a complaint besides. These are two
causes and two lines, and nothing is dropped by itself: each line says that there is the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

import pandas as pd

from qa_workbook.frames import folded
from qa_workbook.labels import text
from qa_workbook.penalties.complaints import ComplaintWords
from qa_workbook.penalties.conditions import COMPLAINT, MONTHLY
from qa_workbook.penalties.given_out import GivenOut

_Calls = dict[str, list[tuple[str, str, str]]]


def with_notes(
    rows: pd.DataFrame,
    words: ComplaintWords | None,
    given_out: GivenOut,
    without: Collection[str],
    language: str,
) -> pd.Series:
    """Returns the remarks of the assessed `rows`, with what is to be known of complaints in front.

    Lines given out for other months count as well; cases in `without` (revoked, taken out with
    evidence) and what no rule prices don't.
    """
    remarks = rows["remark"].copy()
    if words is None or not (rows["cause"] == COMPLAINT).any():
        return remarks
    calls = rows["call"].map(folded)
    named = set(calls) - {""}
    others = _lines_of(rows, named, without)
    _add_given_out(others, rows, given_out, named, without)
    keys = calls.where(calls != "", rows["recording"].map(folded))
    concerned = (rows["cause"] == COMPLAINT) | (keys.isin(named) & ~rows["cause"].isin(MONTHLY))
    for place in rows.index[concerned]:
        row = rows.loc[place]
        own = [one for one in others.get(keys[place], []) if one[0] != row["case"]]
        said = list(_said(row, own, words, language))
        remarks[place] = text("penalties.semicolon", language).join(
            [*said, *filter(None, [row["remark"]])]
        )
    return remarks


def _said(
    row: pd.Series, others: list[tuple[str, str, str]], words: ComplaintWords, language: str
) -> Iterator[str]:
    comma = text("penalties.and", language)
    if row["cause"] == COMPLAINT:
        causes = dict.fromkeys(cause for _, cause, _ in others)
        if causes and row["call"]:  # first, for narrow columns show the beginning
            names = comma.join(text(f"penalties.{cause}", language) for cause in causes)
            yield text("penalties.same_call", language, names=names)
        origin = words.origin(row["origin"], language)
        yield text("penalties.complaint_from", language, source=origin)
        if row["call"]:
            yield text("penalties.complaint_about", language, recording=row["call"])
        return
    tickets = dict.fromkeys(ticket for _, cause, ticket in others if cause == COMPLAINT)
    if tickets:
        yield text("penalties.same_call_complaint", language, tickets=comma.join(tickets))


def _lines_of(rows: pd.DataFrame, named: Collection[str], without: Collection[str]) -> _Calls:
    """Case, cause and recording (or ticket) of the priced lines of each of the recordings."""
    found: _Calls = defaultdict(list)
    counted = rows[(rows["rule"] != "") & ~rows["case"].isin(without)]
    counted = counted[~counted["cause"].isin(MONTHLY)]
    is_complaint = counted["cause"] == COMPLAINT
    keys = counted["call"].where(is_complaint, counted["recording"]).map(folded)
    columns = (counted[name] for name in ("case", "cause", "recording"))
    for key, case, cause, recording in zip(keys, *columns, strict=True):
        if key in named:
            found[key].append((case, cause, recording))
    return found


def _add_given_out(
    found: _Calls,
    rows: pd.DataFrame,
    given_out: GivenOut,
    named: Collection[str],
    without: Collection[str],
) -> None:
    """Adds the lines of other months: the call may lie in one, the complaint in the next."""
    months = set(rows["month"])
    for line in given_out.lines.values():
        key = folded(line.recording)
        is_other = line.cause not in (COMPLAINT, *MONTHLY) and f"{line.day:%Y-%m}" not in months
        if key in named and is_other and line.rule and line.case not in without:
            found[key].append((line.case, line.cause, line.recording))
