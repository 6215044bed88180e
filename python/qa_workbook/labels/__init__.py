"""Every word a user sees, in zh and en: one YAML file per room, `name: {zh: ..., en: ...}`.

Keys are `room.name`, the file is `room.yaml`. Chinese is the default language; a missing text is an
error, never a fallback.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

LANGUAGES = ("zh", "en")
YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Both are safe; the first is fast."""


@cache
def entries(room: str) -> dict[str, dict[str, str]]:
    """Returns the whole file of a room, in its order: {name: {language: text}}."""
    with (Path(__file__).parent / f"{room}.yaml").open("rb") as file:
        found: dict[str, dict[str, str]] | None = yaml.load(file, Loader=YAML_LOADER)  # noqa: S506
    return found or {}


def text(key: str, language: str = "zh", **details: object) -> str:
    """Returns the text of `key` ("room.name") in `language`, with its `{details}` filled in.

    Raises KeyError if it is absent.
    """
    room, _, name = key.partition(".")
    template = entries(room)[name][language]
    return template.format(**details) if details else template


def texts(room: str, language: str = "zh") -> dict[str, str]:
    """Returns all texts of a room in one language: {name: text}."""
    return {name: words[language] for name, words in entries(room).items()}
