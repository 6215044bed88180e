"""Reads files and folders of score sheets: rows for the records, findings for people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

import pandas as pd

from qa_workbook.findings.finding import Finding, finding
from qa_workbook.frames import Table
from qa_workbook.intake.context import IntakeContext
from qa_workbook.intake.duplicates import check_between_sheets
from qa_workbook.intake.file_reader import FileRows, is_table_of_scores, read_file
from qa_workbook.intake.files import Names, expand, readable, relative
from qa_workbook.intake.form_sheet import FormRows
from qa_workbook.intake.frames import form_table, recordings_table
from qa_workbook.intake.hashes import hashes_in
from qa_workbook.intake.identities import join_spellings
from qa_workbook.intake.kept import ReadBefore
from qa_workbook.intake.origins import Fate, Lying, fates
from qa_workbook.intake.packed import with_parts
from qa_workbook.intake.parts import in_parts
from qa_workbook.intake.purposes import by_purpose
from qa_workbook.intake.sharing import sharing
from qa_workbook.intake.sheet import SheetRows
from qa_workbook.intake.totals import check_totals, without_agreeing
from qa_workbook.keys import SchemeKey
from qa_workbook.labels.reasons import name_of, reason, technical
from qa_workbook.sheets import Original, Sheet

__all__ = ["Intake", "IntakeContext", "expand", "read_paths"]


T = TypeVar("T")
ReadFiles = Callable[[Sequence[Path], IntakeContext], Iterable[FileRows]]
"""Gives what each file gives, in their order."""
_TOGETHER = 100
"""So many files give a table together as soon as they are read: lists of cells take much room."""


@dataclass(frozen=True)
class Intake:
    """Accepted rows per scheme version, all findings, and the sheets they came from."""

    tables: dict[SchemeKey, Table]
    findings: list[Finding]
    sheets: list[Sheet]
    passed_over: dict[str, str] = field(default_factory=dict)
    """Files in whose place another one counts, which was sent back and came back corrected."""
    read: dict[str, Lying] = field(default_factory=dict)
    """The files that could be read, by name: what each says of itself."""

    @property
    def frames(self) -> dict[SchemeKey, pd.DataFrame]:
        """The accepted rows alone."""
        return {key: table.frame for key, table in self.tables.items()}


def read_paths(
    paths: Sequence[Path],
    context: IntakeContext,
    progress: Callable[[int, int], None] | None = None,
    before: ReadBefore | None = None,
    read: ReadFiles | None = None,
) -> Intake:
    """Reads files and folders. Returns accepted rows, findings in the order of files, and sheets.

    `progress(done, total)` is called after each file. Nothing in a file raises: what can't be read
    is a finding. What is known from `before` isn't read again. `read` reads many files, in their
    order; without it they are read one by one.
    """
    found = expand(paths, context.vocabulary)
    results = [_closed_folder(folder, error, context) for folder, error in found.closed]
    results += _results(found.read, context, progress, before, read or _one_by_one)
    lying = [one.lying for one in results if one.lying]
    settled = fates(lying, context)
    results = [_settled(one, settled) for one in results]
    sheets = _all(result.sheets for result in results)
    rows = _all(result.rows for result in results)
    form_rows = _all(result.form_rows for result in results)
    rows, form_rows, sheets, joined = join_spellings(rows, form_rows, sheets, context)
    rows, sheets, apart = by_purpose(rows, sheets, context.lists, context.stored)
    rows = in_parts(rows)
    keys = [sheet.sheet_keys() for sheet in sharing(rows)]
    findings = [*_all(result.findings for result in results), *joined, *apart]
    findings += check_between_sheets(keys, context.vocabulary.limits.group_from)
    tables = _tables(rows)
    findings += check_totals(rows, context.vocabulary)
    if context.roster:
        findings = [*context.roster.findings, *findings]
    skipped = [_skipped(file, context) for file in found.others]
    sheets += [Sheet(one.file, "", rejected=True) for one in skipped if one.severity == "error"]
    return Intake(
        tables | _form_tables(form_rows),
        [*_by_file(findings, sheets), *skipped],
        sheets,
        {file: fate.passed_over for file, fate in settled.items() if fate.passed_over},
        {one.file: one for one in lying},
    )


def _all(parts: Iterable[Iterable[T]]) -> list[T]:
    return list(chain.from_iterable(parts))


def _results(
    files: Sequence[Path],
    context: IntakeContext,
    progress: Callable[[int, int], None] | None,
    before: ReadBefore | None,
    read_files: ReadFiles,
) -> list[FileRows]:
    """What each file gives, in their order; those that are known from before aren't read."""
    names = Names(context.base).of(files)
    known = _known(names, before, context) if before else {}
    new = [file for file in files if names[file] not in known]
    seen = [hashes_in(before.folder).seen(file) for file in new] if before else []
    read, waiting = list[FileRows](), list[FileRows]()
    for result in read_files(new, context):
        waiting.append(result)
        if len(waiting) == _TOGETHER:
            read += settled(waiting, context)
            waiting.clear()
        if progress:
            progress(len(known) + len(read) + len(waiting), len(files))
    read += settled(waiting, context)
    if before:
        for file, looks, result in zip(new, seen, read, strict=True):
            if result.lying:
                hashes_in(before.folder).learn(file, looks, result.lying.sha256)
        before.add(read, known)
    of_new = dict(zip(new, read, strict=True))
    return [of_new[file] if file in of_new else known[names[file]] for file in files]


