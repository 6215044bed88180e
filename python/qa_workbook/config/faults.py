"""Faults in the config: records with file, line and dotted path, collected and returned.

Their sentences live in `labels/scheme.yaml`, or in the word file that `Places` names: one entry per
code, in zh and en.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path

from qa_workbook.errors import QaWorkbookError
from qa_workbook.labels import LANGUAGES, text, texts

Steps = tuple[str | int, ...]
LONGEST_FOUND = 60


@dataclass(frozen=True)
class Fault:
    """One fault of a config file.

    `code` is stable ASCII; `path` is the dotted path, e.g. `indicators.3.weight`.
    """

    file: Path
    line: int
    path: str
    code: str
    zh: str
    en: str

    def say(self, language: str) -> str:
        """Returns `file:line: path: sentence` in `language`."""
        place = f"{self.file}:{self.line}: "
        if self.path:
            place += f"{self.path}: "
        return place + self._sentence(language)

    def as_dict(self, language: str) -> dict[str, str | int]:
        """Returns the object of `schemes check --json`."""
        return {
            "code": self.code,
            "file": str(self.file),
            "line": self.line,
            "path": self.path,
            "message": self._sentence(language),
        }

    def _sentence(self, language: str) -> str:
        return self.en if language == "en" else self.zh

    def __str__(self) -> str:
        return self.say("en")


@dataclass(frozen=True)
class Term:
    """A detail that differs by language: a `part-` of `labels/scheme.yaml`, or nothing."""

    name: str
    details: tuple[tuple[str, object], ...] = ()

    def say(self, language: str) -> str:
        """Returns the words in `language`."""
        if not self.name:
            return ""
        details = {name: spoken(value, language) for name, value in self.details}
        return text(f"scheme.part-{self.name}", language, **details)


def spoken(value: object, language: str) -> str:
    """Returns a detail as words.

    Numbers without exponents, lists joined, long texts shortened, names in `language`.
    """
    if hasattr(value, "say"):
        return str(value.say(language))
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, str) or not isinstance(value, Iterable):
        words = str(value)
        return words if len(words) <= LONGEST_FOUND else words[:LONGEST_FOUND] + "…"
    comma = ", " if language == "en" else "、"
    return comma.join(spoken(part, language) for part in value)


def codes() -> tuple[str, ...]:
    """Returns every fault code, in the order of the documentation."""
    return tuple(name for name in texts("scheme") if not name.startswith("part-"))


def nearest(wanted: object, known: Iterable[str]) -> Term:
    """Returns the words "did you mean …?" with the known name closest to `wanted`.

    It has no words when none is close.
    """
    close = get_close_matches(str(wanted), list(known), n=1, cutoff=0.6)
    return Term("did-you-mean", (("name", close[0]),)) if close else Term("")


@dataclass(frozen=True)
class Places:
    """Where the values of one file stand: the 1-based line of every path of keys and positions."""

    file: Path
    lines: Mapping[Steps, int]
    labels: str = "scheme"
    """The word file with the sentences of the faults: `labels/<labels>.yaml`."""

    def worded_by(self, labels: str) -> Places:
        """Returns the same places with another word file."""
        return replace(self, labels=labels)

    def line(self, steps: Steps) -> int:
        """Returns the line of the path, or of its nearest part that is written in the file."""
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return self.lines.get(steps, 1)

    def fault(self, code: str, /, *steps: str | int, **details: object) -> Fault:
        """Returns the fault `code` at the path `steps`; `details` fill its sentence."""
        return self.fault_at(self.line(steps), code, *steps, **details)

    def fault_at(self, line: int, code: str, /, *steps: str | int, **details: object) -> Fault:
        """As `fault`, in a line of its own."""
        path = ".".join(str(step) for step in steps)
        zh, en = (self._words(code, language, details) for language in LANGUAGES)
        return Fault(self.file, line, path, code, zh, en)

    def _words(self, code: str, language: str, details: Mapping[str, object]) -> str:
        said = {name: spoken(value, language) for name, value in details.items()}
        return text(f"{self.labels}.{code}", language, **said).strip()


class ConfigError(QaWorkbookError):
    """The config has `faults`, so nothing can be done with it."""

    exit_code = 2
    label = "error.config"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(count=len(faults))
        self.faults = list(faults)

    def say(self, language: str) -> str:
        """Returns the message with the first fault, both in `language`."""
        # It stands in the middle of a sentence.
        first = self.faults[0].say(language).rstrip("。.") if self.faults else ""
        return text(self.label, language, **self.details, first=first)
