"""The JSON Schema of scheme files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from qa_workbook.config.document import read_document
from qa_workbook.config.json_schema import json_schema, schema_text
from qa_workbook.scheme.model import Scheme

SHIPPED = Path(__file__).parents[2] / "config" / "schemes"


def as_json(value: Any) -> Any:
    """A document as an editor's YAML reader sees it."""
    if isinstance(value, dict):
        return {key: as_json(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_json(part) for part in value]
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def properties(schema: Any) -> Iterator[tuple[str, Any]]:
    """Every key that the schema knows."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {}).items()
    for part in (
        schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    ):
        yield from properties(part)


def test_schema__is_current():
    """The schema beside the schemes is the one that the models give."""
    assert (SHIPPED / "scheme.schema.json").read_text("utf-8") == schema_text(Scheme)


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_schema__accepts_the_shipped_schemes(path: Path):
    """Every shipped scheme is valid by the schema."""
    validator = Draft202012Validator(json_schema(Scheme))
    assert [
        error.message for error in validator.iter_errors(as_json(read_document(path).data))
    ] == []


def test_schema__refuses_what_the_reader_refuses():
    """Unknown keys and quoted numbers are marked in the editor already."""
    good = as_json(read_document(SHIPPED / "dial-test-2011.yaml").data)
    validator = Draft202012Validator(json_schema(Scheme))
    for change in ({"sourse": "S1"}, {"score": good["score"] | {"full": "100"}}, {"format": 2}):
        assert not validator.is_valid(good | change)


def test_schema__explains_every_key():
    """Every key has a description, so that an editor can show it."""
    schema = json_schema(Scheme)
    assert [name for name, key in properties(schema) if "description" not in key] == []
