"""Generated parts of documents: the keys of a config file, and its fault codes with their words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from qa_workbook.config.json_schema import json_schema
from qa_workbook.files import written
from qa_workbook.labels import texts

SECTION = re.compile(r"(<!-- begin (\w+) -->\n).*?(<!-- end \2 -->)", re.DOTALL)
LIMITS = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
SIZES = {"minItems": "at least {} entries", "maxLength": "at most {} characters"}


def keys_markdown(model: type[BaseModel]) -> str:
    """Returns a table of keys per part of a file, in the order in which it mentions the parts."""
    schema = json_schema(model)
    parts = schema.get("$defs", {})
    order = list(dict.fromkeys(_mentioned(schema, parts)))
    tables = [_table("The file", schema)]
    tables += [_table(name, parts[name]) for name in order]
    return "\n".join(tables)


def _mentioned(part: Any, parts: dict[str, Any], above: tuple[str, ...] = ()) -> Iterator[str]:
    """Yields the names of the parts a schema refers to, each followed by those it refers to."""
    if isinstance(part, list):
        for entry in part:
            yield from _mentioned(entry, parts, above)
    if not isinstance(part, dict):
        return
    name = str(part.get("$ref", "")).rpartition("/")[2]
    if name and name not in above:
        yield name
        yield from _mentioned(parts[name], parts, (*above, name))
    for key, value in part.items():
        if key != "$defs":
            yield from _mentioned(value, parts, above)


def _table(name: str, schema: dict[str, Any]) -> str:
    required = schema.get("required", ())
    rows = []
    for key, value in schema["properties"].items():
        cells = (f"`{key}`", _type(value), _default(value, key in required), value["description"])
        rows.append(f"| {' | '.join(cells)} |")
    about = " ".join(schema.get("description", "").split())
    head = "| key | value | default | meaning |\n|---|---|---|---|"
    return f"### {name}\n\n{about}\n\n{head}\n" + "\n".join(rows) + "\n"


def _default(value: dict[str, Any], required: bool) -> str:
    if required:
        return "**required**"
    default = value.get("default")
    return f"`{default}`" if isinstance(default, str | int) else "–"


def _type(value: dict[str, Any]) -> str:
    if "anyOf" in value:
        if any("$ref" in arm for arm in value["anyOf"]):
            return "text, or `{zh: …, en: …}`"
        return " or ".join(_type(arm) for arm in value["anyOf"])
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    return _plain_type(value)


def _plain_type(value: dict[str, Any]) -> str:
    if "const" in value:
        return f"always `{value['const']}`"
    if "enum" in value:
        return " · ".join(f"`{word}`" for word in value["enum"])
    if value["type"] == "array":
        return f"list of {_type(value['items'])}{_limits(value)}"
    if value["type"] == "object":
        return f"`name: …` of {_type(next(iter(value['patternProperties'].values())))}"
    words = {
        "string": "day" if value.get("format") == "date" else _text(value),
        "integer": "whole number",
    }
    return words.get(value["type"], str(value["type"])) + _limits(value)


def _text(value: dict[str, Any]) -> str:
    if "a-z][a-z" in value.get("pattern", ""):
        return "id"
    return f"text `{value['pattern']}`" if "pattern" in value else "text"


def _limits(value: dict[str, Any]) -> str:
    limits = [f"{sign} {value[key]}" for key, sign in LIMITS.items() if key in value]
    limits += [words.format(value[key]) for key, words in SIZES.items() if key in value]
    return ", " + ", ".join(limits) if limits else ""


def faults_markdown(known: Iterable[str], labels: str) -> str:
    """Returns the table of fault codes with their sentences in `labels/<labels>.yaml`."""
    sentences = texts(labels, "en")
    rows = [f"| `{code}` | {sentences[code]} |" for code in known]
    return "| code | what it says |\n|---|---|\n" + "\n".join(rows) + "\n"


def refreshed(page: str, parts: Mapping[str, str]) -> str:
    """Returns the page with its generated parts made anew: part name → text.

    A part stands between `<!-- begin keys -->` and `<!-- end keys -->`.
    """
    return SECTION.sub(lambda found: f"{found[1]}{parts[found[2]]}{found[3]}", page)


def refresh(path: Path, parts: Mapping[str, str]) -> None:
    """Makes the generated parts of a page anew."""
    page = refreshed(path.read_text("utf-8"), parts)
    with written(path) as beside:
        beside.write_text(page, "utf-8", newline="\n")
