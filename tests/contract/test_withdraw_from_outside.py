"""Taking a sheet back, and files of finished months, from outside."""

from __future__ import annotations

import json

from sheets import recordings, write_sheet


def test_withdraw__takes_back_a_file_that_is_gone_with_a_trace(desk):
    """After the file was taken out, its scores go, earlier ones count again, and who, when and why is kept."""
    rows = recordings(10, 2)
    write_sheet(desk.inbox / "a.xlsx", rows)
    desk.merge()
    before = desk.json("metrics", "--period", "2026-10")
    rows[0]["服务态度"] = 0 if rows[0]["服务态度"] else 5
    test = write_sheet(desk.inbox / "子" / "试填.xlsx", [rows[0], *recordings(5, 3)])
    desk.merge()
    refused = desk.call("withdraw", "子/试填.xlsx")
    assert refused.returncode == 2
    assert "请先把文件移出文件夹" in refused.stderr
    test.unlink()
    given = ("withdraw", str(test), "--reason", "试填", "--by", "主管")
    report = desk.json(*given)
    assert (report["withdrawn"], report["restored"]) == (6, 1)
    assert report["files"] == [{"file": "子/试填.xlsx", "rows": 6}]
    assert desk.json("metrics", "--period", "2026-10") == before
    assert desk.json(*given)["withdrawn"] == 0
    assert desk.build()["recordings"]["unchanged"] == 10
    (entry,) = desk.json("withdraw")["withdrawals"]
    assert (entry["who"], entry["why"], entry["files"]) == ("主管", "试填", {"子/试填.xlsx": 6})
    (line,) = (desk.root / "data" / "withdrawals.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line) == entry


def test_withdraw__takes_the_path_as_seen_from_here(desk, monkeypatch):
    """The path may be typed from the folder that one is in, as for every other command."""
    file = write_sheet(desk.inbox / "a.xlsx", recordings(3, 2))
    desk.merge()
    file.unlink()
    monkeypatch.chdir(desk.root.parent)
    typed = file.relative_to(desk.root.parent)
    assert desk.json("withdraw", str(typed), "--reason", "试填")["withdrawn"] == 3


def test_withdraw__of_an_unknown_file_names_similar_ones(desk):
    """A mistyped name is exit 2, and the names that are like it are told."""
    write_sheet(desk.inbox / "张三1006.xlsx", recordings(3, 2))
    desk.merge()
    done = desk.call("withdraw", "张三1007.xlsx")
    assert done.returncode == 2
    assert "张三1006.xlsx" in done.stderr
