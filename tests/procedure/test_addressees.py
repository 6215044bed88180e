"""config/addressees.yaml: dated versions, and every fault with its place."""

from __future__ import annotations

from datetime import date

import pytest

from qa_workbook.procedure.addressees import FILE, load_addressees
from qa_workbook.workspace_paths import shipped

SHIPPED = (shipped("config") / FILE).read_text("utf-8")


def loaded(tmp_path, content):
    """Returns the book, and the code and place of each fault."""
    (tmp_path / FILE).write_text(content, encoding="utf-8")
    book, faults = load_addressees(tmp_path)
    return book, [(fault.code, fault.path) for fault in faults]


def test_addressees__the_last_version_that_has_begun_holds(tmp_path):
    """An older period keeps its addressees; a kind that a version doesn't name is for nobody."""
    newer = """
  - version: "2026.2"
    valid_from: 2026-06-01
    source: own
    papers:
      - {kind: statistics, to: {people: ["50012"]}}
"""
    book, faults = loaded(tmp_path, SHIPPED.rstrip() + newer)
    assert faults == []
    assert book.of("statistics", date(2026, 5, 31)).to.roles == ("qa_lead",)
    assert book.of("statistics", date(2026, 6, 1)).to.people == ("50012",)
    assert book.of("feedback", date(2026, 6, 1)) is None
    assert book.of("feedback", date(2025, 12, 31)) is None


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("kind: weekly", "kind: monthly", ("twice", "versions.0.papers.6.kind")),
        ("to: {roles: [finance]}", "to: {roles: [agent]}", ("of-many-agents", "versions.0.papers.3.to.roles.0")),
        ("kind: finance", "kind: poems", ("bad-choice", "versions.0.papers.3.kind")),
        ("roles: [finance]", "roles: [boss]", ("bad-choice", "versions.0.papers.3.to.roles.0")),
        ("source: S5", "sources: S5", ("unknown-key", "versions.0.sources")),
    ],
)  # fmt: skip
def test_addressees__faults(tmp_path, old, new, fault):
    """A kind stands once; what is about many agents goes to none of them; nothing is guessed."""
    assert old in SHIPPED
    book, faults = loaded(tmp_path, SHIPPED.replace(old, new, 1))
    assert book is None and fault in faults
