"""`compare` against a calculation from the definitions alone (S3, S14)."""

from __future__ import annotations

from statistics import fmean

import openpyxl
import pytest
from sheets import ITEMS, recordings, write_sheet

PEOPLE = "工号,姓名,班组,职场,角色,项目\n" + "".join(
    f"A{number:03d},座席{number},{number % 3 + 1}班,{'南' if number % 2 else '北'},座席,\n"
    for number in range(1, 13)
)


def _score(row: dict) -> int:
    return 2 * sum(row[item] for item in ITEMS)


def _mean(rows: list[dict], key: str, value: object) -> float | None:
    scores = [_score(row) for row in rows if row[key] == value]
    return fmean(scores) if scores else None


LINES = """
    lines:
      - {id: mobile, name: 移动, projects: [手机 a]}
      - {id: fixed, name: 固网, projects: [家庭宽带]}
"""


def _weeks(desk, rows: list[dict]) -> None:
    """Two weeks, Monday to Sunday: the same figures over the recordings of seven days each."""
    (found,) = desk.json("compare", "2026-W41", "2026-W42")
    weeks = {
        side: [row for row in rows if row["通话日期"].isocalendar().week == week]
        for side, week in (("a", 41), ("b", 42))
    }
    assert found["recordings"] == {side: len(own) for side, own in weeks.items()}
    by_id = {(row["kind"], row["name"]): row for row in found["rows"]}
    for side, own in weeks.items():
        assert by_id["line", "移动"][side] == pytest.approx(_mean(own, "线", "mobile"))
        for item in ITEMS:
            ratio = sum(row[item] < 5 for row in own) / len(own)
            assert by_id["item", item][side] == pytest.approx(ratio)


def test_compare__agrees_with_the_definitions(desk):
    """Every row of two months is the mean or share that the definitions say, and change is b − a."""
    months = {"2026-09": recordings(60, 3, month=(2026, 9)), "2026-10": recordings(50, 4)}
    for number, (month, rows) in enumerate(months.items()):
        for row in rows:
            row["职场"] = "南" if int(row["工号"][1:]) % 2 else "北"
            row["线"] = "mobile" if row["轮次"] < 4 else "fixed"
        for project, line in (("手机 A", "mobile"), ("家庭宽带", "fixed")):
            of_line = [row for row in rows if row["线"] == line]
            head = {"项目": project}
            file = desk.inbox / f"{month} {line}.xlsx"
            write_sheet(file, of_line, inspector=f"质检员{number}", head=head)
    (desk.root / "config" / "people.csv").write_text(PEOPLE, encoding="utf-8")
    with (desk.root / "config" / "analysis.yaml").open("a", encoding="utf-8") as rules:
        rules.write(LINES)
    analysis = desk.build()["files"]["analysis"]
    trend = openpyxl.load_workbook(analysis, data_only=True)["趋势"]
    for row, (month, rows) in zip(trend["A7:E8"], months.items(), strict=True):
        assert [cell.value for cell in row[:4:3]] == [month, len(rows)]
        assert row[4].value == pytest.approx(fmean(map(_score, rows)))
    (found,) = desk.json("compare", "2026年9月", "2026-10")
    assert list(found) == ["scheme", "a", "b", "recordings", "rows"]
    assert (found["scheme"], found["a"], found["b"]) == ("monitoring-10x4", *months)
    assert found["recordings"] == {"a": 60, "b": 50}
    kinds = {"team": "班组", "site": "职场", "agent": "工号", "line": "线"}
    for row in found["rows"]:
        assert list(row) == ["level", "id", "name", "a", "b", "change", "kind"]
        for side, rows in zip("ab", months.values(), strict=True):
            if row["kind"] in kinds:
                assert row[side] == pytest.approx(_mean(rows, kinds[row["kind"]], row["id"]))
            if row["kind"] == "item":
                assert row[side] == pytest.approx(
                    sum(one[row["name"]] < 5 for one in rows) / len(rows)
                )
            if (row["kind"], row["level"]) == ("index", 2):
                assert row[side] == pytest.approx(fmean(20 * one[row["name"]] for one in rows))
        assert row["change"] == pytest.approx(row["b"] - row["a"], abs=1e-12)
    by_id = {(row["kind"], row["id"]): row for row in found["rows"]}
    assert by_id["index", "score"]["b"] == pytest.approx(fmean(map(_score, months["2026-10"])))
    good = [sum(_score(row) > 90 for row in rows) / len(rows) for rows in months.values()]
    assert [by_id["rate", "good"][side] for side in "ab"] == pytest.approx(good)
    count = {kind: sum(row["kind"] == kind for row in found["rows"]) for kind in ("item", *kinds)}
    assert count == {"item": 10, "team": 3, "site": 2, "agent": 12, "line": 2}
    calls = {row["id"]: row for row in found["rows"] if row["kind"] == "site_calls"}
    fatal = {row["id"]: row for row in found["rows"] if row["kind"] == "site_fatal"}
    for site in ("南", "北"):
        for side, rows in zip("ab", months.values(), strict=True):
            own = [row for row in rows if row["职场"] == site]
            assert calls[site][side] == len(own)
            assert fatal[site][side] == sum(row.get("致命错误") == "是" for row in own)
    order = list(dict.fromkeys(row["kind"] for row in found["rows"]))
    assert order[6:] == ["line", "site_calls", "site_fatal"]
    printed = desk.call("compare", "2026-09", "2026-10").stdout
    assert "质检监听评分表：2026-09（60 条）→ 2026-10（50 条）" in printed
    assert f"{by_id['index', 'score']['change']:+.2f}" in printed
    _weeks(desk, months["2026-10"])
    assert desk.json("compare", "2026-W20", "2026-W21") == []
    assert desk.call("compare", "2026-09", "十月").returncode == 2
