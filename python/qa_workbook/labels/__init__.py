"""Every word a user sees, in zh and en: one YAML file per room, `name: {zh: ..., en: ...}`.

Keys are `room.name`, the file is `room.yaml`. Chinese is the default language; a missing text is an
error, never a fallback.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("zh", "en")
YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Both are safe; the first is fast."""


@cache
def entries(room: str) -> dict[str, dict[str, str]]:
    """Returns the whole file of a room, in its order: {name: {language: text}}."""
    content = (Path(__file__).parent / f"{room}.yaml").read_bytes()
    events = iter(yaml.parse(content, Loader=YAML_LOADER))
    for event in events:
        if isinstance(event, yaml.MappingStartEvent):
            return _mapping(events)
    return {}


def _mapping(events: Iterator[Any]) -> dict[str, Any]:
    """Takes the rest of a mapping off the events of a file: nothing but mappings and texts.

    A general loader takes twice as long: it looks whether a text might be a number or a date.
    """
    found: dict[str, Any] = {}
    while not isinstance(key := next(events), yaml.MappingEndEvent):
        value = next(events)
        is_text = isinstance(value, yaml.ScalarEvent)
        found[key.value] = value.value if is_text else _mapping(events)
    return found


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
