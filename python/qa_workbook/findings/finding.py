"""Findings: what is wrong in which cell of whose file. Codes first, words second: those are in labels/finding.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from qa_workbook import labels

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_PLACE = re.compile(r"{(\w+)}")


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Returns every finding there is, in the order of the file: code → severity and words."""
    with (Path(labels.__file__).parent / "finding.yaml").open("rb") as file:
        return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


@dataclass(frozen=True)
class Finding:
    """One fault of somebody's file. An error on a row rejects the row, an error on a sheet all its rows.

    Warnings and notes reject nothing. `file` is relative to the inbox (posix); `cell` is A1, may be a range, "" for a
    whole file; `count` cells say the same. A detail that is a mapping has its words by language; the part of a message
    in [ ] is left out when a detail in it is empty.
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

    def _say(self, key: str) -> str:
        here = {
            "cell": self.cell,
            "column": self.column,
            "value": self.value,
            "sheet": self.sheet,
            "file": self.file,
        }
        language = "en" if key.endswith("en") else "zh"
        spoken = {
            name: detail[language] if isinstance(detail, Mapping) else detail
            for name, detail in self.details.items()
        }
        known, words = here | spoken, catalogue()[self.code][key]
        if "[" in words:
            words = _OPTIONAL.sub(
                lambda part: part[1] if all(map(known.get, _PLACE.findall(part[1]))) else "", words
            )
        return words.format_map(known)

    def message(self, language: str = "zh") -> str:
        """Returns what is wrong: what was found and what was expected."""
        words = self._say("en" if language == "en" else "zh")
        if self.count == 1:
            return words
        return f"{words} ({self.count} ×)" if language == "en" else f"{words}（共 {self.count} 处）"

    def fix(self, language: str = "zh") -> str:
        """Returns what to do about it."""
        return self._say("fix_en" if language == "en" else "fix_zh")

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
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    words = "" if value is None else f"{value:.15G}" if isinstance(value, float) else str(value)
    return words if len(words) <= width else words[: width - 1] + "…"


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
    """Returns a Finding with the severity of the catalogue. Raises KeyError for an unknown code."""
    severity: Severity = catalogue()[code]["severity"]  # type: ignore[assignment]
    return Finding(code, severity, file, sheet, cell, column, shown(value), details, count)


def severities(findings: Iterable[Finding]) -> dict[str, int]:
    """Returns the number of faults of each severity: error, warning, info."""
    counts: dict[str, int] = {severity: 0 for severity in SEVERITIES}
    for one in findings:
        counts[one.severity] += one.count
    return counts
