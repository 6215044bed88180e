"""`make workbook`: renews vbaProject.bin and qa_workbook.xlsm from their text sources."""

from __future__ import annotations

import sys
from pathlib import Path

from qa_workbook.console.buttons import BUTTONS
from qa_workbook.console.names import VBA_PROJECT
from qa_workbook.console.personalise import form_names, scheme_names
from qa_workbook.console.vba_project import vba_project
from qa_workbook.console.workbook import write_console
from qa_workbook.labels import LANGUAGES

ROOT = Path(__file__).resolve().parents[3]


def shipped_schemes(language: str = "zh") -> list[str]:
    """Returns the names of the shipped schemes, the default first."""
    return scheme_names(ROOT / "config" / "schemes", language)


def shipped_forms(language: str = "zh") -> list[str]:
    """Returns the names of the shipped forms, the default first."""
    return form_names(ROOT / "config" / "forms", language)


def missing_words() -> list[str]:
    """Returns what labels/buttons.yaml lacks: a caption, the line below it or the help."""
    missing = []
    for button in BUTTONS:
        for words in (button.caption, button.about, button.help):
            for language in LANGUAGES:
                try:
                    words(language)
                except KeyError:
                    missing.append(f"{button.action}: {words.__name__} ({language})")
    return missing


def main() -> None:
    """Writes both files, or neither."""
    if missing := missing_words():
        sys.exit("labels/buttons.yaml lacks " + ", ".join(missing))
    VBA_PROJECT.write_bytes(vba_project())
    write_console(ROOT / "qa_workbook.xlsm", shipped_schemes(), forms=shipped_forms())


if __name__ == "__main__":
    main()
