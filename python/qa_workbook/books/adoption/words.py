"""What was understood of a sheet, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from qa_workbook.books.adoption.model import ReadSheet
from qa_workbook.labels import text


def sentence(sheet: ReadSheet, language: str, *, is_open: bool = False) -> str:
    """Returns how many recordings and cells were understood, and how many totals agree.

    `is_open` says that questions wait for answers, without which recordings may be refused.
    """

    def say(key: str, **details: str) -> str:
        return text(f"adoption.{key}", language, **details)

    if sheet.unfolded is None:
        reason = sheet.proposed.reason
        return say("sum_passed", reason=reason.say(language) if reason else say("no_reason"))
    counts = sheet.unfolded.counts()
    kind = "sum" if sheet.recordings else "sum_blank"
    words = say(kind, recordings=f"{sheet.recordings:,}", **_grouped(counts))
    words += _no_recordings(sheet, language)
    if sheet.refused:
        words += say("sum_waiting" if is_open else "sum_refused", refused=f"{sheet.refused:,}")
    if sheet.compared:
        totals = {"compared": sheet.compared, "agreeing": sheet.agreeing}
        words += say("sum_totals", **_grouped(totals))
    return words


def _no_recordings(sheet: ReadSheet, language: str) -> str:
    """How many rows are called no recordings by what one of their columns says: 无, 作废."""
    if sheet.layout is None or sheet.unfolded is None:
        return ""
    rules = enumerate(sheet.layout.ignored.rows)
    own = {f"ignored.rows[{place}]": rule for place, rule in rules if rule.heading}
    words = ""
    for name, rule in own.items():
        cells = sheet.unfolded.cells.items()
        count = len({place[0] for place, cell in cells if cell.rule == name})
        told = {"count": f"{count:,}", "words": rule.words[0], "column": rule.heading or ""}
        words += text("adoption.sum_no_recordings", language, **told) if count else ""
    return words


def _grouped(counts: Mapping[str, int]) -> dict[str, str]:
    return {name: f"{count:,}" for name, count in counts.items()}
