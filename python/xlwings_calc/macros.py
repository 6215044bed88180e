"""Running macros that live in a document."""

from __future__ import annotations

import re
from typing import Any

from xlwings_calc.connection import uno_exception
from xlwings_calc.uno_types import UnoObject


def run(document: UnoObject, name: str, args: list[Any]) -> Any:
    """Runs a Sub or Function of the document and returns its result.

    Raises KeyError when there is no such macro.
    """
    library, module, procedure = _located(document, name)
    url = f"vnd.sun.star.script:{library}.{module}.{procedure}?language=Basic&location=document"
    try:
        script = document.getScriptProvider().getScript(url)
    except uno_exception() as error:
        raise KeyError(f"cannot run the macro {name}: {error}") from error
    result, _, _ = script.invoke(tuple(args), (), ())
    return result


def _located(document: UnoObject, name: str) -> tuple[str, str, str]:
    *path, procedure = name.split(".")
    if len(path) == 2:
        return path[0], path[1], procedure
    pattern = re.compile(
        rf"^\s*(?:(?:public|private)\s+)?(?:static\s+)?(?:sub|function)\s+{procedure}\b",
        re.I | re.M,
    )
    libraries = document.BasicLibraries
    for library in libraries.getElementNames():
        libraries.loadLibrary(library)
        modules = libraries.getByName(library)
        for module in modules.getElementNames():
            if path and module.lower() != path[0].lower():
                continue
            if pattern.search(modules.getByName(module)):
                return library, module, procedure
    raise KeyError(f"there is no macro {name} in the document")
