"""Message boxes."""

from __future__ import annotations

import contextlib

from xlwings_calc.connection import Office, enum, uno_exception
from xlwings_calc.uno_types import UnoObject

_BUTTONS = {"ok": 1, "ok_cancel": 2, "yes_no": 3, "yes_no_cancel": 4}
_RESULTS = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}
_MODES = {None: "MESSAGEBOX", "info": "INFOBOX", "critical": "ERRORBOX"}


def show(
    office: Office,
    window: UnoObject,
    *,
    prompt: str | None,
    title: str | None,
    buttons: str | None,
    mode: str | None,
) -> str:
    """Shows a modal box over `window` and returns "ok", "cancel", "yes" or "no".

    Without a screen nobody can answer: then "ok" where it is the only button, else "cancel".
    Raises ValueError for unknown buttons or modes.
    """
    if (buttons or "ok") not in _BUTTONS or mode not in _MODES:
        raise ValueError(f"unknown buttons or mode of an alert: {buttons!r}, {mode!r}")
    kind = enum(
        "com.sun.star.awt.MessageBoxType",
        "MESSAGEBOX" if buttons not in ("ok", None) else _MODES[mode],
    )
    toolkit = office.service("com.sun.star.awt.Toolkit")
    text = "" if prompt is None else str(prompt)
    box = toolkit.createMessageBox(window, kind, _BUTTONS[buttons or "ok"], title or "", text)
    try:
        pressed = _RESULTS[box.execute()]
        return "ok" if buttons in ("ok", None) else pressed
    finally:
        with contextlib.suppress(uno_exception()):  # a box without a screen is gone by now
            box.dispose()
