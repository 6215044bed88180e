"""What the merge reports, as findings (contract 3.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import pandas as pd

from qa_workbook.findings import codes
from qa_workbook.findings.finding import Finding, finding
from qa_workbook.forms.book import FormBook
from qa_workbook.forms.kinds import in_words
from qa_workbook.forms.model import Form
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.frames import COUNT, MARK, RECORDING, are_recordings, spoken_recording
from qa_workbook.grids.a1 import source_cell
from qa_workbook.keys import SchemeKey
from qa_workbook.labels.reasons import ByLanguage, listed
from qa_workbook.records import RecordStore, plan
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.model import Scheme
from qa_workbook.sheets import Sheet

_TOGETHER = (plan.LEFT, plan.RENAMED)
"""What is told of a whole sheet in one line."""
_NAMED = 3
"""So many recordings are named where one line stands for many."""

OF_FORMS: Mapping[str, str] = MappingProxyType(
    {
        plan.CONFLICTING: "conflicting-forms",
        plan.REPLACED: "row-replaced",
        plan.WITHDRAWN: "row-withdrawn",
        plan.KEPT: "row-kept",
        plan.SUPERSEDED: "row-superseded",
    }
)
"""What the merge reports of recordings, and the code of the same for rows of other forms."""


def merge_findings(
    reported: pd.DataFrame, schemes: SchemeBook, vocabulary: Vocabulary
) -> list[Finding]:
    """Returns a finding for each row that the merge reports (`MergePlan.reported`)."""
    headings = {
        scheme_id: _headings(schemes.versions(scheme_id), vocabulary) for scheme_id in schemes.ids
    }
    of_recordings = reported[reported["schema"].map(are_recordings).astype(bool)]
    rows = of_recordings[~of_recordings["code"].isin(_TOGETHER)].to_dict("records")
    left = of_recordings[of_recordings["code"].isin(_TOGETHER)]
    names = [spoken_recording(*names) for names in left[list(RECORDING)].itertuples(index=False)]
    return [
        *(
            _of_recording(row, headings.get(SchemeKey(row["scheme"], "").plain.id, {}))
            for row in rows
        ),
        *_left(left, names, "录音编号"),
    ]


def _left(rows: pd.DataFrame, names: Sequence[str], heading: str) -> list[Finding]:
    """A finding for each sheet that holds another one now, or that has another name: one cause,
    one line, which names the file whose rows may have to be withdrawn.
    """
    found = []
    causes = ["code", "other_file", "file", "sheet"]
    for (code, now, before, sheet), part in rows.assign(named=names).groupby(causes):
        distinct = list(dict.fromkeys(part["named"]))
        some = "、".join(distinct[:_NAMED]) + (" …" if len(distinct) > _NAMED else "")
        withdrawn = before if code == plan.RENAMED else now
        details = {"other_file": withdrawn, "rows": str(len(distinct))}
        found.append(finding(code, now, sheet, "", heading, some, 1, **details))
    return found


def kept_sheets(store: RecordStore, sheets: Sequence[Sheet]) -> list[Finding]:
    """Returns a finding for each sheet, rejected as a whole, of which earlier rows still count."""
    rejected = [sheet for sheet in sheets if sheet.rejected]
    counting = store.counting({file for sheet in rejected for file in _files_of(sheet)})
    found = []
    for sheet in rejected:
        # A file that can't be read at all stands for all its sheets; a text file has but one.
        rows = sum(
            count
            for (file, name), count in counting.items()
            if file in _files_of(sheet) and (sheet.name in ("", name) or not name)
        )
        if rows:
            found.append(finding("sheet-kept", sheet.file, sheet.name, rows=str(rows)))
    return found


def _files_of(sheet: Sheet) -> set[str]:
    """The file of a sheet, and the one that it corrects."""
    return {sheet.file, *([sheet.corrects.file] if sheet.corrects else [])}


def _of_recording(row: Mapping[str, Any], headings: Mapping[str, str]) -> Finding:
    named = spoken_recording(*(row[name] for name in RECORDING))
    return _finding(row, row["code"], "录音编号", named, headings)


def form_findings(reported: pd.DataFrame, forms: FormBook) -> list[Finding]:
    """Returns the same for the rows of other forms."""
    of_forms = reported[~reported["schema"].map(are_recordings).astype(bool)]
    rows = of_forms[~of_forms["code"].isin(_TOGETHER)].to_dict("records")
    found = [_of_form(row, forms.form(row["schema"])) for row in rows]
    for schema, left in of_forms[of_forms["code"].isin(_TOGETHER)].groupby("schema"):
        form = forms.form(str(schema))
        names = [_named(row, form) for row in left.to_dict("records")]
        found += _left(left, names, form.by_id[form.key[0]].heading)
    return found


def _of_form(row: Mapping[str, Any], form: Form) -> Finding:
    headings = {field.id: field.heading for field in form.kept}
    first = form.by_id[form.key[0]].heading
    return _finding(row, OF_FORMS[row["code"]], first, _named(row, form), headings)


def _named(row: Mapping[str, Any], form: Form) -> str:
    return " · ".join(filter(None, (in_words(row[name], form.by_id[name]) for name in form.key)))


def _headings(versions: Sequence[Scheme], vocabulary: Vocabulary) -> dict[str, str]:
    """What a sheet calls the columns of the frame, in the newest version that has them."""
    named: dict[str, str] = {}
    for part in (vocabulary.labels, vocabulary.columns):
        named |= {key: names[0] for key, names in part if names}
    named["fatal_codes"] = named["error_codes"]
    for scheme in versions:
        for prefix in (MARK, COUNT):
            named |= {f"{prefix}{node.id}": node.name.zh for node in scheme.nodes}
    return named


def _changed(columns: Sequence[str], headings: Mapping[str, str]) -> ByLanguage:
    names = [headings.get(column, column.partition(".")[2] or column) for column in columns]
    return listed(list(dict.fromkeys(names)))


def _finding(
    row: Mapping[str, Any], code: str, heading: str, name: str, headings: Mapping[str, str]
) -> Finding:
    """A withdrawn or kept row is shown where it was; `other` names the file that caused it."""
    known = {f"other_{part}": str(row[f"other_{part}"]) for part in ("file", "sheet", "row")}
    details = known | {"changed": _changed(row["changed"], headings)}
    return finding(
        code,
        row["file"],
        row["sheet"],
        source_cell(row["column"], row["row"]) if row["row"] else "",
        heading,
        name,
        1,
        **{part: details[part] for part in codes.CODES[code].details},
    )
