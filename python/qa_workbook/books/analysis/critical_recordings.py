"""The recordings with a critical or fatal error, and what it was, in words."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

import pandas as pd

from qa_workbook.analysis.model import Analysis
from qa_workbook.codes import separated
from qa_workbook.frames import COUNT, MARK
from qa_workbook.labels import text
from qa_workbook.scheme.model import Indicator, Scheme

_ASKED = ("fatal", "fatal_codes", "critical")


def wrong_recordings(analysis: Analysis, language: str) -> pd.DataFrame:
    """Returns the rows of `detail` with a critical or fatal error that count, by day and agent.

    With them `what`: the names of the fatal codes and of the critical indicators that lost marks.
    """
    detail = analysis.detail
    counted = detail["counted"].astype(bool)
    wrong = detail["fatal"].astype(bool) | (detail["critical"] != "")
    found = detail[counted & wrong].sort_values(
        ["call_date", "agent", "recording"], kind="stable", ignore_index=True
    )
    # A recording has dozens of columns, and nearly all of them say nothing of its errors.
    asked = [key for key in found if key in _ASKED or str(key).startswith((MARK, COUNT))]
    words = [_what(analysis.scheme, row, language) for row in found[asked].to_dict("records")]
    return found.assign(what=pd.Series(words, dtype="str"))


def _what(scheme: Scheme, row: Mapping[Hashable, object], language: str) -> str:
    names = (
        {code.id: code.name.say(language) for code in scheme.fatal.codes} if scheme.fatal else {}
    )
    codes = separated(str(row["fatal_codes"]))
    parts = [names.get(code, code) for code in codes]
    if row["fatal"] and not codes:
        parts.append(text("critical_sheet.no_code", language))
    parts += dict.fromkeys(node.name.say(language) for node in _critical(scheme, row))
    return text("critical_sheet.between", language).join(parts)


def _critical(scheme: Scheme, row: Mapping[Hashable, object]) -> Iterator[Indicator]:
    """Yields the indicators of critical families in which a recording lost marks."""
    families = set(separated(str(row["critical"])))
    for top in scheme.nodes:
        if top.critical in families:
            yield from (node for node in top.walk() if _lost(scheme, node, row))


def _lost(scheme: Scheme, node: Indicator, row: Mapping[Hashable, object]) -> bool:
    mark, count = row.get(f"{MARK}{node.id}"), row.get(f"{COUNT}{node.id}")
    if node.scale and isinstance(mark, float):
        return mark < float(scheme.scale_of(node).full)  # False for NaN: not marked
    return bool(node.count and node.count.direction != "bonus" and isinstance(count, int) and count)
