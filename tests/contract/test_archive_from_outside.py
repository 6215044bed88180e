"""Files of a finished month are filed and got back; what is merged of them counts all the while."""

from __future__ import annotations

import zipfile
from datetime import date

from sheets import recordings, write_sheet


def _contents(desk):
    return {
        path.relative_to(desk.inbox).as_posix(): path.read_bytes()
        for path in desk.inbox.rglob("*")
        if path.is_file()
    }


def _links(workbook):
    """Everything that the workbook leads to."""
    with zipfile.ZipFile(workbook) as package:
        parts = [name for name in package.namelist() if name.endswith(".rels")]
        return [package.read(name).decode("utf-8") for name in parts]


def test_archive__moves_finished_files_and_gets_them_back(desk):
    """Only whole files of the month go; they are the same bytes, their scores count, and --undo takes it back."""
    write_sheet(desk.inbox / "a.xlsx", recordings(10, 2))
    write_sheet(desk.inbox / "子" / "b.xlsx", recordings(10, 3))
    desk.merge()
    before, figures = _contents(desk), desk.json("metrics", "--period", "2026-10")
    report = desk.json("archive", "--period", "2026-10")
    assert (report["moved"], report["kept"]) == (["a.xlsx", "子/b.xlsx"], [])
    assert _contents(desk) == {}
    filed = desk.root / "archive" / "2026-10"
    assert {name: (filed / name).read_bytes() for name in before} == before
    again = desk.build()
    assert again["recordings"]["read"] == 0
    assert any("archive/2026-10/a.xlsx" in link for link in _links(again["files"]["analysis"]))
    assert desk.json("metrics", "--period", "2026-10") == figures
    assert desk.json("archive", "--period", "2026-10")["moved"] == []
    assert desk.json("archive", "--period", "2026-10", "--undo")["moved"] == report["moved"]
    assert _contents(desk) == before
    assert not filed.exists()
    assert desk.merge()["recordings"]["unchanged"] == 20


def test_archive__leaves_what_is_not_finished(desk):
    """A file with rejected rows, with rows of another month, or changed since the last build stays, and is named with the reason."""
    rows = recordings(10, 2)
    write_sheet(desk.inbox / "rejected.xlsx", [*rows[1:], rows[0] | {"业务能力": 7}])
    other = recordings(1, 9)[0] | {"通话日期": date(2026, 9, 30)}
    write_sheet(desk.inbox / "two months.xlsx", [*recordings(3, 4), other])
    write_sheet(desk.inbox / "changed.xlsx", recordings(3, 5))
    desk.merge(code=1)
    write_sheet(desk.inbox / "changed.xlsx", recordings(4, 5))
    write_sheet(desk.inbox / "new.xlsx", recordings(3, 6))
    report = desk.json("archive", "--period", "2026-10", code=1)
    assert report["moved"] == []
    assert {line["file"]: line["why"] for line in report["kept"]} == {
        "rejected.xlsx": "stays_rejected",
        "two months.xlsx": "stays_other_days",
        "changed.xlsx": "stays_unmerged",
        "new.xlsx": "stays_unmerged",
    }


def test_archive__of_a_period_that_goes_on_is_refused(desk):
    """This month is not finished."""
    assert desk.call("archive", "--period", "本月").returncode == 2


def test_archive__never_overwrites(desk):
    """Where a file of the same name is filed already, nothing is moved."""
    write_sheet(desk.inbox / "a.xlsx", recordings(10, 2))
    desk.merge()
    (desk.root / "archive" / "2026-10").mkdir(parents=True)
    (desk.root / "archive" / "2026-10" / "a.xlsx").write_text("somebody's")
    before = _contents(desk)
    assert desk.call("archive", "--period", "2026-10").returncode == 2
    assert _contents(desk) == before
