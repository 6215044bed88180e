"""config/analysis.yaml: dated versions, and every fault with its place."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from qa_workbook.analysis.rules import FILE, by_project, load_rules
from qa_workbook.frames import folded
from qa_workbook.workspace import Workspace
from qa_workbook.workspace_paths import initialise, shipped

SHIPPED = (shipped("config") / FILE).read_text("utf-8")


def loaded(folder, text):
    """The rules of a file, and its faults as (code, path)."""
    (folder / FILE).write_text(text, encoding="utf-8")
    rules, faults = load_rules(folder)
    return rules, [(fault.code, fault.path) for fault in faults]


def test_rules__the_version_of_the_day(tmp_path):
    """Each version holds from its day until the next; before the first one there are no rules."""
    body = SHIPPED.partition("versions:\n")[2]
    later = body.replace("2026.1", "2026.2").replace("2026-01-01", "2026-11-01")
    rules, faults = loaded(tmp_path, SHIPPED + later)
    assert faults == []
    held = [rules.at(day) for day in (date(2025, 12, 31), date(2026, 10, 31), date(2026, 11, 1))]
    assert [one and one.version for one in held] == [None, "2026.1", "2026.2"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("times: 3", "times: 1", ("out-of-range", "versions.0.repeats.times")),
        ("from: 3", "from: 5", ("proposal-late", "versions.0.repeats.proposals.0.from")),
        ("role: qa_lead", "role: inspector", ("twice", "versions.0.quotas.roles.1.role")),
        ("defects_from: 0.80", "defects_from: 80", ("out-of-range", "versions.0.themes.defects_from")),
        ("per: week", "per: year", ("bad-choice", "versions.0.quotas.roles.2.per")),
    ],
)  # fmt: skip
def test_rules__faults(tmp_path, old, new, fault):
    """What is wrong is named by its path, and nothing is taken from such a file."""
    assert old in SHIPPED
    assert loaded(tmp_path, SHIPPED.replace(old, new, 1)) == (None, [fault])


GROUPS = """
    lines:
      - {id: mobile, name: 移动, projects: [移动宽带, 手机 A]}
      - {id: fixed, name: 固网, projects: [家庭宽带]}
    branches:
      - {id: east, name: {zh: 东区, en: East}, size: large, projects: [家庭宽带, 手机 A]}
"""


def test_rules__lines_and_branches(tmp_path):
    """A project is found in its line and its branch, however it is spelt; both are optional."""
    rules, faults = loaded(tmp_path, SHIPPED + GROUPS)
    assert faults == []
    lines, branches = rules.versions[0].lines, rules.versions[0].branches
    assert [by_project(lines).get(folded(name)) for name in ("手机 a ", "家庭宽带", "别的")] == [
        "mobile",
        "fixed",
        None,
    ]
    assert by_project(branches)[folded("手机 A")] == "east"
    assert branches[0].size == "large"
    assert loaded(tmp_path, SHIPPED)[0].versions[0].lines == ()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("[家庭宽带]", "[家庭宽带, 手机 a]", ("project-twice", "versions.0.lines.1.projects.1")),
        ("[移动宽带,", "[手机 A,", ("project-twice", "versions.0.lines.0.projects.1")),
        ("id: fixed", "id: mobile", ("twice", "versions.0.lines.1.id")),
        ("name: 固网", "name: 移动", ("twice", "versions.0.lines.1.name")),
        ("size: large", "size: huge", ("bad-choice", "versions.0.branches.0.size")),
        ("[家庭宽带, 手机 A]", "[]", ("bad-count", "versions.0.branches.0.projects")),
    ],
)  # fmt: skip
def test_rules__faults_of_lines_and_branches(tmp_path, old, new, fault):
    """No project is in two lines; ids and names differ; a group has a project."""
    assert old in GROUPS
    assert loaded(tmp_path, SHIPPED + GROUPS.replace(old, new, 1)) == (None, [fault])


def test_rules__of_a_workspace(tmp_path):
    """A workspace has the file; an older one without it takes the shipped rules; a bad one stops."""
    initialise(tmp_path)
    file = tmp_path / "config" / FILE
    own = SHIPPED.replace("2026.1", "own")
    file.write_text(own, encoding="utf-8")
    assert Workspace(tmp_path).load().rules.versions[0].version == "own"
    file.unlink()
    assert Workspace(tmp_path).load().rules.versions[0].version == "2026.1"
    shutil.copy(shipped("config") / "settings.yaml", file)
    assert {fault.file for fault in Workspace(tmp_path).check()[1]} == {file}
