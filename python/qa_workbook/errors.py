"""What stops the work: one small exception class per cause, each of which builds its own message.

Faults in a *user's file* are never exceptions: they are findings (`qa_workbook.findings.finding`)
or faults of the config (`qa_workbook.config.faults`), collected and returned beside the result.
"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import ClassVar

from qa_workbook.labels import text


class QaWorkbookError(Exception):
    """Base of all errors. `exit_code` is the contract's.

    `say(language)` is the sentence for the person who can mend it.
    """

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
    """The command was called wrongly. Needs `what`: the part that is wrong."""

    exit_code = 2
    label = "error.usage"


class TooLongForSheet(UsageError):
    """A table has more `rows` than a sheet of `file` can hold (`most`)."""

    label = "error.too_long_for_sheet"


class SheetTooLong(UsageError):
    """A table of a workbook has more `rows` than its `sheet` can hold (`most`)."""

    label = "error.sheet_too_long"


class NotAFraction(UsageError):
    """A share is not between 0 and 1. Needs `name` (the option) and `value` (what was written)."""

    label = "error.not_a_fraction"


class OutputHere(UsageError):
    """A result may not be written among what it is made from. Needs `path`."""

    label = "error.output_here"


class UnknownPeriod(UsageError):
    """Needs `value`."""

    label = "error.period"


class PeriodReversed(UnknownPeriod):
    """The period ends before it begins. Needs `value`, `first` and `last`."""

    label = "error.period_reversed"


class UnknownScheme(UsageError):
    """Needs `scheme` and `known`."""

    label = "error.unknown_scheme"


class UnknownForm(UsageError):
    """Needs `form` and `known`."""

    label = "error.unknown_form"


class UnknownAgent(UsageError):
    """Nothing of that agent in the period. Needs `agent` and `period`."""

    label = "error.unknown_agent"


class KeptTooShort(UsageError):
    """Wage records are kept longer than that. Needs `months` and `least`."""

    label = "error.kept_too_short"


class MonthDeleted(UsageError):
    """What was given out for that month was deleted after its term. Needs `month`."""

    label = "error.month_deleted"


class UnknownPaper(UsageError):
    """Needs `kind` and `known`."""

    label = "error.unknown_paper"


class PaperNeedsLonger(UsageError):
    """No whole month lies in the period. Needs `kind` and `period`."""

    label = "error.paper_needs_longer"


class PathNotFound(UsageError):
    """Needs `path`."""

    label = "error.path_not_found"


class UnknownCase(UsageError):
    """No register given out has such a case. Needs `case`."""

    label = "error.unknown_case"


class CaseNotOpened(UsageError):
    """The procedure can't begin for a line of the register. Needs `number` and `why`."""

    label = "error.case_not_opened"


class NoSingleMonth(UsageError):
    """Only a whole calendar month is closed. Needs `period`."""

    label = "error.no_single_month"


class MonthNotOver(UsageError):
    """Needs `period`."""

    label = "error.month_not_over"


class MonthPassed(UsageError):
    """A later month is closed, so the cases come into the next one. Needs `period` and `later`."""

    label = "error.month_passed"


class EarlierMonthOpen(UsageError):
    """A month before has cases and isn't closed. Needs `period` and `earlier`."""

    label = "error.earlier_month_open"


class MonthNotClosed(UsageError):
    """Nothing is paid of a month that is open. Needs `period`."""

    label = "error.month_not_closed"


class RegisterFirst(QaWorkbookError):
    """The register given out isn't what it would be now. Needs `period`."""

    exit_code = 3
    label = "error.register_first"


class NotOurs(UsageError):
    """No register or slip that this workspace gave out. Needs `path`."""

    label = "error.not_ours"


class NoDecisionSheet(UsageError):
    """A file without a sheet of decisions: no register. Needs `path`."""

    label = "decisions.not_a_decision_sheet"


class NoWorkspace(UsageError):
    """Needs `path`."""

    label = "error.no_workspace"


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


class VersionChanged(UsageError):
    """The rules of a version that was used are others now. Needs `versions` ("id@version, …")."""

    label = "error.version_changed"


class UnknownVersion(UsageError):
    """Needs `version` and `known`."""

    label = "error.unknown_version"


class PinsDamaged(QaWorkbookError):
    """What is known of the versions that were used can't be read. Needs `path`."""

    label = "error.pins_damaged"


class ListsDamaged(QaWorkbookError):
    """What is known of the lists that were handed out can't be read. Needs `path`."""

    label = "error.lists_damaged"


class OutputReadOnly(QaWorkbookError):
    """The file to be written is marked as read-only. Needs `path`."""

    exit_code = 3
    label = "error.output_read_only"


class NoPlainFile(UsageError):
    """What is to be written is a device or a pipe. Needs `path`."""

    label = "error.no_plain_file"


class TypedIntoRegister(QaWorkbookError):
    """A register to be overwritten holds what somebody wrote. Needs `path`, `cells` and `count`."""

    exit_code = 3
    label = "error.typed_into_register"


class RegisterUnreadable(QaWorkbookError):
    """What somebody wrote into a register can't be told, as it can't be read. Needs `path`."""

    exit_code = 3
    label = "error.register_unreadable"


class RecordsDamaged(QaWorkbookError):
    """The store of records cannot be read. Needs `path` and `why` (`technical`, for the log)."""

    label = "error.records_damaged"

    @property
    def technical(self) -> str:
        """What exactly could not be read."""
        return f"{self.details['path']}: {self.details['why']}"


class SchemeVersionGone(UsageError):
    """Records were scored by a version that the config has lost. Needs `scheme`, `version`."""

    label = "error.scheme_version_gone"


class RecordsForbidden(QaWorkbookError):
    """The store of records is there, but may not be read. Needs `path`."""

    label = "error.records_forbidden"


class CannotWrite(QaWorkbookError):
    """The disk or its rights forbid it. Needs `path`."""

    label = "error.cannot_write"


class CommandDied(QaWorkbookError):
    """The process of a command was ended from outside, and no file is known to be at fault."""

    label = "error.command_died"


class DiskFull(QaWorkbookError):
    """No space left. Needs `path`."""

    label = "error.disk_full"


class DiskFails(QaWorkbookError):
    """The disk, or the network drive, doesn't do what it should. Needs `path`."""

    label = "error.disk_fails"


_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
_FAILING = {errno.EIO, errno.ESTALE, errno.ETIMEDOUT}
_NO_RIGHTS = {
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOTDIR,
    errno.EEXIST,
    errno.EISDIR,
}


def from_system(error: BaseException | None) -> QaWorkbookError | None:
    """Returns what a person can mend behind a failure of the operating system.

    Libraries wrap such failures, so the causes of `error` are searched too. None is something else.
    """
    while error is not None:
        if isinstance(error, OSError):
            path = error.filename or "?"
            if error.errno in _NO_SPACE:
                return DiskFull(path=path)
            if error.errno in _FAILING:
                return DiskFails(path=path)
            if error.errno in _NO_RIGHTS:
                return CannotWrite(path=path)
        error = error.__cause__ or error.__context__
    return None
