"""The pictures of docs/adopt.md: the old sheet, its questions, and the sheet beside its records.

    python tests/foreign/adoption_pictures.py

needs LibreOffice and pdftoppm, and writes docs/pictures/adopt-*.png.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from foreign.old_sheet import old_sheet
from qa_workbook.app.adopt import adopt_files
from qa_workbook.workspace import Workspace
from qa_workbook.workspace_paths import initialise

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
_PAGES = {"adopt-old-sheet": 1, "adopt-questions": 1, "adopt-side-by-side": 2}
_DOTS = {"adopt-old-sheet": 120, "adopt-questions": 100, "adopt-side-by-side": 190}
_SEEN = {"adopt-old-sheet": 0.36, "adopt-questions": 0.7, "adopt-side-by-side": 0.47}
"""The part of the height of a page that is shown: the rest is empty."""
_PAPER = (11.69, 8.27)  # inches of A4, across


def main() -> None:
    """Writes the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        sheet = old_sheet()
        original = root / sheet.name
        original.write_bytes(sheet.data)
        workspace = Workspace(root / "workspace")
        initialise(workspace.root)
        preview = adopt_files(workspace, [original], "zh").preview
        assert preview
        for name, page in _PAGES.items():
            _picture(original if name == "adopt-old-sheet" else preview, page, name)


def _picture(workbook: Path, page: int, name: str) -> None:
    """Writes a page of a workbook as it is printed, without its margins."""
    folder = workbook.parent
    office = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*office, str(workbook)], check=True, capture_output=True)
    paper = folder / f"{workbook.stem}.pdf"
    width, height = (round(_DOTS[name] * inches) for inches in _PAPER)
    places = ["-f", str(page), "-l", str(page), "-r", str(_DOTS[name]), "-png", "-singlefile"]
    places += ["-x", "0", "-y", "0", "-W", str(width), "-H", str(round(_SEEN[name] * height))]
    subprocess.run(["pdftoppm", *places, str(paper), str(PICTURES / name)], check=True)


if __name__ == "__main__":
    main()
