"""The list config/people.* (form `people`), and what `schemes check` says of a bad one."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from qa_workbook.config.faults import ConfigError
from qa_workbook.procedure.people import fault_code
from qa_workbook.workspace import Workspace

SHIPPED = Path(__file__).parents[2] / "config"
HEADINGS = "工号,姓名,班组,职场,角色,项目,任职起,任职止,身份\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with the shipped config."""
    shutil.copytree(SHIPPED, tmp_path / "config")
    return Workspace(tmp_path)


def write(workspace: Workspace, rows: str) -> None:
    """Writes the list of people."""
    (workspace.root / "config" / "people.csv").write_text(HEADINGS + rows, "utf-8")


def test_people_are_read_with_their_posts(workspace: Workspace):
    """Somebody with two roles has two posts; both ends of a term are included."""
    config = workspace.load()
    assert workspace.load_procedure(config)[1].posts == ()
    write(
        workspace,
        "007,李四,A组,,班长,,2026-01-01,2026-06-30,\n007,李四,,,质检班长,甲,2026-07-01,,实习\n",
    )
    _, people = workspace.load_procedure(config)
    lead, later = people.posts
    assert (lead.role, lead.team, lead.status) == ("team_lead", "A组", "normal")
    assert (later.role, later.project, later.status) == ("qa_lead", "甲", "intern")
    assert [post.role for post in people.called("李 四")] == ["team_lead", "qa_lead"]
    for day, held in [("2025-12-31", False), ("2026-01-01", True), ("2026-06-30", True)]:
        assert lead.held_on(date.fromisoformat(day)) is held
    assert not lead.held_on(date(2026, 7, 1)) and later.held_on(date(2030, 1, 1))


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (",李四,,,班长,,,,\n", "people-number"),
        ("007,,,,班长,,,,\n", "people-name"),
        ("007,李四,,,厨师,,,,\n", "people-role"),
        ("007,李四,,,班长,,2026-07-01,2026-06-30,\n", "people-heading"),
        ("007,李四,,,班长,,,,\n007,李五,,,班长,,,,\n", "people-twice"),
    ],
)
def test_a_bad_list_is_a_fault_with_its_line(workspace: Workspace, rows: str, code: str):
    """Nobody decides by a list that can be misread."""
    config = workspace.load()
    write(workspace, rows)
    faults = workspace.check()[1]
    assert faults and {fault.code for fault in faults} == {code}
    assert min(fault.line for fault in faults) >= 2
    with pytest.raises(ConfigError):
        workspace.load_procedure(config)


def test_a_list_that_cannot_be_read_has_a_code():
    """What isn't about a column is about the whole list."""
    assert fault_code("file-encrypted", "") == "people-heading"


def test_older_workspaces_have_the_shipped_procedure(workspace: Workspace):
    """A workspace from before the procedure works by the shipped one, a faulty one stops."""
    file = workspace.root / "config" / "procedure.yaml"
    file.unlink()
    (workspace.root / "config" / "forms" / "people.yaml").unlink()
    procedure, _ = workspace.load_procedure(workspace.load())
    assert procedure.at(date(2026, 1, 1)) is procedure.versions[0]
    assert procedure.at(date(2025, 12, 31)) is None
    file.write_text("format: 2\n", "utf-8")
    with pytest.raises(ConfigError):
        workspace.load_procedure(workspace.load())
    assert "missing-key" in {fault.code for fault in workspace.check()[1]}
