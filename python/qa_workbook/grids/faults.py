"""Why a file or a sheet can't be read."""

from __future__ import annotations

from qa_workbook.labels.reasons import reason

_REASONS = {"file-empty": "empty", "file-encrypted": "password", "file-too-large": "too_large"}
NEVER_CAUGHT = (KeyboardInterrupt, SystemExit)
"""What goes on although readers of foreign files fail in every way there is.

Panics of compiled code come as bare BaseExceptions.
"""


class FileFault(Exception):
    """A file can't be read.

    `code` is that of the finding, `why` its reason by language, `technical` is for the log.
    """

    def __init__(self, code: str, reason_name: str = "", technical: str = "") -> None:
        super().__init__(code, reason_name, technical)
        self.code, self.technical = code, technical
        self.why = reason(reason_name or _REASONS[code])


class TooLarge(Exception):
    """A part of the workbook unpacks to more than the limit, or spans too many cells."""
