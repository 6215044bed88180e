"""The pages that a QA lead needs are there in Chinese, and say as much as the English ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qa_workbook.calibration.rules import CalibrationFile
from qa_workbook.config.json_schema import json_schema
from qa_workbook.config.reference import keys_markdown
from qa_workbook.findings.codes import CODES
from qa_workbook.form_results.catalogue import TOPICS
from qa_workbook.forms.model import Form
from qa_workbook.labels import entries
from qa_workbook.layouts.model import Layout
from qa_workbook.penalties.law import LawProfile
from qa_workbook.penalties.tariff import Tariff
from qa_workbook.procedure.addressees import AddresseesFile
from qa_workbook.sampling.rules import SamplingFile
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring_cases.model import CaseFile

DOCS = Path(__file__).parents[1] / "docs"
PAGES = sorted(DOCS.glob("*.zh-CN.md"))
MODELS = (
    Scheme,
    Form,
    CaseFile,
    Tariff,
    LawProfile,
    AddresseesFile,
    Layout,
    SamplingFile,
    CalibrationFile,
    *(topic.file for topic in TOPICS.values()),
)
KEY = re.compile(r"^\| `([a-z_-]+)` \|", re.MULTILINE)
FINDING = re.compile(r"`([a-z]+(?:-[a-z]+)+)`")
SECTION = re.compile(r"^#+ ", re.MULTILINE)
HAN = re.compile(r"[一-鿿]")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_tables_of_both_languages_explain_the_same_keys(page: Path):
    """No key, column, cause, fault or finding of the English page is missing in the Chinese one."""
    english = page.with_name(page.name.replace(".zh-CN", "")).read_text("utf-8")
    wanted = set(KEY.findall(english.partition("## The other commands")[0]))
    wanted = wanted or set(FINDING.findall(english)) & set(CODES)
    given = page.read_text("utf-8")
    if not wanted:  # a page without keys has as many sections in both languages
        assert SECTION.findall(english)
        assert len(SECTION.findall(given)) == len(SECTION.findall(english))
    assert sorted(key for key in wanted if f"`{key}`" not in given) == []


@pytest.mark.parametrize("model", MODELS)
def test_every_key_is_explained_in_chinese_and_editors_show_both(model: type):
    """A key without Chinese words is an error; schemas say each key in Chinese, then in English."""
    for line in keys_markdown(model, "zh").splitlines():
        assert not line.startswith("| `") or HAN.search(line.split(" | ")[-1]), line
    chinese, english = json_schema(model, "zh"), json_schema(model, "en")
    both = f"{chinese['description']}\n{english['description']}"
    assert json_schema(model)["description"] == both


def test_no_words_are_left_for_keys_that_are_gone():
    """Each entry of labels/config_keys.yaml is a key of some model."""
    known = set()
    for model in MODELS:
        package = model.__module__.split(".")[1]
        schema = json_schema(model)
        parts = {**schema["$defs"], model.__name__: schema}
        for name, part in parts.items():
            home = "config" if name == "Text" else package
            known |= {f"{home}.{name}", *(f"{home}.{name}.{key}" for key in part["properties"])}
    assert set(entries("config_keys")) == known


def test_chinese_readme_links_to_chinese_pages():
    """Nobody who reads Chinese lands on a page that is English only."""
    page = DOCS.parent / "README.zh-CN.md"
    bilingual = ("findings.md", "glossary.md", "troubleshooting.md")
    for target in re.findall(r"\]\(docs/([^)#]+\.md)", page.read_text("utf-8")):
        assert (DOCS / target).is_file(), target
        assert target.endswith(".zh-CN.md") or target in bilingual, target
