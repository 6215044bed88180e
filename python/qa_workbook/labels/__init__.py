"""Every word a user sees, in zh and en: one YAML file per room beside this module, `key: {zh: ..., en: ...}`.

Keys are `room.name`, the file is `room.yaml`. Chinese is the default language; a missing text is an error, never a fallback.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

LANGUAGES = ("zh", "en")


@cache
def _room(room: str) -> dict[str, dict[str, str]]:
    with (Path(__file__).parent / f"{room}.yaml").open("rb") as file:
        return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}  # noqa: S506 - both are safe


def text(key: str, language: str = "zh", **details: object) -> str:
    """Returns the text of `key` ("room.name") in `language`, with `{detail}` places filled in. Raises KeyError if absent."""
    room, _, name = key.partition(".")
    template = _room(room)[name][language]
    return template.format(**details) if details else template


def texts(room: str, language: str = "zh") -> dict[str, str]:
    """Returns all texts of a room in one language: {name: text}."""
    return {name: words[language] for name, words in _room(room).items()}
