"""What a breach is called in the register."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from qa_workbook.keys import SchemeKey
from qa_workbook.labels import text
from qa_workbook.scheme.model import Scheme


def clause_words(
    rows: pd.DataFrame, schemes: Mapping[SchemeKey, Scheme], language: str
) -> pd.Series:
    """Returns the words of each breach's code: names of codes or indicators; a code the scheme lacks stays as typed."""
    named = {key: _names(scheme, language) for key, scheme in schemes.items()}
    kinds = rows.groupby(["scheme", "version", "cause", "code"], sort=False)
    between = text("penalties.and", language)
    words = [
        between.join(
            named[SchemeKey(scheme, version)][cause].get(part, part) for part in code.split(";")
        )
        or text(f"penalties.{cause}", language)
        for scheme, version, cause, code in kinds.groups
    ]
    return pd.Series(words, dtype="str").take(kinds.ngroup()).set_axis(rows.index)


def _names(scheme: Scheme, language: str) -> dict[str, dict[str, str]]:
    fatal = scheme.fatal.codes if scheme.fatal else ()
    errors = scheme.error_deduction.codes if scheme.error_deduction else ()
    return {
        "fatal": {code.id: code.name.say(language) for code in fatal},
        "error_deduction": {code.id: code.name.say(language) for code in errors},
        "clause": {node.id: node.name.say(language) for node in scheme.counted},
    }
