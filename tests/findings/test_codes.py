"""The table of codes and its words fit together, in both languages, and the page made of them is current."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qa_workbook.findings.catalogue import catalogue_markdown
from qa_workbook.findings.codes import CODES, SEVERITIES, Code
from qa_workbook.findings.finding import finding, severities
from qa_workbook.labels import entries

ROOT = Path(__file__).parents[2]
WORDS = {"zh", "en", "fix_zh", "fix_en", "about_zh", "about_en"}
EVERYWHERE = {"value", "column", "cell", "sheet", "file"}
FOR_THE_LOG = {"technical"}
CODE_IN_SOURCE = re.compile(r"\"([a-z0-9]+(?:-[a-z0-9]+)+)\"")


def placeholders(words: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", words))


def test_page_is_current() -> None:
    """docs/findings.md is what the generator makes of the codes and their words."""
    assert (ROOT / "docs" / "findings.md").read_text("utf-8") == catalogue_markdown()


def test_every_code_has_words_and_the_other_way_round() -> None:
    """The table and labels/finding.yaml have the same codes, in the same order."""
    assert list(CODES) == list(entries("finding"))


@pytest.mark.parametrize("code", CODES.values(), ids=list(CODES))
def test_words_of_a_code(code: Code) -> None:
    """Every code is kebab-case ASCII, has every text, and both languages name the same details: all it declares."""
    words = entries("finding")[code.name]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", code.name)
    assert words.keys() == WORDS and all(text.strip() for text in words.values())
    assert placeholders(words["zh"]) == placeholders(words["en"])
    assert placeholders(words["fix_zh"]) == placeholders(words["fix_en"])
    named = placeholders(words["zh"]) | placeholders(words["fix_zh"])
    assert named - EVERYWHERE == set(code.details) - FOR_THE_LOG


def test_codes_in_the_source() -> None:
    """Every code that a module of the product names is declared."""
    rooms = [ROOT / "python" / "qa_workbook" / room for room in ("intake", "forms", "grids")]
    sources = [source for room in rooms for source in room.rglob("*.py")]
    named = {
        code for source in sources for code in CODE_IN_SOURCE.findall(source.read_text("utf-8"))
    }
    beginnings = {known.split("-")[0] for known in CODES}
    suspects = {code for code in named if code.split("-")[0] in beginnings}
    of_config = set(entries("forms")) | set(entries("scheme"))
    assert suspects - {"date-time"} - of_config <= set(CODES)


def test_finding_has_the_keys_of_the_contract() -> None:
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


def test_finding_takes_only_what_its_code_declares() -> None:
    """A code that isn't declared, a detail too many and a detail too few are refused when the finding is made."""
    with pytest.raises(KeyError):
        finding("mark-odd", "a.xlsx")
    with pytest.raises(TypeError, match="mark-as-text"):
        finding("mark-as-text", "a.xlsx", read="4", nearest="4")
    with pytest.raises(TypeError, match="mark-as-text"):
        finding("mark-as-text", "a.xlsx")


def test_severities() -> None:
    """Faults are counted by cells, worst first, and a severity that nobody has is there with 0."""
    found = [finding("file-empty", "a.xlsx"), finding("hidden-rows", "a.xlsx", count=3)]
    assert list(severities(found)) == list(SEVERITIES)
    assert severities(found) == {"error": 1, "warning": 3, "info": 0}
