"""Signs that nobody sees in a cell: they come along when numbers are copied from other programs."""

from __future__ import annotations

import re

UNSEEN = (
    "\\x00-\\x08\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f"  # control signs that aren't blanks
    "\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f"
    "\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u2800\\u3164"  # no width, direction, fillers
    "\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff9-\\ufffb\\U000e0000-\\U000e0fff"
)
"""What stands between the brackets of a regular expression for any such sign."""
_SIGNS = re.compile(f"[{UNSEEN}]")


def without_unseen(text: str) -> str:
    """Returns a text without the signs that nobody sees; blanks stay."""
    return text if text.isascii() and text.isprintable() else _SIGNS.sub("", text)


def unseen(text: str) -> tuple[str, ...]:
    """Returns the signs in a text that nobody sees, each once, as U+200B."""
    if text.isascii() and text.isprintable():
        return ()
    return tuple(dict.fromkeys(f"U+{ord(sign):04X}" for sign in _SIGNS.findall(text)))
