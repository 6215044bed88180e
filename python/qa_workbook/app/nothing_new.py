"""A build of which nothing is new: the last one of its kind has said and written it all already.

What a build depends on is one digest; where it is that of the last build, nothing is read, computed
or written again. Anything that can't be told for sure makes a build.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from qa_workbook.app.build_report import BuildReport, FormCounts
from qa_workbook.app.left_out import left_out_file
from qa_workbook.app.other_periods import OtherPeriods
from qa_workbook.app.reading_digest import reading_digest
from qa_workbook.errors import UnknownForm
from qa_workbook.files import written
from qa_workbook.intake.files import expand
from qa_workbook.intake.hashes import hashes_in
from qa_workbook.intake.packed_values import packed_value, unpacked_value
from qa_workbook.numbers import Period
from qa_workbook.workspace import Config, Workspace
from qa_workbook.workspace_paths import shipped

FORMAT = 1
_PLAIN = ("sheets", "recordings", "findings", "lines", "withdrawn")
"""Fields of a report that are kept as they are."""


class LastBuild:
    """The last build of a period from an inbox in a language, as it was kept.

    The caller holds the workspace. What is asked twice is worked out anew each time: files may
    change while a build runs.
    """

    def __init__(
        self, workspace: Workspace, config: Config, span: Period, language: str, inbox: Path
    ) -> None:
        self._workspace, self._config, self._span = workspace, config, span
        self._language, self._inbox = language, inbox

    @cached_property
    def _file(self) -> Path:
        told = f"{self._span.text}|{self._language}|{self._inbox}|{self._workspace.output}"
        name = sha256(told.encode("utf-8", "surrogateescape")).hexdigest()[:16]
        return self._workspace.read_before / f"built-{name}.json"

    def answer(self) -> BuildReport | None:
        """Returns what the last build would say again; None where a build must be made."""
        try:
            kept = orjson.loads(self._file.read_bytes())
            if kept["format"] != FORMAT or kept["digest"] != self._digest(kept["files"]):
                return None
            return self._report(kept["report"], *map(Path, kept["files"]))
        except (OSError, ValueError, KeyError, TypeError, UnknownForm):
            return None

    def remember(self, report: BuildReport) -> None:
        """Keeps what a build would say that has nothing new, just after the files are written.

        A disk that is full or closed is no fault of the build.
        """
        files = [str(report.analysis_file), str(report.findings_file)]
        kept = {
            "format": FORMAT,
            "digest": self._digest(files),
            "files": files,
            "report": self._kept(report),
        }
        hashes_in(self._workspace.read_before).keep()
        try:
            with written(self._file) as beside:
                beside.write_bytes(orjson.dumps(kept))
        except OSError:
            return

    def forget(self) -> None:
        """Removes what was kept: the next build is made."""
        self._file.unlink(missing_ok=True)

    # --- what a build depends on ------------------------------------------------------------------

    def _digest(self, files: list[str]) -> str:
        digest = sha256()
        for part in self._parts(files):
            digest.update(part.encode("utf-8", "surrogateescape") + b"\\0")
        return digest.hexdigest()

    def _parts(self, files: list[str]) -> Iterator[str]:
        workspace, span = self._workspace, self._span
        hash_of = hashes_in(workspace.read_before).of
        today = date.today()  # noqa: DTZ011 - the user's own calendar
        yield f"{today} {self._language} {span.first} {span.last}"
        yield reading_digest(workspace, self._inbox, span)
        for folder in dict.fromkeys((workspace.config_folder, shipped("config"))):
            for file in sorted(one for one in folder.rglob("*") if one.is_file()):
                yield f"{file} {hash_of(file)}"
        yield from self._inputs()
        for file in sorted(workspace.records.glob("*.json")):  # the manifest
            yield f"{file} {hash_of(file)}"
        yield self._config.settings.ledger
        for file in (workspace.ledger, workspace.ledger.with_name(f"{workspace.ledger.name}-wal")):
            yield _stamp(file)
        yield hash_of(left_out_file(workspace, span))
        for name in files:
            yield _stamp(Path(name))

    def _inputs(self) -> Iterator[str]:
        vocabulary = self._config.vocabulary
        hash_of = hashes_in(self._workspace.read_before).of
        found = expand([self._inbox], vocabulary)
        for file in found.read:
            yield f"{file} {hash_of(file, vocabulary.limits.max_file_bytes) or _stamp(file)}"
        for file in found.others:
            yield _stamp(file)
        for folder, error in found.closed:
            yield f"{folder} {error}"

    # --- what it said -----------------------------------------------------------------------------

    def _kept(self, report: BuildReport) -> Any:
        plain = {name: getattr(report, name) for name in _PLAIN}
        aside = {field.name: getattr(report.aside, field.name) for field in fields(OtherPeriods)}
        forms = [[one.form.id, one.rows] for one in report.forms]
        return packed_value({**plain, "aside": aside, "forms": forms})

    def _report(self, kept: Any, analysis: Path, findings: Path) -> BuildReport:
        said = unpacked_value(kept, self._config.schemes, self._config.forms)
        forms = self._config.forms
        return BuildReport(
            period=self._span,
            **{name: said[name] for name in _PLAIN},
            forms=[FormCounts(forms.form(form_id), rows) for form_id, rows in said["forms"]],
            aside=OtherPeriods(**said["aside"]),
            analysis_file=analysis,
            findings_file=findings,
            seconds=0,
        )


def _stamp(file: Path) -> str:
    """Name, size and time of the last change; the name alone of what isn't there."""
    try:
        found = file.stat()
    except OSError:
        return str(file)
    return f"{file} {found.st_size} {found.st_mtime_ns}"
