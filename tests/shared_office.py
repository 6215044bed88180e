"""One headless LibreOffice for all tests of a process that need one; they are marked `calc`."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from xlwings_calc.connection import Office

HAS_CALC = shutil.which("soffice") is not None
_FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "xls": "MS Excel 97", "ods": "calc8"}


class _Shared:
    """What the process knows of its office."""

    allowed = False
    office: Office | None = None


def allow_office(allowed: bool) -> None:
    """Notes whether the test that begins says that it needs LibreOffice."""
    _Shared.allowed = allowed


def refuse_an_office(event: str, arguments: tuple[object, ...]) -> None:
    """Keeps `-m "not calc"` true: a test without the mark can't start LibreOffice."""
    if event == "subprocess.Popen" and Path(str(arguments[0])).name == "soffice":
        _need_the_mark()


def _need_the_mark() -> None:
    if not _Shared.allowed:
        raise AssertionError("this test needs LibreOffice: mark it calc")


def shared_office() -> Office:
    """Returns the office of this process: the running one, or a new one. Raises CalcNotReachable.

    It ends with the process.
    """
    from xlwings_calc.connection import launch

    _need_the_mark()
    if _Shared.office is None or not _Shared.office.alive:
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("PYTHONPATH", raising=False)  # the office would hand it on to the buttons
            _Shared.office = launch(visible=False)
    return _Shared.office


def convert_in_calc(path: Path, fmt: str, tmp: Path) -> Path:
    """Returns `path` as LibreOffice saves it ("xlsx", "xls", "ods"), every formula calculated anew."""
    return changed_in_calc(path, tmp, None, fmt)


def changed_in_calc(
    path: Path, tmp: Path, change: Callable[[Any], None] | None, fmt: str = "xlsx"
) -> Path:
    """Returns `path` as LibreOffice saves it after a change, every formula calculated anew.

    `change` gets the open document of LibreOffice's own interface.
    """
    from xlwings_calc.connection import properties

    made = tmp / "calc-out" / f"{path.stem}.{fmt}"
    made.parent.mkdir(parents=True, exist_ok=True)
    opened = properties(Hidden=True, Silent=True)
    document = shared_office().desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, opened)
    assert document is not None, path
    try:
        if change is not None:
            change(document)
        document.calculateAll()
        document.storeToURL(made.as_uri(), properties(FilterName=_FILTERS[fmt], Overwrite=True))
    finally:
        document.close(True)
    return made
