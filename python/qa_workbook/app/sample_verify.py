"""Checks the certificate of a draw against the call list; nothing else is needed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa_workbook.errors import PathNotFound
from qa_workbook.labels import LANGUAGES, text
from qa_workbook.sampling.call_list import FORM, CallList, read_calls
from qa_workbook.sampling.certificate import read_certificate
from qa_workbook.sampling.replacing import TraceFault, trace_faults
from qa_workbook.sampling.verify import Verified, verify
from qa_workbook.workspace import Workspace


@dataclass(frozen=True)
class VerifyReport:
    """What was checked, and what came of it."""

    file: Path
    calls: CallList
    verified: Verified
    replaced: int = 0
    """Lines of the trace of replacements."""
    faults: tuple[TraceFault, ...] = ()
    """What is wrong with that trace."""

    @property
    def ok(self) -> bool:
        """Whether draw and replacements are as the certificate says."""
        return self.verified.ok and not self.faults

    def as_dict(self, language: str) -> dict[str, Any]:
        """Returns the object that `sample verify --json` prints."""
        certificate = self.verified.certificate
        return {
            "certificate": str(self.file),
            "number": certificate.number,
            "ok": self.ok,
            "digest_ok": certificate.is_untouched,
            "differences": [dict(vars(one)) for one in self.verified.differences],
            "replacements": {
                "lines": self.replaced,
                "faults": [dict(vars(one)) for one in self.faults],
            },
            "calls": self.calls.as_dict(language),
        }


def verify_sample(
    workspace: Workspace, certificate: Path, calls: Path, trace: Path | None = None
) -> VerifyReport:
    """Draws once more and compares; `trace` are the replacements, those beside the certificate.

    The workspace only says which headings a call list has; there need not be one. Raises
    PathNotFound, NotACertificateError, ConfigError, NoCallListError, NoColumnsError,
    DoubledColumnError.
    """
    for path in (certificate, calls, trace):
        if path and not path.is_file():
            raise PathNotFound(path=path)
    read = read_certificate(certificate)
    config = workspace.load()
    found = read_calls(calls, config.forms.form(FORM), config.vocabulary)
    verified = verify(read, found.calls)
    lines = _trace(certificate, read.number, trace)
    faults = tuple(trace_faults(lines, read.content))
    return VerifyReport(certificate, found, verified, len(lines.splitlines()), faults)


def _trace(certificate: Path, number: str, given: Path | None) -> bytes:
    """The trace of replacements: the given one, else that beside the certificate, if any."""
    names = [text("sampling_lists.trace_name", language, draw=number) for language in LANGUAGES]
    beside = [given] if given else [certificate.parent / name for name in names]
    return next((path.read_bytes() for path in beside if path.is_file()), b"")
