"""What sheets that came back lack, as people are told it: whole recordings, or single marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from qa_workbook.calibration.panel import Missing, Panel
from qa_workbook.labels import text


def missing_of(panel: Panel) -> list[Missing]:
    """Returns missing marks; a recording without any mark of somebody is one, without item."""
    of_sheet = Counter((one.who, one.recording) for one in panel.missing)
    whole = len(panel.items)
    found = dict.fromkeys(
        replace(one, item="", not_applicable=False)
        if of_sheet[one.who, one.recording] >= whole
        else one
        for one in panel.missing
    )
    return list(found)


def missing_words(panel: Panel, language: str) -> Iterator[str]:
    """Yields a sentence for each person who lacks recordings, and one on all other marks."""
    between = text("calibration.between_names", language)
    missing = missing_of(panel)
    lacking: dict[str, list[str]] = {}
    for one in missing:
        if not one.item:
            lacking.setdefault(one.who, []).append(one.recording)
    for who, recordings in lacking.items():
        about = {"who": who, "recordings": between.join(recordings)}
        yield text("calibration.told_lacks", language, **about)
    single = sum(1 for one in missing if one.item)
    if single:
        yield text("calibration.told_missing", language, count=single)


def absent_words(panel: Panel, lead: str, language: str) -> str:
    """Returns the sentence that names those without any usable score, "" where there are none."""
    absent = [*panel.absent, *([lead] if panel.lead_absent else [])]
    names = text("calibration.between_names", language).join(absent)
    return text("calibration.told_absent", language, names=names) if absent else ""
