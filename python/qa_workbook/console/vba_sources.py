"""The text of our VBA modules, with what each button needs of them.

In the sources, the lines between `'#each button` and `'#end` are a pattern: they are repeated for
each button of the list, {macro} and {action} filled in. {xlwings} is the installed version, after
which the script that starts Python on macOS is named.
"""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

from qa_workbook.console import buttons

SOURCES = ("QaButtons.bas", "ThisWorkbook.cls")
_FOLDER = Path(__file__).parent / "vba"
_PATTERN = re.compile(r"^ *'#each button\n(.*?)^ *'#end\n", re.DOTALL | re.MULTILINE)


def own_source(name: str) -> str:
    """Returns the text of one of our modules.

    Raises UnicodeDecodeError where the source isn't ASCII: the project's code page is 1252.
    """
    source = (_FOLDER / name).read_text(encoding="ascii")
    return _PATTERN.sub(_for_each, source).replace("{xlwings}", version("xlwings"))


def _for_each(found: re.Match[str]) -> str:
    return "".join(
        found[1].format(macro=button.macro, action=button.action) for button in buttons.BUTTONS
    )
