"""Renews everything that is generated and committed (`make generated`): JSON Schema, documents, blank score sheets."""

from __future__ import annotations

from pathlib import Path

from qa_workbook.books.score_sheet.templates import blank_templates
from qa_workbook.findings.catalogue import catalogue_markdown
from qa_workbook.scheme.json_schema import write_schema
from qa_workbook.scheme.loader import load_schemes
from qa_workbook.scheme.reference import refresh

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Writes every generated file of the project; tests fail while one of them is stale."""
    write_schema(ROOT / "config" / "schemes")
    refresh(ROOT / "docs" / "schemes.md")
    (ROOT / "docs" / "findings.md").write_text(catalogue_markdown(), encoding="utf-8")
    blank_templates(ROOT / "templates", load_schemes(ROOT / "config" / "schemes")[0].schemes)


if __name__ == "__main__":
    main()
