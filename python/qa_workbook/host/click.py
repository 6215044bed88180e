"""What a button's function gets: settings, the open workbook, a way to show progress."""

from __future__ import annotations

from dataclasses import dataclass

from qa_workbook.console.buttons import Button
from qa_workbook.host.open_console import OpenConsole
from qa_workbook.host.settings import Settings
from qa_workbook.labels import text


@dataclass(frozen=True)
class Click:
    """One click on a button; `settings` are what the console's cells held when it began."""

    button: Button
    console: OpenConsole
    settings: Settings

    @property
    def language(self) -> str:
        """The language of the console."""
        return self.settings.language

    @property
    def caption(self) -> str:
        """What stands on the button."""
        return self.button.caption(self.language)

    def say(self, key: str, **details: object) -> str:
        """Returns a text of host.yaml in the console's language."""
        return text(f"host.{key}", self.language, **details)

    def progress(self, what: str, done: int, total: int) -> None:
        """Shows progress; the use cases call it with a label of cli.yaml."""
        self.console.progress(text(f"cli.{what}", self.language), done, total)
