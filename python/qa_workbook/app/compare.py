"""Two periods side by side, scheme by scheme (S14)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from qa_workbook.analysis.comparison import Groups, Row, compared
from qa_workbook.analysis.model import Analysis
from qa_workbook.app.metrics import analyse_corrected, rows_of
from qa_workbook.app.people import groups_of
from qa_workbook.labels import text
from qa_workbook.numbers import Period, period
from qa_workbook.records import RecordStore
from qa_workbook.workspace import Config, Workspace

_NAMES = ("average_defect_ratio", "fatal")


@dataclass(frozen=True)
class Comparison:
    """One scheme in two periods; `note` says what makes them less than equal, "" for nothing."""

    scheme: str
    name: str
    a: str
    b: str
    recordings_a: int
    recordings_b: int
    rows: list[Row]
    note: str

    def as_dict(self) -> dict[str, Any]:
        """Returns the contract's object, with a `note` where there is one."""
        found: dict[str, Any] = {
            "scheme": self.scheme,
            "a": self.a,
            "b": self.b,
            "recordings": {"a": self.recordings_a, "b": self.recordings_b},
            "rows": [row.as_dict() for row in self.rows],
        }
        return found | ({"note": self.note} if self.note else {})


def compare_periods(workspace: Workspace, a: str, b: str, language: str) -> list[Comparison]:
    """Returns the comparison of each scheme with recordings in one of two periods, by scheme id.

    Raises UnknownPeriod, ConfigError, RecordsDamaged.
    """
    spans = period(a), period(b)
    config = workspace.required().load()
    people = workspace.load_procedure(config)[1]
    before, after = (_analyses(workspace, config, span, language) for span in spans)
    rules = config.rules.at(spans[1].last)
    groups = [groups_of(people, span, rules) for span in spans]
    return [
        _comparison(before.get(id_), after.get(id_), spans, groups, language)
        for id_ in sorted(before | after)
    ]


def _analyses(
    workspace: Workspace, config: Config, span: Period, language: str
) -> dict[str, Analysis]:
    frames = rows_of(RecordStore(workspace.records), span)
    found = analyse_corrected(workspace, config, frames, span, language)
    return {one.scheme.id: one for one in found if one.overall.recordings}


def _comparison(
    a: Analysis | None,
    b: Analysis | None,
    spans: tuple[Period, Period],
    groups: list[Groups],
    language: str,
) -> Comparison:
    known = b or a
    assert known is not None, "a scheme has recordings in one of the periods"
    rows = [_named(row, known, groups[1], language) for row in compared(a, b, *groups)]
    return Comparison(
        scheme=known.scheme.id,
        name=known.scheme.name.say(language),
        a=spans[0].text,
        b=spans[1].text,
        recordings_a=a.overall.recordings if a else 0,
        recordings_b=b.overall.recordings if b else 0,
        rows=rows,
        note=_note(a, b, language),
    )


def _named(row: Row, analysis: Analysis, groups: Groups, language: str) -> Row:
    """The row with words for what analysis knows by its id alone: rates, lines and branches."""
    if row.kind == "rate":
        bands = analysis.scheme.bands.bands if analysis.scheme.bands else ()
        names = {band.id: band.name.say(language) for band in bands}
        names |= {id_: text(f"cli.compare_{id_}", language) for id_ in _NAMES}
        return replace(row, name=names.get(row.id, row.id))
    if row.kind not in ("line", "branch", "line_index"):
        return row
    name = groups.name(row, language) or text("cli.compare_other", language)
    return replace(row, name=f"{name} · {row.name}" if row.kind == "line_index" else name)


def _note(a: Analysis | None, b: Analysis | None, language: str) -> str:
    if a is None or b is None:
        return ""
    versions = [sorted(one.detail["version"].unique()) for one in (a, b)]
    if versions[0] == versions[1]:
        return ""
    shown = [", ".join(one) for one in versions]
    return text("cli.compare_versions", language, a=shown[0], b=shown[1])