def _known(
    names: Mapping[Path, str], before: ReadBefore, context: IntakeContext
) -> dict[str, FileRows]:
    """What is known from before of files, by name; no other files are looked into."""
    hashes, most = hashes_in(before.folder), context.vocabulary.limits.max_file_bytes
    found = {name: hashes.of(file, most) for file, name in names.items() if before.knows(name)}
    return before.results({name: sha256 for name, sha256 in found.items() if sha256})


def settled(results: Sequence[FileRows], context: IntakeContext) -> list[FileRows]:
    """Returns what files gave: rows in tables, without what they say of totals that are right.

    So it takes little room, and is worked out once for all later builds.
    """
    results = with_parts(results)
    sheets = iter(without_agreeing(_all(one.rows for one in results), context.vocabulary))
    return [replace(one, rows=list(islice(sheets, len(one.rows)))) for one in results]


def _one_by_one(files: Sequence[Path], context: IntakeContext) -> Iterable[FileRows]:
    return (read_file(file, context) for file in files)


def _by_file(findings: Sequence[Finding], sheets: Sequence[Sheet]) -> list[Finding]:
    """The findings in the order of the files, those of the roster first."""
    order = {sheet.file: place for place, sheet in enumerate(sheets)}
    return sorted(findings, key=lambda found: order.get(found.file, -1))


def _closed_folder(folder: Path, error: OSError, context: IntakeContext) -> FileRows:
    """A folder that can't be looked into counts as one sheet that was refused."""
    name = relative(folder, context.base)
    name = f"{name.rstrip('/')}/" if folder != context.base else "./"
    why = reason(name_of(error))
    found = finding("folder-unreadable", name, why=why, technical=technical(error))
    return FileRows([Sheet(name, "", "", rejected=True)], findings=[found])


def _skipped(file: Path, context: IntakeContext) -> Finding:
    name = relative(file, context.base)
    # It may well be somebody's score sheet in a shape that nobody can read.
    likely = file.name.lower().endswith(context.vocabulary.files.likely)
    if likely or is_table_of_scores(file, context):
        return finding("file-unsupported", name, value=readable(file.suffix))
    return finding("file-skipped", name, value=readable(file.name))


def _tables(sheets: Sequence[SheetRows]) -> dict[SchemeKey, Table]:
    by_key: dict[SchemeKey, list[SheetRows]] = defaultdict(list)
    for sheet in sheets:
        by_key[sheet.key].append(sheet)
    return {
        key: recordings_table(found[0].scheme, found, key.purpose) for key, found in by_key.items()
    }


def _form_tables(sheets: Sequence[FormRows]) -> dict[SchemeKey, Table]:
    by_form: dict[SchemeKey, list[FormRows]] = defaultdict(list)
    for sheet in sheets:
        by_form[sheet.form.scheme_key].append(sheet)
    return {key: form_table(found[0].form, found) for key, found in by_form.items()}


def _refused(sheet: Sheet, corrects: Original | None) -> Sheet:
    rows = sheet.rows_read
    return replace(sheet, rejected=True, rows_rejected=rows, corrects=corrects)


def _settled(result: FileRows, fates_of: Mapping[str, Fate]) -> FileRows:
    """What a file gives, after it is known whether another one counts in its place."""
    fate = fates_of.get(result.lying.file) if result.lying else None
    if fate is None:
        return result
    if fate.passed_over:
        return FileRows(findings=list(fate.findings))
    if fate.refused:
        sheets = [_refused(sheet, fate.corrects) for sheet in result.sheets]
        return FileRows(sheets, findings=list(fate.findings))
    sheets = [replace(sheet, corrects=fate.corrects) for sheet in result.sheets]
    return replace(result, sheets=sheets, findings=[*result.findings, *fate.findings])
