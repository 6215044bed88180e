"""The xlwings VBA module, taken from the installed package and made digestible for Calc.

Calc ignores `#If` and compiles every module of a project, so both branches of each condition have
to be valid Basic one after the other. Three changes do that; what they touch behaves the same in
Excel. The licence stays in the head, with a line that says what was changed.
"""

from __future__ import annotations

import re
from importlib import resources

_APP = "Microsoft Excel"
_NOTE = (
    "'Changed for qa-workbook, see docs/vba.md: conditions on App resolved for Excel, one variable "
    "declared once,\n'SaveConfigToFile (used by the xlwings add-in only) left out.\n"
)
_DICTIONARY = """    #If Mac Then
    Dim d As Dictionary
    Set d = New Dictionary
    #Else
    Dim d As Object
    Set d = CreateObject("Scripting.Dictionary")
    #End If
"""
_DECLARED_ONCE = """    Dim d As Object
    #If Mac Then
    Set d = New Dictionary
    #Else
    Set d = CreateObject("Scripting.Dictionary")
    #End If
"""
_UNUSED = re.compile(r"^Function SaveConfigToFile\(.*?^End Function\n", re.DOTALL | re.MULTILINE)
_CONDITION = re.compile(r"\s*#(If|ElseIf|Else|End If)\b(.*)")
_IS_APP = re.compile(r'\s*App = "([^"]*)" Then')


class ModuleChangedError(Exception):
    """The installed xlwings module no longer has the text that has to be changed."""


def xlwings_module() -> str:
    """Returns the module's text with "\\n" line ends. Raises ModuleChangedError."""
    source = (
        resources.files("xlwings")
        .joinpath("xlwings.bas")
        .read_text(encoding="ascii")
        .replace("\r\n", "\n")
    )
    first, _, rest = source.partition("\n")
    return f"{first}\n{_NOTE}{_replaced(_for_excel(rest))}"


def _replaced(source: str) -> str:
    source, removed = _UNUSED.subn("", source)
    if source.count(_DICTIONARY) != 1 or removed != 1:
        raise ModuleChangedError
    return source.replace(_DICTIONARY, _DECLARED_ONCE)


def _for_excel(source: str) -> str:
    """Returns the source with every `#If App = …` decided for Excel; other conditions stay."""
    kept: list[str] = []
    # per nesting: whether its branch holds; None for a condition that isn't on App
    open_conditions: list[bool | None] = []
    for line in source.splitlines():
        found = _CONDITION.match(line)
        if found and _decided(found[1], _IS_APP.fullmatch(found[2]), open_conditions):
            continue
        if False not in open_conditions:
            kept.append(line)
    return "\n".join(kept) + "\n"


def _decided(word: str, on_app: re.Match[str] | None, open_conditions: list[bool | None]) -> bool:
    """Follows one `#` line in `open_conditions`.

    Returns whether the line belongs to a condition on App.
    """
    if word == "If":
        open_conditions.append(on_app[1] == _APP if on_app else None)
        return on_app is not None
    mine = open_conditions[-1] is not None
    if word == "End If":
        open_conditions.pop()
    elif mine:  # the first branch is Excel's wherever there are several
        open_conditions[-1] = False
    return mine
