"""The invented words of the demo, read from centre.yaml: who works there, and what they write."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from qa_workbook.config.base import Model
from qa_workbook.config.strict import read_model


class Files(Model):
    """Names of files, without suffix; all but that of the call list relative to the inbox."""

    daily: str
    breaches: str
    complaints: str
    renamed: str
    recheck: str
    session: str
    sample: str
    calls: str


class DemoBranch(Model):
    """A branch, the project of its calls, and who checks it."""

    id: str
    name: str
    project: str
    size: str
    checked_by: str


class Blunders(Model):
    """What people make of a sheet: a title, a heading of their own, a mark with a unit."""

    title: str
    heading: str
    mark: str


class Invented(Model):
    """All invented words in one language.

    `directions` are those of an incoming and of an outgoing call, `draft` stands on
    a draft of a scheme. `remarks` are by item id, and
    about an "error", a "fatal" error, a "breach", a "complaint", "praise" and anything "other".
    """

    surnames: tuple[str, ...]
    given_names: tuple[str, ...]
    teams: tuple[str, ...]
    sites: tuple[str, ...]
    full_name: str
    project: str
    branches: tuple[DemoBranch, ...]
    directions: tuple[str, str]
    draft: str
    files: Files
    mistakes: Blunders
    remarks: dict[str, tuple[str, ...]]

    def remarks_about(self, kind: str) -> tuple[str, ...]:
        """Returns what inspectors write about an item or an event."""
        return self.remarks.get(kind, self.remarks["other"])


class _Languages(Model):
    zh: Invented
    en: Invented


@cache
def _read() -> _Languages:
    words, faults = read_model(Path(__file__).with_name("centre.yaml"), _Languages)
    assert words is not None, faults
    return words


def invented(language: str) -> Invented:
    """Returns the invented words in "zh" or "en"."""
    words = _read()
    return words.zh if language == "zh" else words.en
