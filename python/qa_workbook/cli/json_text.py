"""JSON as people read it, indented by two; the same text as the library's, many times as fast."""

from __future__ import annotations

import json
from typing import Any

_STEP = "  "


def json_text(value: Any, *, ascii_only: bool = False) -> str:
    """Returns what `json.dumps` does with `indent=2`. Raises ValueError for NaN and infinity.

    The library's fast encoder knows no indentation, but it writes any text between two values. So
    each object or list without others in it, and each list of such objects, is written at once.
    """
    return _text(value, "\n", ascii_only)


def _text(value: Any, line: str, ascii_only: bool) -> str:
    """The text of a value; `line` is a line break with the indentation of where it stands."""
    inner = line + _STEP
    if not value or not isinstance(value, dict | list | tuple):
        return _encoded(value, ", ", ascii_only)
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    if _is_flat(value):
        body = _encoded(value, f",{inner}", ascii_only)[1:-1]
    elif isinstance(value, dict):
        keys = (_encoded({key: 0}, ", ", ascii_only)[1:-4] for key in value)
        texts = (_text(one, inner, ascii_only) for one in value.values())
        body = f",{inner}".join(f"{key}: {text}" for key, text in zip(keys, texts, strict=True))
    elif all(isinstance(row, dict) and row and _is_flat(row) for row in value):
        deep = inner + _STEP
        rows = _encoded(value, f",{deep}", ascii_only)[2:-2]
        # No text has a line break of its own: JSON escapes it. So this stands between rows alone.
        rows = rows.replace(f"}},{deep}{{", f"{inner}}},{inner}{{{deep}")
        body = f"{{{deep}{rows}{inner}}}"
    else:
        body = f",{inner}".join(_text(one, inner, ascii_only) for one in value)
    return f"{opening}{inner}{body}{line}{closing}"


def _is_flat(value: dict[str, Any] | list[Any] | tuple[Any, ...]) -> bool:
    """Whether nothing in it is an object or list that isn't empty."""
    inside = value.values() if isinstance(value, dict) else value
    return not any(one and isinstance(one, dict | list | tuple) for one in inside)


def _encoded(value: Any, between: str, ascii_only: bool) -> str:
    return json.dumps(value, ensure_ascii=ascii_only, allow_nan=False, separators=(between, ": "))
