"""The catalogue of findings is whole, in both languages, and its page is current."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qa_workbook.findings.catalogue import catalogue_markdown
from qa_workbook.findings.finding import SEVERITIES, catalogue, finding

ROOT = Path(__file__).parents[2]
KEYS = {"severity", "zh", "en", "fix_zh", "fix_en", "about_zh", "about_en"}
CODE_IN_SOURCE = re.compile(r"\"([a-z0-9]+(?:-[a-z0-9]+)+)\"")


def test_page_is_current() -> None:
    """docs/findings.md is what the generator makes of the catalogue."""
    assert (ROOT / "docs" / "findings.md").read_text("utf-8") == catalogue_markdown()


@pytest.mark.parametrize("code", catalogue())
def test_entry(code: str) -> None:
    """Every code is kebab-case ASCII, has every text, and both languages name the same details."""
    entry = catalogue()[code]
    assert (
        re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", code)
        and entry.keys() == KEYS
        and entry["severity"] in SEVERITIES
    )
    assert all(words.strip() for words in entry.values())
    for zh, en in (("zh", "en"), ("fix_zh", "fix_en")):
        assert set(re.findall(r"{\w+}", entry[zh])) == set(re.findall(r"{\w+}", entry[en]))


def test_codes_in_the_source() -> None:
    """Every code that a check of intake names is in the catalogue."""
    sources = (ROOT / "python" / "qa_workbook" / "intake").glob("*.py")
    named = {
        code for source in sources for code in CODE_IN_SOURCE.findall(source.read_text("utf-8"))
    }
    suspects = {
        code
        for code in named
        if code.split("-")[0] in {known.split("-")[0] for known in catalogue()}
    }
    assert suspects - {"date-time"} <= set(catalogue())


def test_contract() -> None:
    """A finding has exactly the keys of the contract, and braces in a cell do no harm."""
    found = finding("mark-as-text", "a.xlsx", "评分表", "H6", "服务态度", "{4}", read="4")
    assert list(found.as_dict("en")) == [
        "code",
        "severity",
        "file",
        "sheet",
        "cell",
        "column",
        "value",
        "message",
        "fix",
    ]
    assert "{4}" in found.message("zh")
