"""What stops the work: one small exception class per cause, each of which builds its own message.

Faults in a *user's file* are never exceptions: they are findings (`qa_workbook.findings.finding`) or config faults
(`qa_workbook.config.faults`), collected and returned beside the result.
"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import ClassVar

from qa_workbook.labels import text


class QaWorkbookError(Exception):
    """Base of all errors. `exit_code` is the contract's; `say(language)` is the sentence for the person who can mend it."""

    exit_code: ClassVar[int] = 4
    label: ClassVar[str] = "error.failed"

    def __init__(self, **details: object) -> None:
        super().__init__(self.label, details)
        self.details = details

    def say(self, language: str) -> str:
        """Returns the message in `language` ("zh" or "en")."""
        return text(self.label, language, **self.details)

    @property
    def technical(self) -> str:
        """What only the log should hold, "" for nothing."""
        return ""

    def __str__(self) -> str:
        return self.say("en")


class UsageError(QaWorkbookError):
    """The command was called wrongly, e.g. with a period that is none. Needs `what`."""

    exit_code = 2
    label = "error.usage"


class UnknownPeriod(UsageError):
    """Needs `value`."""

    label = "error.period"


class UnknownScheme(UsageError):
    """Needs `scheme` and `known`."""

    label = "error.unknown_scheme"


class PathNotFound(UsageError):
    """Needs `path`."""

    label = "error.path_not_found"


class NoWorkspace(UsageError):
    """Needs `path`."""

    label = "error.no_workspace"


class ConfigError(QaWorkbookError):
    """The config has faults; needs `faults`: a list of `qa_workbook.config.faults.Fault`."""

    exit_code = 2
    label = "error.config"

    def __init__(self, faults: list) -> None:
        super().__init__(count=len(faults))
        self.faults = faults

    def say(self, language: str) -> str:
        """Returns the message with the first fault, both in `language`."""
        first = self.faults[0].say(language) if self.faults else ""
        return text(self.label, language, **self.details, first=first)


class Busy(QaWorkbookError):
    """Another run holds the workspace. Needs `path`."""

    exit_code = 3
    label = "error.busy"


class OutputLocked(QaWorkbookError):
    """The file to be written is open in another program. Needs `path`."""

    exit_code = 3
    label = "error.output_locked"

    def __init__(self, path: Path) -> None:
        super().__init__(path=path)


class RecordsDamaged(QaWorkbookError):
    """The store of records cannot be read. Needs `path` and `why`, which is for the log (`technical`)."""

    label = "error.records_damaged"

    @property
    def technical(self) -> str:
        """What exactly could not be read."""
        return f"{self.details['path']}: {self.details['why']}"


class SchemeVersionGone(ConfigError):
    """Records were scored by a scheme version that is no longer in the config. Needs `scheme` and `version`."""

    label = "error.scheme_version_gone"

    def __init__(self, scheme: str, version: str) -> None:
        QaWorkbookError.__init__(self, scheme=scheme, version=version)
        self.faults = []


class CannotWrite(QaWorkbookError):
    """The disk or its rights forbid it. Needs `path`."""

    label = "error.cannot_write"


class DiskFull(QaWorkbookError):
    """No space left. Needs `path`."""

    label = "error.disk_full"


def from_system(error: BaseException | None) -> QaWorkbookError | None:
    """Returns the error that a person can mend behind a failure of the operating system, None if it is something else."""
    while error is not None:
        if isinstance(error, OSError):
            path = error.filename or ""
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                return DiskFull(path=path)
            if error.errno in (
                errno.EACCES,
                errno.EPERM,
                errno.EROFS,
                errno.ENOTDIR,
                errno.EEXIST,
                errno.EISDIR,
            ):
                return CannotWrite(path=path)
        error = error.__cause__ or error.__context__
    return None
