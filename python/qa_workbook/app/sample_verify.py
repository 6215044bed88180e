"""Checks the certificate of a draw against the call list; nothing else is needed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa_workbook.errors import PathNotFound
from qa_workbook.sampling.call_list import FORM, CallList, read_calls
from qa_workbook.sampling.certificate import read_certificate
from qa_workbook.sampling.verify import Verified, verify
from qa_workbook.workspace import Workspace


@dataclass(frozen=True)
class VerifyReport:
    """What was checked, and what came of it."""

    file: Path
    calls: CallList
    verified: Verified

    def as_dict(self, language: str) -> dict[str, Any]:
        """Returns the object that `sample verify --json` prints."""
        certificate = self.verified.certificate
        return {
            "certificate": str(self.file),
            "number": certificate.number,
            "ok": self.verified.ok,
            "digest_ok": certificate.is_untouched,
            "differences": [dict(vars(one)) for one in self.verified.differences],
            "calls": self.calls.as_dict(language),
        }


def verify_sample(workspace: Workspace, certificate: Path, calls: Path) -> VerifyReport:
    """Draws once more and compares.

    The workspace only says which headings a call list has; there need not be one. Raises
    PathNotFound, NotACertificateError, ConfigError, NoCallListError, NoColumnsError,
    DoubledColumnError.
    """
    for path in (certificate, calls):
        if not path.is_file():
            raise PathNotFound(path=path)
    read = read_certificate(certificate)
    config = workspace.load()
    found = read_calls(calls, config.forms.form(FORM), config.vocabulary)
    return VerifyReport(certificate, found, verify(read, found.calls))
