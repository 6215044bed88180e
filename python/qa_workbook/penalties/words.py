"""What a breach is called in the register."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from qa_workbook.keys import SchemeKey
from qa_workbook.labels import text
from qa_workbook.penalties.complaints import ComplaintWords
from qa_workbook.penalties.conditions import COMPLAINT
from qa_workbook.scheme.model import Scheme


def clause_words(
    rows: pd.DataFrame,
    schemes: Mapping[SchemeKey, Scheme],
    language: str,
    complaints: ComplaintWords | None = None,
) -> pd.Series:
    """Returns the name of each breach's code; a code that the scheme lacks stays as typed.

    `rows` has the columns scheme, version, cause and code. Without a code a breach is called by
    its cause. `complaints` are the words of their form.
    """
    kinds = rows.groupby(["scheme", "version", "cause", "code"], sort=False)
    words = [
        name_of_complaint(complaints, code, language)
        if cause == COMPLAINT
        else name_of_code(schemes.get(SchemeKey(scheme, version)), cause, code, language)
        for scheme, version, cause, code in kinds.groups
    ]
    return pd.Series(words, dtype="str").take(kinds.ngroup()).set_axis(rows.index)


def name_of_complaint(words: ComplaintWords | None, code: str, language: str) -> str:
    """Returns what an upheld complaint of a cause is called."""
    cause = words.cause(code, language) if words else code
    return text("penalties.complaint_of", language, cause=cause)


def name_of_code(scheme: Scheme | None, cause: str, code: str, language: str) -> str:
    """Returns what a scheme calls a code, or the code where it does not know it."""
    if not code:
        return text(f"penalties.{cause}", language)
    if scheme is None:
        return code
    if cause == "band":
        bands = scheme.bands.bands if scheme.bands else ()
        return next((band.name.say(language) for band in bands if band.id == code), code)
    if cause in ("clause", "item"):
        node = scheme.by_id.get(code)
        return node.name.say(language) if node else code
    policy = scheme.fatal if cause == "fatal" else scheme.error_deduction
    names = {known.id: known.name.say(language) for known in policy.codes} if policy else {}
    return names.get(code, code)
