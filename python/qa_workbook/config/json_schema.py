"""JSON Schemas of config files, for editors that help while writing YAML; made from the models."""

from __future__ import annotations

import ast
import inspect
import json
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core import core_schema

from qa_workbook.config.base import Model
from qa_workbook.files import written
from qa_workbook.labels import LANGUAGES, entries
from qa_workbook.numbers import decimal

BOUNDS = {"gt": "exclusiveMinimum", "ge": "minimum", "lt": "exclusiveMaximum", "le": "maximum"}


class _ExactNumbers(GenerateJsonSchema):
    """Decimals are bare numbers only (pydantic takes text as well), and keys are explained."""

    languages: tuple[str, ...] = LANGUAGES

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        bounds: dict[str, Any] = {
            BOUNDS[key]: int(decimal(value)) for key, value in schema.items() if key in BOUNDS
        }
        return {"type": "number", **bounds}

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        generated = super().model_schema(schema)
        model = schema["cls"]
        generated["description"] = self._in_languages(_part(model), inspect.getdoc(model) or "")
        keys = {name: field.alias or name for name, field in model.model_fields.items()}
        for name, words in _explanations(model).items():
            key = keys[name]
            described = self._in_languages(f"{_part(model)}.{key}", words)
            generated["properties"][key]["description"] = described
        return generated

    def _in_languages(self, name: str, english: str) -> str:
        words = {"en": " ".join(english.split()), "zh": entries("config_keys")[name]["zh"]}
        return "\n".join(words[language] for language in self.languages)

    def generate(
        self, schema: core_schema.CoreSchema, mode: JsonSchemaMode = "validation"
    ) -> JsonSchemaValue:
        generated = super().generate(schema, mode)
        _without_noise(generated)
        return {"$schema": self.schema_dialect, **generated}


class _InChinese(_ExactNumbers):
    languages = ("zh",)


class _InEnglish(_ExactNumbers):
    languages = ("en",)


_GENERATORS = {"": _ExactNumbers, "zh": _InChinese, "en": _InEnglish}


def _part(model: type) -> str:
    """Returns the name of a model in labels/config_keys.yaml, e.g. "scheme.Indicator"."""
    return f"{model.__module__.split('.')[1]}.{model.__name__}"


def _explanations(model: type) -> dict[str, str]:
    """Returns the docstring below each field of a model, inherited ones too.

    They are read from the source when a schema is made, because a build has no use for them.
    """
    found = dict[str, str]()
    for one in reversed(model.__mro__):
        if issubclass(one, Model) and one is not Model:
            found |= _own_explanations(one)
    return found


def _own_explanations(model: type) -> dict[str, str]:
    body = ast.parse(dedent(inspect.getsource(model))).body[0]
    assert isinstance(body, ast.ClassDef)
    explained = {}
    for field, below in pairwise(body.body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            words = _string(below)
            if words is not None:
                explained[field.target.id] = " ".join(words.split())
    return explained


def _string(statement: ast.stmt) -> str | None:
    """Returns the text of a statement that is nothing but a string."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return statement.value.value if isinstance(statement.value.value, str) else None
    return None


def _without_noise(part: Any) -> None:
    """Removes titles (they repeat the key), empty defaults, and the arm "null" of optional keys."""
    if isinstance(part, list):
        for entry in part:
            _without_noise(entry)
    if not isinstance(part, dict):
        return
    if isinstance(part.get("title"), str):
        del part["title"]
    if "anyOf" in part:
        part["anyOf"] = [arm for arm in part["anyOf"] if arm != {"type": "null"}]
        if len(part["anyOf"]) == 1:
            part.update(part.pop("anyOf")[0])
    if "default" in part and part["default"] in (None, []):
        del part["default"]
    if part.get("type") == "number" and "default" in part:
        part["default"] = int(part["default"])
    for value in part.values():
        _without_noise(value)


def json_schema(model: type[BaseModel], language: str = "") -> dict[str, Any]:
    """Returns the JSON Schema of the files that are read into `model`, with every key explained.

    Explanations are Chinese, then English, or in one `language` only. Raises KeyError for a key
    without Chinese words.
    """
    return model.model_json_schema(by_alias=True, schema_generator=_GENERATORS[language])


def schema_text(model: type[BaseModel]) -> str:
    """Returns the schema as it is kept beside the files."""
    return json.dumps(json_schema(model), ensure_ascii=False, indent=2) + "\n"


def write_schema(model: type[BaseModel], path: Path) -> None:
    """Writes the schema of `model` to `path`."""
    with written(path) as beside:
        beside.write_text(schema_text(model), "utf-8", newline="\n")
