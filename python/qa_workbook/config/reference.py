"""Generated parts of documents: the keys of a config file, and its fault codes with their words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from qa_workbook.config.json_schema import json_schema
from qa_workbook.files import written
from qa_workbook.labels import texts

SECTION = re.compile(r"(<!-- begin (\w+) -->\n).*?(<!-- end \2 -->)", re.DOTALL)
LIMITS = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
SIZES = ("minItems", "maxLength")


def keys_markdown(model: type[BaseModel], language: str = "en") -> str:
    """Returns a table of keys per part of a file, in the order in which it mentions the parts."""
    schema = json_schema(model, language)
    parts = schema.get("$defs", {})
    order = list(dict.fromkeys(_mentioned(schema, parts)))
    tables = _Tables(texts("config_tables", language))
    found = [tables.table(tables.words["file"], schema)]
    found += [tables.table(name, parts[name]) for name in order]
    return "\n".join(found)


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


@dataclass(frozen=True)
class _Tables:
    """Tables of keys in the words of one language."""

    words: Mapping[str, str]

    def table(self, name: str, schema: dict[str, Any]) -> str:
        """Returns the heading of a part, what it is about, and a row for each of its keys."""
        required = schema.get("required", ())
        rows = []
        for key, value in schema["properties"].items():
            default = self._default(value, key in required)
            cells = (f"`{key}`", self._type(value), default, value["description"])
            rows.append(f"| {' | '.join(cells)} |")
        head = f"{self.words['head']}\n|---|---|---|---|"
        return f"### {name}\n\n{schema['description']}\n\n{head}\n" + "\n".join(rows) + "\n"

    def _default(self, value: dict[str, Any], required: bool) -> str:
        if required:
            return self.words["required"]
        default = value.get("default")
        return f"`{default}`" if isinstance(default, str | int) else "–"

    def _type(self, value: dict[str, Any]) -> str:
        if "anyOf" in value:
            if any("$ref" in arm for arm in value["anyOf"]):
                return self.words["names"]
            return self.words["or"].join(self._type(arm) for arm in value["anyOf"])
        if "$ref" in value:
            name = value["$ref"].rpartition("/")[2]
            return f"[{name}](#{name.lower()})"
        return self._plain_type(value)

    def _plain_type(self, value: dict[str, Any]) -> str:
        if "const" in value:
            return self.words["const"].format(f"`{value['const']}`")
        if "enum" in value:
            return " · ".join(f"`{word}`" for word in value["enum"])
        if value["type"] == "array":
            return self.words["array"].format(self._type(value["items"])) + self._limits(value)
        if value["type"] == "object":
            named = list(value.get("patternProperties", {}).values())
            entry = named[0] if named else value["additionalProperties"]
            return self.words["object"].format(self._type(entry))
        if value["type"] == "string":
            day = value.get("format") == "date"
            return (self.words["date"] if day else self._text(value)) + self._limits(value)
        return self.words[value["type"]] + self._limits(value)

    def _text(self, value: dict[str, Any]) -> str:
        if "a-z][a-z" in value.get("pattern", ""):
            return self.words["id"]
        text = self.words["text"]
        pattern = value.get("pattern", "").replace("|", r"\|")  # a table has its own use of |
        return f"{text} `{pattern}`" if pattern else text

    def _limits(self, value: dict[str, Any]) -> str:
        limits = [f"{sign} {value[key]}" for key, sign in LIMITS.items() if key in value]
        limits += [self.words[key].format(value[key]) for key in SIZES if key in value]
        comma = self.words["comma"]
        return comma + comma.join(limits) if limits else ""


def faults_markdown(known: Iterable[str], labels: str, language: str = "en") -> str:
    """Returns the table of fault codes with their sentences in `labels/<labels>.yaml`."""
    sentences = texts(labels, language)
    rows = [f"| `{code}` | {sentences[code]} |" for code in known]
    head = texts("config_tables", language)["faults"]
    return f"{head}\n|---|---|\n" + "\n".join(rows) + "\n"


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
