"""What arrived of whom in a period: from the records, and from what lies in the inbox refused."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from qa_workbook.app.corrections import Frames
from qa_workbook.books.handed_in.model import Arrived
from qa_workbook.findings.finding import Finding
from qa_workbook.forms.recordings import recordings_schema
from qa_workbook.frames import evidence, folded
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.sheets import Sheet

_COLUMNS = ("inspector", "who", "recording", "file", "day")


@dataclass(frozen=True)
class Refused:
    """Rows of a file that were refused, of one inspector ("" where nobody can tell).

    `whole` says that a sheet was refused as a whole; `by_name` that only the name of the file says
    whose it is.
    """

    file: str
    inspector: str
    rows: int
    whole: bool
    by_name: bool = False


@dataclass(frozen=True)
class Arrivals:
    """All that arrived in a period.

    `accepted` has a row for each accepted one: inspector and `who`, by which spellings of one name
    are the same; recording ("" for a breach without one), file, day of inspection. `empty` are the
    sheets without any row, with the inspector. `findings` counts errors and warnings by file.
    """

    accepted: pd.DataFrame
    refused: Sequence[Refused]
    empty: Sequence[tuple[str, str]]
    findings: Mapping[str, Counter[str]]

    @property
    def inspectors(self) -> list[str]:
        """Everybody that the sheets name, as they do, each spelling once."""
        names = [*self.accepted["inspector"].unique(), *(one.inspector for one in self.refused)]
        return list(dict.fromkeys(name for name in names if name))

    def of(self, identities: Iterable[str], file: str | None = None) -> Arrived:
        """Returns what arrived of somebody who is called so, in all files or in one."""
        called = {folded(one) for one in identities}
        rows = self.accepted[self.accepted["who"].isin(called)]
        refused = [one for one in self.refused if folded(one.inspector) in called]
        if file is not None:
            rows = rows[rows["file"] == file]
            refused = [one for one in refused if one.file == file]
        files = {*rows["file"], *(one.file for one in refused)}
        recordings = set(rows["recording"]) - {""}
        last = rows["day"].max()
        return Arrived(
            recordings=len(recordings),
            files=len(files),
            rejected=sum(one.rows for one in refused),
            refused=sum(one.whole for one in refused),
            errors=sum(self.findings.get(one, Counter())["error"] for one in files),
            warnings=sum(self.findings.get(one, Counter())["warning"] for one in files),
            last=None if pd.isna(last) else last.date(),
        )


def arrivals(
    frames: Frames,
    sheets: Sequence[Sheet],
    findings: Sequence[Finding],
    schemes: SchemeBook,
    names: Sequence[str],
) -> Arrivals:
    """Returns what arrived in a period.

    `frames` are the accepted rows of the period, `sheets` those of the inbox that may hold some of
    it. `names` are those of the people: where a sheet says nothing, the name of its file may.
    """
    refused, empty = list[Refused](), list[tuple[str, str]]()
    for sheet in sheets:
        own = _refused(sheet, schemes, names)
        refused += own
        if not sheet.rows_read and not sheet.rejected:
            empty.append((sheet.file, sheet.inspector))
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for found in findings:
        counts[found.file][found.severity] += found.count
    return Arrivals(_accepted(frames), refused, empty, counts)


def _accepted(frames: Frames) -> pd.DataFrame:
    parts = [
        pd.DataFrame(
            {
                "inspector": frame["inspector"],
                "who": _folded(frame["inspector"]),
                "recording": evidence(frame),
                "file": frame["file"],
                "day": frame["inspected_on"].fillna(frame["call_date"]),
            }
        )
        for frame in frames.values()
    ]
    none = pd.DataFrame({name: pd.Series(dtype="str") for name in _COLUMNS})
    nothing = none.astype({"day": "datetime64[s]"})
    return pd.concat(parts, ignore_index=True) if parts else nothing


def _folded(names: pd.Series) -> pd.Series:
    return names.map({name: folded(name) for name in names.unique()})


def _refused(sheet: Sheet, schemes: SchemeBook, names: Sequence[str]) -> list[Refused]:
    """What was refused of a sheet: by the keys of its rows, the rest by the sheet itself."""
    if not (sheet.rejected or sheet.rows_rejected):
        return []
    by_inspector = _of_keys(sheet, schemes)
    rest = max(sheet.rows_rejected - sum(by_inspector.values()), 0)
    found = [Refused(sheet.file, who, rows, sheet.rejected) for who, rows in by_inspector.items()]
    if rest or not found:
        only = next(iter(by_inspector)) if len(by_inspector) == 1 else ""
        who = sheet.inspector or only
        told = who or _named_by(sheet.file, names)
        by_name = bool(told) and not who
        found.append(Refused(sheet.file, told, rest, sheet.rejected, by_name))
    return found


def _of_keys(sheet: Sheet, schemes: SchemeBook) -> Counter[str]:
    """How many refused rows each inspector has, as far as their keys could be read."""
    scheme = schemes.version(*sheet.scheme_key) if sheet.scheme_key else None
    if scheme is None:
        return Counter()
    place = recordings_schema(scheme).key.index("inspector")
    return Counter(key[place] for key in sheet.rejected_keys if key[place])


def _named_by(file: str, names: Sequence[str]) -> str:
    """The one person whose name stands in the path of a file, "" where none does, or several."""
    path = folded(file)
    found = [name for name in names if len(name) > 1 and folded(name) in path]
    # 陈晨 Q1 is named where 陈晨 is, too.
    found = [one for one in found if not any(one != other and one in other for other in found)]
    return found[0] if len(found) == 1 else ""
