"""`make workbook`: renews vbaProject.bin and qa_workbook.xlsm from their text sources."""

from __future__ import annotations

from pathlib import Path

from qa_workbook.console.vba_project import vba_project
from qa_workbook.console.workbook import VBA_PROJECT, write_console

ROOT = Path(__file__).resolve().parents[3]


def shipped_schemes() -> list[str]:
    """Returns the ids of the shipped schemes, the default first."""
    found = sorted(path.stem for path in (ROOT / "config" / "schemes").glob("*.yaml"))
    return sorted(found, key=lambda name: not name.startswith("monitoring"))


def main() -> None:
    """Writes both files."""
    VBA_PROJECT.write_bytes(vba_project())
    write_console(ROOT / "qa_workbook.xlsm", shipped_schemes())


if __name__ == "__main__":
    main()
