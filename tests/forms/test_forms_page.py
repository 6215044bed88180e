"""docs/forms.md and the JSON Schema of forms are current, and the worked example works."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from qa_workbook.books.form_sheet.sheet import write_form_sheet
from qa_workbook.config.json_schema import schema_text
from qa_workbook.config.reference import faults_markdown, keys_markdown, refreshed
from qa_workbook.forms.kinds import KINDS
from qa_workbook.forms.loader import load_forms
from qa_workbook.forms.model import Form
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.labels import texts

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "forms.md"
FORMS = sorted((ROOT / "config" / "forms").glob("*.yaml"))
EXAMPLE = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


def example() -> str:
    """The worked example as it stands in the page."""
    found = EXAMPLE.search(PAGE.read_text("utf-8"))
    assert found is not None
    return found[1]


def test_the_page_is_current() -> None:
    """The tables of keys and faults are those that the models and labels give."""
    parts = {"keys": keys_markdown(Form), "faults": faults_markdown(texts("forms"), "forms")}
    assert refreshed(PAGE.read_text("utf-8"), parts) == PAGE.read_text("utf-8")


def test_the_schema_is_current() -> None:
    """The JSON Schema beside the forms is made from the model."""
    schema = ROOT / "config" / "forms" / "form.schema.json"
    assert schema.read_text("utf-8") == schema_text(Form)


@pytest.mark.parametrize("file", FORMS, ids=lambda file: file.stem)
def test_shipped_forms_fit_the_schema(file: Path) -> None:
    """An editor that knows the schema has nothing to say about the shipped forms."""
    schema = json.loads((ROOT / "config" / "forms" / "form.schema.json").read_text("utf-8"))
    jsonschema.validate(yaml.safe_load(file.read_text("utf-8")), schema)


def test_the_worked_example_works(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Whoever copies the example gets a form without faults, and a blank sheet."""
    (tmp_path / "visits.yaml").write_text(example(), "utf-8")
    book, faults = load_forms(tmp_path, vocabulary)
    assert faults == []
    write_form_sheet(tmp_path / "visits.xlsx", book.form("visits"), vocabulary)
    assert (tmp_path / "visits.xlsx").exists()


def test_every_kind_and_every_name_is_explained() -> None:
    """The page has a line for each kind, and for each key of config/intake.yaml."""
    page = PAGE.read_text("utf-8")
    missing = [name for name in (*KINDS, *Vocabulary.model_fields) if f"| `{name}` |" not in page]
    assert missing == []
