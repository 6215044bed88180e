"""Faults in the config: records with file, line and dotted path, collected and returned, never raised one by one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Fault:
    """One fault of a config file. `code` is stable ASCII; `path` is the dotted path, e.g. `indicators.3.weight`."""

    file: Path
    line: int
    path: str
    code: str
    zh: str
    en: str

    def say(self, language: str) -> str:
        """Returns `file:line: path: sentence` in `language`."""
        return f"{self.file}:{self.line}: {self.path}: {self.en if language == 'en' else self.zh}"

    def __str__(self) -> str:
        return self.say("en")
