"""`compare` against a calculation from the definitions alone (S3, S14)."""

from __future__ import annotations

from statistics import fmean

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


def test_compare__agrees_with_the_definitions(desk):
    """Every row of two months is the mean or share that the definitions say, and change is b − a."""
    months = {"2026-09": recordings(60, 3, month=(2026, 9)), "2026-10": recordings(50, 4)}
    for number, (month, rows) in enumerate(months.items()):
        write_sheet(desk.inbox / f"{month}.xlsx", rows, inspector=f"质检员{number}")
        for row in rows:
            row["职场"] = "南" if int(row["工号"][1:]) % 2 else "北"
    (desk.root / "config" / "people.csv").write_text(PEOPLE, encoding="utf-8")
    desk.build()
    (found,) = desk.json("compare", "2026年9月", "2026-10")
    assert list(found) == ["scheme", "a", "b", "recordings", "rows"]
    assert (found["scheme"], found["a"], found["b"]) == ("monitoring-10x4", *months)
    assert found["recordings"] == {"a": 60, "b": 50}
    kinds = {"team": "班组", "site": "职场", "agent": "工号"}
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
    assert count == {"item": 10, "team": 3, "site": 2, "agent": 12}
    printed = desk.call("compare", "2026-09", "2026-10").stdout
    assert "质检监听评分表：2026-09（60 条）→ 2026-10（50 条）" in printed
    assert f"{by_id['index', 'score']['change']:+.2f}" in printed
    assert desk.json("compare", "2026-W20", "2026-W21") == []
    assert desk.call("compare", "2026-09", "十月").returncode == 2
