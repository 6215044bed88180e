"""Findings: what is wrong in which cell of whose file. Codes first (codes.py), words second."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from qa_workbook import labels
from qa_workbook.clock import span_text
from qa_workbook.findings.codes import CODES, SEVERITIES, Severity

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_PLACEHOLDER = re.compile(r"{(\w+)}")
_EXACT_WHOLE_NUMBERS = 1e15


@dataclass(frozen=True, slots=True)  # there may be millions of them
class Finding:
    """One fault of somebody's file, for people and programs; it keeps nothing out itself.

    `file` is relative to the inbox (posix); `cell` is A1, may be a range, "" for a whole file;
    `count` cells say the same. A detail that is a mapping has its words by language; the part
    of a message in [ ] is left out when a detail in it is empty.
    """

    code: str
    severity: Severity
    file: str
    sheet: str = ""
    cell: str = ""
    column: str = ""
    value: str = ""
    details: Mapping[str, object] = field(default_factory=dict)
    count: int = 1

    def _in_words(self, key: str, language: str) -> str:
        """The sentence `key` of the code in one language, with everything known put in."""
        known: dict[str, object] = {
            "cell": self.cell,
            "column": self.column,
            "value": self.value,
            "sheet": self.sheet,
            "file": self.file,
        }
        for name, detail in self.details.items():
            known[name] = detail[language] if isinstance(detail, Mapping) else detail

        def optional(part: re.Match[str]) -> str:
            return part[1] if all(known.get(name) for name in _PLACEHOLDER.findall(part[1])) else ""

        sentence = labels.entries("finding")[self.code][key]
        return _OPTIONAL.sub(optional, sentence).format_map(known)

    def message(self, language: str = "zh") -> str:
        """Returns what is wrong: what was found and what was expected."""
        words = self._in_words(language, language)
        if self.count == 1:
            return words
        if language == "en":
            return f"{words} ({self.count} ×)"
        return f"{words}（共 {self.count} 处）"

    def fix(self, language: str = "zh") -> str:
        """Returns what to do about it."""
        return self._in_words(f"fix_{language}", language)

    def about(self, language: str = "zh") -> str:
        """Returns the problem in two or three words, without what is particular about this case."""
        return labels.entries("finding")[self.code][f"about_{language}"]

    def as_dict(self, language: str = "zh") -> dict[str, str]:
        """Returns the object of `validate --json` (contract 3.1)."""
        return {
            "code": self.code,
            "severity": self.severity,
            "file": self.file,
            "sheet": self.sheet,
            "cell": self.cell,
            "column": self.column,
            "value": self.value,
            "message": self.message(language),
            "fix": self.fix(language),
        }


def shown(value: object, width: int = 80) -> str:
    """Returns a cell's value as a person sees it, shortened to `width` characters."""
    words = _shown_in_full(value)
    return words if len(words) <= width else words[: width - 1] + "…"


def _shown_in_full(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < _EXACT_WHOLE_NUMBERS
        return str(int(value)) if whole else f"{value:.15G}"
    if isinstance(value, date | timedelta):
        return _time_in_full(value)
    return str(value)


def _time_in_full(value: date | timedelta) -> str:
    """A day, a moment or a length of time; midnight is no time of day."""
    if isinstance(value, timedelta):
        return span_text(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat(" ", "seconds") if isinstance(value, datetime) else value.isoformat()


def finding(
    code: str,
    file: str,
    sheet: str = "",
    cell: str = "",
    column: str = "",
    value: object = "",
    count: int = 1,
    **details: object,
) -> Finding:
    """Returns a Finding with the severity of its code.

    Raises KeyError for an unknown code, TypeError unless the details are those the code declares.
    """
    known = CODES[code]
    if details.keys() != set(known.details):
        raise TypeError(f"{code} has the details {known.details}, not {tuple(details)}")
    return Finding(code, known.severity, file, sheet, cell, column, shown(value), details, count)


def severities(findings: Iterable[Finding]) -> dict[Severity, int]:
    """Returns how many cells have a fault of each severity: error, warning, info."""
    counts = dict.fromkeys(SEVERITIES, 0)
    for found in findings:
        counts[found.severity] += found.count
    return counts
