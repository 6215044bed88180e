"""Names of config/intake.yaml that can't take effect."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_workbook.workspace import Workspace
from qa_workbook.workspace_paths import initialise


@pytest.mark.parametrize(
    ("key", "name", "faults"),
    [
        ("serial", "抽 检轮次", ["columns.round.1"]),
        ("registrar", "依据", ["columns.registrar.1"]),
        ("team", "工号", ["columns.team.1"]),
        ("aggravated", "录音文件", []),
        ("aggravated", "差错扣分", []),
    ],
)
def test_a_name_of_two_columns_of_one_sheet_is_refused(
    tmp_path: Path, key: str, name: str, faults: list[str]
) -> None:
    """Only one of the two would be read; in sheets of the other layout the name may be another's."""
    initialise(tmp_path)
    file = tmp_path / "config" / "intake.yaml"
    lines = file.read_text("utf-8").splitlines()
    place = next(place for place, line in enumerate(lines) if line.startswith(f"  {key}: ["))
    first, _, others = lines[place].partition(", ")
    lines[place] = f"{first}, {name}, {others}"
    file.write_text("\n".join(lines), "utf-8")
    for found in (Workspace(tmp_path).check()[1], Workspace(tmp_path).check_forms()[1]):
        of_names = [fault for fault in found if fault.file == file]
        assert [fault.path for fault in of_names] == faults
        assert {fault.code for fault in of_names} <= {"heading-twice"}


def test_the_words_of_an_earlier_workspace_are_still_read(tmp_path: Path) -> None:
    """A config/intake.yaml without the keys that came later is sound: they may be put in any time."""
    initialise(tmp_path)
    file = tmp_path / "config" / "intake.yaml"
    later = ("value_headings:", "likely:", "most_times:")
    lines = file.read_text("utf-8").splitlines()
    file.write_text(
        "\n".join(line for line in lines if not line.strip().startswith(later)), "utf-8"
    )
    assert len(file.read_text("utf-8").splitlines()) == len(lines) - len(later)
    assert [fault for fault in Workspace(tmp_path).check()[1] if fault.file == file] == []
