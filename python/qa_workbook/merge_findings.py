"""Turns what the merge noticed (plain rows of `MergePlan`) into findings (contract 3.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qa_workbook.findings import codes
from qa_workbook.findings.finding import Finding, finding
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.frames import RECORDING, spoken_recording
from qa_workbook.labels.reasons import Said, listed
from qa_workbook.records import MergePlan
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.model import Scheme

CODES = {
    "conflicting_rows": "conflicting-sheets",
    "replaced_rows": "recording-replaced",
    "withdrawn_rows": "recording-withdrawn",
    "kept_rows": "kept-earlier-version",
    "superseded_rows": "superseded-row",
}


def merge_findings(plan: MergePlan, schemes: SchemeBook, vocabulary: Vocabulary) -> list[Finding]:
    """Returns a finding per row that the merge replaced, withdrew, kept, passed over or refused."""
    headings = {
        scheme_id: _headings(schemes.versions(scheme_id), vocabulary) for scheme_id in schemes.ids
    }
    return [
        _one(code, row, headings.get(row["scheme"], {}))
        for name, code in CODES.items()
        for row in getattr(plan, name).to_dict("records")
    ]


def _headings(versions: Sequence[Scheme], vocabulary: Vocabulary) -> dict[str, str]:
    """What a sheet calls the columns of the recordings frame, as written in the newest version that has them."""
    named = {
        key: names[0]
        for part in (vocabulary.labels, vocabulary.columns)
        for key, names in part
        if names
    }
    named["fatal_codes"] = named["error_codes"]
    for scheme in versions:
        named |= {
            f"{kind}.{node.id}": node.name.zh for node in scheme.nodes for kind in ("mark", "count")
        }
    return named


def _changed(columns: str, headings: Mapping[str, str]) -> Said:
    names = [
        headings.get(column, column.partition(".")[2] or column)
        for column in columns.split(";")
        if column
    ]
    return listed(list(dict.fromkeys(names)))


def _cell(row: dict) -> str:
    letters = dict(part.split("=", 1) for part in str(row["columns"]).split(";") if "=" in part)
    letter = letters.get("recording", "A")
    return f"{letter}{row['row']}" if row["row"] else ""


def _one(code: str, row: dict, headings: Mapping[str, str]) -> Finding:
    known = {f"other_{name}": str(row[f"other_{name}"]) for name in ("file", "sheet", "row")}
    details = known | {"changed": _changed(str(row["changed"]), headings)}
    # a withdrawn or kept row is told where it was; the file to look at is the one that caused it
    return finding(
        code,
        str(row["file"]),
        str(row["sheet"]),
        _cell(row),
        "录音编号",
        spoken_recording(*(str(row[name]) for name in RECORDING)),
        1,
        **{name: details[name] for name in codes.CODES[code].details},
    )
