"""A correction in words: what stood there, what stands there now, by which 凭单号, on which day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from qa_workbook.casework.corrected_rows import Change
from qa_workbook.casework.corrections import Correction
from qa_workbook.codes import separated
from qa_workbook.frames import AGGRAVATED, COUNT, MARK
from qa_workbook.labels import text
from qa_workbook.numbers import plain
from qa_workbook.scheme.model import Scheme


def correction_words(changes: Iterable[Change], scheme: Scheme, language: str) -> str:
    """Returns what was corrected in one recording.

    `服务态度 2 → 4、差错扣分 5 → 0（凭单 2026-10-0003，2026-11-02）`, several such joined.
    `changes` are those of the recording under `scheme`, its version.
    """
    groups = groupby(changes, lambda change: change.by)
    sentences = [_sentence(list(own), by, scheme, language) for by, own in groups]
    return text("casework.and", language).join(sentences)


def _sentence(
    changes: Sequence[Change], by: Sequence[Correction], scheme: Scheme, language: str
) -> str:
    """Names what the same decisions changed; cases of old registers have a code and no number."""
    comma = text("casework.comma", language)
    numbers = dict.fromkeys(one.line.number or one.line.case for one in by)
    return text(
        "casework.corrected",
        language,
        what=comma.join(_cell(change, scheme, language) for change in changes),
        numbers=comma.join(numbers),
        day=max(one.on for one in by).isoformat(),
    )


def _cell(change: Change, scheme: Scheme, language: str) -> str:
    return text(
        "casework.corrected-cell",
        language,
        what=_what(change.column, scheme, language),
        before=_value(change.column, change.before, scheme, language),
        after=_value(change.column, change.after, scheme, language),
    )


def _what(column: str, scheme: Scheme, language: str) -> str:
    for prefix in (MARK, COUNT, AGGRAVATED):
        if column.startswith(prefix):
            name = scheme.by_id[column.removeprefix(prefix)].name.say(language)
            if prefix == AGGRAVATED:
                return text("casework.aggravated-of", language, name=name)
            return name
    return text(f"casework.what-{column}", language)


def _value(column: str, value: Any, scheme: Scheme, language: str) -> str:
    """A stored value as people write it; what wasn't there is a word."""
    if column.endswith("_codes"):
        return text("casework.comma", language).join(separated(value)) or text(
            "casework.nothing", language
        )
    if column.startswith(MARK):
        scale = scheme.scale_of(scheme.by_id[column.removeprefix(MARK)])
        return plain(scale.given(int(value))) if value >= 0 else text("casework.nothing", language)
    if column == "error_deduction" and scheme.error_deduction:
        return plain(Decimal(int(value)).scaleb(-scheme.error_deduction.decimals))
    if column.startswith(AGGRAVATED):
        return text("casework.yes" if value else "casework.cell-no", language)
    return str(value)
